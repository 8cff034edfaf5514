"""Prove which downsides remain: the shop, the steps, and what is expected of them."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import BaseModel

from course.claims.stage import fill
from course.lab import Lab
from course.lab.link import Link
from course.ports import Bus
from course.shop import asking, copying, direct
from course.shop.asking.calls import ask
from course.shop.asking.purchases import Item, Ordered
from course.shop.errors import TooLate
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, shown
from course.study.referee.run import Run
from course.study.referee.step import Step

FORM = "gives a set of statements"
LEAVES = "leaves the shop as it was"
FINDS = MappingProxyType({each: f"finds {each} just where it holds" for each in ("S3", "S4", "S5")})

OWNERS = ("users", "orders", "products")
QUESTION = "/purchases/1"
LATENCY_MS, SLOW_MS = 5.0, 200.0
"""How long the way to an owner takes, and how long where the referee makes it slow."""

_TOO_MUCH = {
    "S3": "An experiment that says yes everywhere proves nothing: can yours say no?",
    "S4": "It says any one of them: each must be enough by itself, with the others up.",
    "S5": (
        "It says whichever is slow: try each of the three, and all have to make it later than it "
        "usually is in this shop."
    ),
}

Experiment = Callable[[Lab, str], Any]


class WithoutTitles(BaseModel):
    """The parts that a page without titles needs."""

    users: str | None
    orders: list[Ordered]


def without_titles(bus: Bus) -> FastAPI:
    """Needs users and orders, and does not wait for products."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> WithoutTitles:
        return await ask(bus, "purchases.of_user", {"user_id": user_id}, WithoutTitles)

    return app


class WithoutName(BaseModel):
    """The parts that a page without a name needs."""

    orders: list[Ordered]
    products: list[Item]


def without_name(bus: Bus) -> FastAPI:
    """Needs orders and products, and does not wait for users."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> WithoutName:
        return await ask(bus, "purchases.of_user", {"user_id": user_id}, WithoutName)

    return app


def patient(bus: Bus) -> FastAPI:
    """Waits for all, and does without the name if users says nothing."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> dict[str, Any]:
        data = {"user_id": user_id}
        parts = await bus.ask("purchases.of_user", data, answers=["users", "orders", "products"])
        for name in ("orders", "products"):
            if name not in parts:
                raise TooLate(name, "did not answer in time")
        return parts

    return app


def content(bus: Bus) -> FastAPI:
    """Waits for all, and is content with whatever comes."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> dict[str, Any]:
        data = {"user_id": user_id}
        return await bus.ask("purchases.of_user", data, answers=["users", "orders", "products"])

    return app


def needing_one(bus: Bus) -> FastAPI:
    """Waits for all, and answers if one of them does."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> dict[str, Any]:
        data = {"user_id": user_id}
        parts = await bus.ask("purchases.of_user", data, answers=["users", "orders", "products"])
        if not parts:
            raise TooLate("users, orders and products", "did not answer in time")
        return parts

    return app


@dataclass(frozen=True)
class Shop:
    """A shop to try an experiment on. ``start`` is where the ways to the owners begin.

    ``far_ms`` is how long the way from the gateway to purchases takes.
    """

    words: str
    start: str
    services: tuple[Callable[..., FastAPI], ...]
    purchases: Callable[..., FastAPI] | None = None
    far_ms: float = LATENCY_MS

    def open(self, lab: Lab) -> None:
        """Start it, and let Ada buy something."""
        lab.start(*self.services)
        if self.purchases is not None:
            lab.start(self.purchases, name="purchases")
        lab.link("gateway", "purchases").latency_ms = self.far_ms
        fill(lab)


SHOPS = MappingProxyType(
    {
        "direct": Shop("a shop with direct requests", "purchases", direct.SERVICES),
        "asking": Shop("a shop that asks on the bus", "bus", asking.SERVICES),
        "knowing": Shop("a shop whose purchases asks nobody", "bus", copying.SERVICES),
        "without titles": Shop(
            "a shop whose purchases does not ask products", "bus", asking.SERVICES, without_titles
        ),
        "without name": Shop(
            "a shop whose purchases does not ask users", "bus", asking.SERVICES, without_name
        ),
        "far": Shop(
            "a shop whose purchases asks nobody, and is far away",
            "bus",
            copying.SERVICES,
            far_ms=150,
        ),
        "patient": Shop(
            "a shop whose purchases can do without the name", "bus", asking.SERVICES, patient
        ),
        "content": Shop(
            "a shop whose purchases answers with whatever comes", "bus", asking.SERVICES, content
        ),
        "needing one": Shop(
            "a shop whose purchases answers if one of the three does",
            "bus",
            asking.SERVICES,
            needing_one,
        ),
    }
)


@dataclass(frozen=True)
class Measured:
    """What the referee's own experiment saw."""

    usual_ms: float
    alone: dict[str, int | None]
    all_cut: int | None
    slow_ms: dict[str, float]

    @property
    def holding(self) -> set[str]:
        """The statements that hold."""
        found = {
            "S3": self.all_cut != 200,
            "S4": all(status != 200 for status in self.alone.values()),
            "S5": all(ms > self.usual_ms for ms in self.slow_ms.values()),
        }
        return {name for name, holds in found.items() if holds}

    def words(self, statement: str) -> str:
        """What was seen of one statement."""
        if statement == "S3":
            return f"With the ways to all three cut, {self.all_cut} comes back."
        if statement == "S4":
            alone = ", ".join(f"{name} {status}" for name, status in self.alone.items())
            return f"With the way to one of them cut: {alone}."
        slow = ", ".join(f"{name} {ms:g} ms" for name, ms in self.slow_ms.items())
        usual = f"Usually the answer takes {self.usual_ms:g} ms."
        return f"{usual} With a way of {SLOW_MS:g} ms to one of them: {slow}."


@cache
def measured(shop: Shop) -> Measured:
    """Try the shop: the ways to the owners cut, together and one by one, then each one slow.

    It is the same each time, so once is enough.
    """
    lab = Lab()
    shop.open(lab)
    ways = {name: lab.link(shop.start, name) for name in OWNERS}
    usual_ms = lab.get(QUESTION).milliseconds
    all_cut = _status_without(lab, *ways.values())
    alone = {name: _status_without(lab, way) for name, way in ways.items()}
    slow_ms = {}
    for name, way in ways.items():
        way.latency_ms = SLOW_MS
        slow_ms[name] = lab.get(QUESTION).milliseconds
        way.latency_ms = LATENCY_MS
    lab.close()
    return Measured(usual_ms, alone, all_cut, slow_ms)


def _status_without(lab: Lab, *ways: Link) -> int | None:
    for way in ways:
        way.failure_rate = 1
    status = lab.get(QUESTION).status
    for way in ways:
        way.failure_rate = 0
    return status


@dataclass(frozen=True)
class TryIn(Step):
    """The learner's experiment is run in a shop. It takes things down, so it is a trouble."""

    is_trouble: ClassVar[bool] = True
    kind: str

    @property
    def words(self) -> str:
        return f"your experiment tries {SHOPS[self.kind].words}"

    def do(self, run: Run) -> None:
        shop = SHOPS[self.kind]
        shop.open(run.lab)
        (experiment,) = run.handed_in
        found = statements(experiment(run.lab, shop.start))
        check_left(run.lab, shop.start)
        seen = measured(shop)
        for each, clause in FINDS.items():
            if (each in found) != (each in seen.holding):
                raise Broken(
                    clause,
                    f"{named(seen.holding)} in {shop.words}",
                    f"your experiment found {named(found)}",
                    f"{seen.words(each)}\n{_advice(each, each in found, shop.start)}",
                )
        if "S5" in found and self.kind == "direct":
            check_saw_it_late(run.lab)


def check_saw_it_late(lab: Lab) -> None:
    """Raise ``Broken`` where S5 was found and no answer was late, as with a slow way none came.

    For a shop with direct requests: there only a way that is slow ends in 504.
    """
    asked = [
        span
        for span in lab.trace
        if span.service == "client" and str(span.attributes.get("url.full")).endswith(QUESTION)
    ]
    came = {span.milliseconds for span in asked if "error.type" not in span.attributes}
    given_up = [span for span in asked if span.attributes.get("error.type") == "504"]
    if given_up and len(came) < 2:
        raise Broken(
            FINDS["S5"],
            "an answer that is later than usual, whichever way is slow",
            "in your experiment none was later: with a slow way there was no answer at all, but "
            f"504 after {given_up[0].milliseconds:,.0f} ms",
            "Make the way less slow, so that an answer still comes: then it can be late.",
        )


def _advice(statement: str, was_found: bool, start: str) -> str:
    if was_found:
        return f"So {statement} does not hold there. {_TOO_MUCH[statement]}"
    if statement == "S5":
        return (
            f"So S5 holds there. Make one way very slow, from {start!r} to an owner, and compare "
            "with the usual time. A little delay can hide behind another way."
        )
    return f"So {statement} holds there. Look at the status of the answer, not only that one came."


def named(found: Iterable[str]) -> str:
    """Statements in words."""
    return " and ".join(sorted(found)) or "none of the three"


def statements(found: Any) -> set[str]:
    """What came back, if it is what was asked for."""
    if inspect.iscoroutine(found):
        found.close()
        raise Broken(FORM, "def downsides(lab, start)", "it is an async def", "A lab needs none.")
    is_set = isinstance(found, set | frozenset | list | tuple)
    if not is_set or not all(isinstance(each, str) and each in FINDS for each in found):
        raise Broken(
            FORM,
            'a set of those that hold, such as {"S3", "S5"}',
            f"it was {shown(found)}",
            "Begin with found = set(), add what holds, and return found in the end.",
        )
    return set(found)


def check_left(lab: Lab, start: str) -> None:
    """Everybody is up again, and no way is slow or cut."""
    for name in OWNERS:
        link = lab.link(start, name)
        if lab.services[name].is_down:
            left, back = f"{name} is still down", f'lab.up("{name}")'
        elif link.latency_ms != LATENCY_MS or link.failure_rate:
            left = f"the way from {start} to {name} is still slow, or cut"
            back = f"{LATENCY_MS:g} ms, and a failure_rate of 0"
        else:
            continue
        advice = (
            f"Put it back before you try the next thing: {back}. Else you measure two things "
            "at once, and do not know which of them did it."
        )
        raise Broken(LEAVES, "all is in the end as it was in the beginning", left, advice)


def open_none(lab: Lab, experiment: Experiment) -> None:
    """Start nothing yet. Each step opens the shop that it tries."""


def schedules() -> list[Schedule]:
    return [(TryIn(kind),) for kind in SHOPS]
