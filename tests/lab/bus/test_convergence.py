"""Whatever goes wrong, and in whatever order: once all is up and quiet, the copies are the truth.

A schedule of writes, crashes, restarts, faults and time is drawn and carried out on the shop that
copies. All along no event is acknowledged whose effect is not there, and none is stored that
nobody has written. In the end every write is told once, and every copy is what its owner has.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import httpx2
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab import Lab
from course.lab.bus.faults import Lost
from course.lab.lab import Point
from course.ports import Bus, Database, Event, Http, Row
from course.shop import copying

SERVICES = {
    service.__name__: service for service in copying.SERVICES if service.__name__ != "gateway"
}
OWNERS = ("users", "products", "orders")
COPYING = ("purchases", "orders")
LISTENS_TO = {
    "purchases": ("user.signed_up", "product.listed", "product.repriced", "order.placed"),
    "orders": ("user.signed_up", "product.listed"),
}
TYPES = LISTENS_TO["purchases"]
NEWEST = 10**9
"""The version of a copy that keeps none."""
Write = tuple[str, str, str, dict[str, Any]]


def crowd(http: Http) -> FastAPI:
    """Clients who all write at the same moment."""
    app = FastAPI()

    async def one(write: Write) -> tuple[int | None, Any]:
        method, service, path, body = write
        try:
            answer = await http.request(method, f"http://{service}{path}", json=body)
        except httpx2.TransportError:
            return None, None
        return answer.status_code, answer.json()

    @app.post("/")
    async def all_at_once(writes: list[Write]) -> list[tuple[int | None, Any]]:
        return list(await asyncio.gather(*map(one, writes)))

    return app


def stumbling(consumer: str) -> Callable[[Database, Bus], FastAPI]:
    """A version of a service that cannot handle what it hears, and answers nobody."""

    def service(db: Database, bus: Bus) -> FastAPI:
        async def stumble(event: Event, tx: Any) -> None:
            await tx.query("select * from users")
            raise RuntimeError("stumbled")

        for subject in LISTENS_TO[consumer]:
            bus.on(subject)(stumble)
        return FastAPI()

    return service


@dataclass(frozen=True)
class Step:
    """One thing that is done, with a repr that reads well in a failed example."""

    what: str
    arguments: tuple[Any, ...] = ()

    def __repr__(self) -> str:
        return f"{self.what}{self.arguments}"


class Run:
    """A shop in a lab, and what its clients were told."""

    def __init__(self, ack_wait_ms: int, delivery_limit: int) -> None:
        self.lab = Lab()
        self.lab.bus.ack_wait_ms = ack_wait_ms
        self.lab.bus.delivery_limit = delivery_limit
        self.lab.start(crowd, *SERVICES.values())
        self.promised: list[tuple[str, Row]] = []
        self._signed_up = 0
        self._watch_acknowledgements()
        self.together(("sign_up",), ("list_product",))
        self.lab.settle()

    def _watch_acknowledgements(self) -> None:
        log = self.lab._broker.log
        acknowledge = log.ack

        def watched(consumer: str, positions: Iterable[int]) -> None:
            positions = list(positions)
            for position in positions:
                ((_, event),) = log.read(position, 1)
                assert has(copies(self.lab, consumer), event), f"acknowledged in vain: {event}"
            acknowledge(consumer, positions)

        log.ack = watched  # type: ignore[method-assign]

    # What can be done

    def do(self, step: Step) -> None:
        getattr(self, step.what)(*step.arguments)
        self.check()

    def together(self, *writes: tuple[Any, ...]) -> None:
        asked = [getattr(self, what)(*arguments) for what, *arguments in writes]
        answer = self.lab.post("http://crowd/", json=asked)
        assert answer.status == 200
        for (_, service, _, _), (status, body) in zip(asked, answer.body, strict=True):
            assert status in (None, 200, 201, 404, 422)
            if status == 201:
                self.promised.append((service, body))

    def sign_up(self) -> Write:
        self._signed_up += 1
        body = {"name": f"User {self._signed_up}", "email": f"{self._signed_up}@example.org"}
        return "POST", "users", "/users", body

    def list_product(self) -> Write:
        return "POST", "products", "/products", {"title": "Tea", "price_cents": 1}

    def reprice(self, product_id: int, price_cents: int) -> Write:
        return "PATCH", "products", f"/products/{product_id}", {"price_cents": price_cents}

    def order(self, user_id: int, product_id: int) -> Write:
        return "POST", "orders", "/orders", {"user_id": user_id, "product_id": product_id}

    def wait(self, ms: int) -> None:
        self.lab.run(ms)

    def down(self, name: str) -> None:
        self.lab.down(name)

    def doom(self, name: str, point: Point) -> None:
        self.lab.down(name, at=point)

    def up(self, name: str) -> None:
        self.lab.up(name)

    def deploy(self, name: str) -> None:
        self.lab.start(SERVICES[name])

    def deploy_stumbling(self, name: str) -> None:
        self.lab.start(stumbling(name), name=name)

    def lose(self, what: Lost, subject: str, to: str | None, times: int) -> None:
        self.lab.bus.lose(what, subject, to, times)

    def double(self, subject: str, to: str | None, times: int) -> None:
        self.lab.bus.double(subject, to, times)

    def delay(self, ms: int, subject: str, to: str | None, times: int) -> None:
        self.lab.bus.delay(ms, subject, to, times)

    def reorder(self, subject: str, to: str | None, times: int) -> None:
        self.lab.bus.reorder(subject, to, times)

    def link(self, name: str, is_to_bus: bool, jitter_ms: int, failure_rate: float) -> None:
        link = self.lab.link(name, "bus") if is_to_bus else self.lab.link("bus", name)
        link.jitter_ms, link.failure_rate = jitter_ms, failure_rate

    def replay(self, consumer: str, position: int) -> None:
        self.lab.bus.replay(consumer, position)

    # What must hold

    def check(self) -> None:
        """At every moment: nothing is told that was not written, and nothing done that is not."""
        stored = self.lab.bus.events()
        assert not Counter(key(event) for _, event in stored) - Counter(written(self.lab))
        for consumer in COPYING:
            done = self.lab.bus.position(consumer)
            aside = {it.position for it in self.lab.bus.dead_letters() if it.consumer == consumer}
            copied = copies(self.lab, consumer)
            for position, event in stored[:done]:
                if position not in aside and event.type in LISTENS_TO[consumer]:
                    assert has(copied, event)

    def come_to_rest(self) -> None:
        """Everybody is up, no call fails, and what was laid aside is sent again."""
        for name in SERVICES:
            self.lab.link(name, "bus").failure_rate = self.lab.link("bus", name).failure_rate = 0
        for name in COPYING:
            self.deploy(name)
        for _ in range(100):
            for name in (*SERVICES, "bus"):
                self.lab.up(name)
            for letter in self.lab.bus.dead_letters():
                self.lab.bus.send_again(letter)
            self.lab.settle()
            self.check()
            is_up = not any(service.is_down for service in self.lab.services.values())
            if is_up and not self.lab.bus.dead_letters():
                return
        raise AssertionError("it does not come to rest")

    def check_end(self) -> None:
        for service, row in self.promised:
            rows = self.lab.tables(service)[service]
            assert [it["id"] for it in rows].count(row["id"]) == 1, "a client was told so"
        events = [event for _, event in self.lab.bus.events()]
        assert Counter(map(key, events)) == Counter(written(self.lab)), "each is told, and once"
        assert self.lab.tables("purchases") == {
            "users": told_of(self.lab, "users", "id", "name"),
            "products": told_of(self.lab, "products", "id", "title", "price_cents", "version"),
            "orders": told_of(self.lab, "orders", "id", "user_id", "product_id"),
        }
        for table in ("users", "products"):
            assert self.lab.tables("orders")[table] == told_of(self.lab, table, "id")
        for name in OWNERS:
            assert self.lab.tables(name)["outbox"] == []
        for name in COPYING:
            assert self.lab.bus.waiting(name) == 0


def told_of(lab: Lab, owner: str, *columns: str) -> list[Row]:
    """An owner's rows, as far as they are told to others."""
    return [{column: row[column] for column in columns} for row in lab.tables(owner)[owner]]


def written(lab: Lab) -> list[tuple[str, int, int]]:
    """What owners have written, as what has to be told: type, id and version."""
    products = lab.tables("products")["products"]
    return [
        *(("user.signed_up", row["id"], 1) for row in lab.tables("users")["users"]),
        *(("product.listed", row["id"], 1) for row in products),
        *(
            ("product.repriced", row["id"], version)
            for row in products
            for version in range(2, row["version"] + 1)
        ),
        *(("order.placed", row["id"], 1) for row in lab.tables("orders")["orders"]),
    ]


def key(event: Event) -> tuple[str, int, int]:
    return event.type, event.data["id"], event.data.get("version", 1)


def copies(lab: Lab, consumer: str) -> dict[tuple[str, int], int]:
    """What a consumer has copied: kind of thing and id, with its version."""
    tables = lab.tables(consumer)
    return {
        (kind, row["id"]): row.get("version", NEWEST)
        for kind, table in (("user", "users"), ("product", "products"), ("order", "orders"))
        for row in tables[table]
    }


def has(copied: dict[tuple[str, int], int], event: Event) -> bool:
    """Whether there is what an event says, or what is newer."""
    what, id_, version = key(event)
    return copied.get((what.split(".")[0], id_), 0) >= version


# Schedules

NAMES = st.sampled_from(list(SERVICES))
PLACES = st.sampled_from([*SERVICES, "bus", "bus"])
IDS = st.sampled_from([1, 1, 2])
SUBJECTS = st.sampled_from([">", ">", ">", ">", *TYPES])
TO = st.sampled_from([None, None, None, None, *SERVICES])
TIMES = st.integers(1, 3)
WAITS = st.sampled_from([1, 4, 6, 11, 40, 300, 1100])


def steps(what: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Step]:
    return st.builds(Step, st.just(what), st.tuples(*arguments))


WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("reprice"), IDS, st.integers(2, 9)),
        st.tuples(st.just("order"), IDS, IDS),
        st.tuples(st.just("sign_up")),
        st.tuples(st.just("list_product")),
    ),
    min_size=1,
    max_size=3,
).map(lambda writes: Step("together", tuple(writes)))
TROUBLE = st.one_of(
    steps("lose", st.sampled_from([*get_args(Lost), "acknowledgement"]), SUBJECTS, TO, TIMES),
    steps("reorder", SUBJECTS, TO, TIMES),
    steps("double", SUBJECTS, TO, TIMES),
    steps("delay", st.sampled_from([3, 40, 600]), SUBJECTS, TO, TIMES),
    steps("down", PLACES),
    steps("doom", NAMES, st.sampled_from(get_args(Point))),
    steps("up", PLACES),
    steps("deploy", NAMES),
    steps("deploy_stumbling", st.sampled_from(COPYING)),
    steps("link", NAMES, st.booleans(), st.sampled_from([0, 4, 30]), st.sampled_from([0, 0.3])),
    steps("replay", st.sampled_from(COPYING), st.sampled_from([1, 1, 4, 8])),
)
# Trouble, and right after it something that it can strike.
EPISODES = st.tuples(st.lists(TROUBLE, max_size=3), WRITES, steps("wait", WAITS))
SCHEDULES = st.lists(EPISODES, min_size=2, max_size=10).map(
    lambda episodes: [it for trouble, *then in episodes for it in (*trouble, *then)]
)


def carry_out(schedule: Sequence[Step], ack_wait_ms: int, delivery_limit: int) -> None:
    run = Run(ack_wait_ms, delivery_limit)
    for step in schedule:
        run.do(step)
    run.come_to_rest()
    run.check_end()


ACK_WAITS = st.sampled_from([15, 100, 1000])
LIMITS = st.sampled_from([1, 2, 5])


@settings(max_examples=40, deadline=None)
@given(SCHEDULES, ACK_WAITS, LIMITS)
def test_once_all_is_quiet_the_copies_are_the_truth(
    schedule: list[Step], ack_wait_ms: int, delivery_limit: int
) -> None:
    carry_out(schedule, ack_wait_ms, delivery_limit)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(SCHEDULES, ACK_WAITS, LIMITS)
def test_once_all_is_quiet_the_copies_are_the_truth_very_often(
    schedule: list[Step], ack_wait_ms: int, delivery_limit: int
) -> None:
    carry_out(schedule, ack_wait_ms, delivery_limit)
