"""Make it parallel: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.lab import Answer as Got
from course.lab import Lab
from course.ports import Clock
from course.shop import direct
from course.shop.middleware import new_app
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import asked_by, handling, met_trouble, ms, where, whom
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Cut, Down, Slow, Up
from course.trace import Span, Trace
from course.webs.wording import listed

EACH = "tells each order, in the order of the orders"
TOGETHER = "asks at the same time what needs no other answer"
NOTHING_ELSE = "takes the time of the longest way, and no more"
WHOLE = "fails when it cannot tell all"

NEED_ORDERS = ("products", "deliveries")
"""Whom to ask, and for what, is known from the orders only."""
OLDEST_MS = 60
"""So long it takes to find the first delivery; the second half of it, the third a third..."""


def deliveries(clock: Clock) -> FastAPI:
    """Knows when each order arrives. The older an order, the longer it looks for it."""
    app = new_app("deliveries")

    @app.get("/deliveries/{order_id}")
    async def read_delivery(order_id: int) -> dict[str, str]:
        await clock.sleep(OLDEST_MS / order_id)
        return {"arrives": arrival(order_id)}

    return app


def arrival(order_id: int) -> str:
    """Another day than in the notebook: it has to be asked for."""
    return f"day {3 * order_id + 1}"


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop of direct requests, with deliveries, and with what was handed in."""
    given = (each for each in direct.SERVICES if each is not direct.purchases.purchases)
    lab.start(*given, deliveries)
    lab.start(purchases, name="purchases")


@dataclass(frozen=True)
class Look(Step):
    """Some people look at their purchases, at the same moment."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        together = " at the same moment" if len(self.names) > 1 else ""
        one = len(self.names) == 1
        return f"{listed(self.names)} {'looks' if one else 'look'} at what was bought{together}"

    def do(self, run: Run) -> None:
        names = [name for name in self.names if name in run.users]
        urls = [f"http://purchases/purchases/{run.users[name]}" for name in names]
        for name, answer in zip(names, run.lab.together(*urls), strict=True):
            check_answer(run, name, answer)


def check_answer(run: Run, name: str, answer: Got) -> None:
    """It tells all, or fails because a call failed; and no call has waited in vain."""
    calls = asked_by(answer.trace, "purchases")
    expected = {"name": name, "purchases": lines_of(run, name)}
    if met_trouble(calls):
        if answer.ok:
            same(WHOLE, f"an error, or all that {name} bought", answer.body, expected, ALL)
        return
    forgot = any("await wasn't used" in str(failed.error) for failed in answer.failures)
    advice = GATHERED if forgot else SHAPE
    body = run.answered(EACH, answer, f"purchases, asked for {name}", advice)
    same(EACH, f"what {name} bought", body, expected, advice_for(body, expected))
    check_times(answer.trace, calls)


ALL = (
    "A call failed, and its answer is missing. Let the error through: who reads this list takes it "
    "for the whole."
)
GATHERED = "gather begins the questions, and is itself to be waited for: await asyncio.gather(...)."
SHAPE = "The starter gives the right answer. Begin with it, and change one thing at a time."
ORDER = (
    "The lines are the right ones, in another order. asyncio.gather gives its answers in the order "
    "in which you named the questions, whoever answers first."
)


def lines_of(run: Run, name: str) -> list[dict[str, str]]:
    """What the databases say."""
    titles = {id: title for title, id in run.products.items()}
    return [
        {"title": titles[row["product_id"]], "arrives": arrival(row["id"])}
        for row in run.rows("orders", "orders")
        if row["user_id"] == run.users[name]
    ]


def advice_for(body: Any, expected: dict[str, Any]) -> str:
    """What to do about lines that are wrong."""
    lines = body.get("purchases") if isinstance(body, dict) else None
    if not isinstance(lines, list) or sorted(map(str, lines)) != sorted(
        map(str, expected["purchases"])
    ):
        return "Put together what belongs to the same order, and nothing of anybody else's."
    return ORDER if body.get("name") == expected["name"] else "Look at the name."


def check_times(trace: Trace, calls: list[Span]) -> None:
    """Two rounds: whom to ask is known at once, or when the first answers are there."""
    request = handling(trace, "purchases")
    round_one = max((it.end for it in calls if it.start == request.start), default=request.start)
    first = {it.id: round_one if whom(it) in NEED_ORDERS else request.start for it in calls}
    at_best = max((first[it.id] + it.end - it.start for it in calls), default=request.start)
    took, best = ms(request.end - request.start), ms(at_best - request.start)
    way = "your own way to purchases and back not counted"
    for call in calls:
        if call.start > first[call.id]:
            before = [where(it) for it in sorted(calls, key=_end) if it.end <= call.start]
            since = f"when {before[-1]} had answered" if before else "late"
            raise Broken(
                TOGETHER,
                f"two rounds, as only products and deliveries need another answer: {best} in all",
                f"{where(call)} was asked {since}; {took} in all, {way}",
                "One does not need the other. Begin both, and then wait for both. An await in a "
                "loop, or in a list, waits each time round.",
            )
    if request.end > at_best:
        raise Broken(
            NOTHING_ELSE,
            f"{best}, as long as the slowest questions that need each other",
            f"it took {took}, {way}, with nobody to wait for at the end",
            "Answer as soon as the last answer is there.",
        )


def _end(call: Span) -> int:
    return call.end


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"), Buy("Bob", "Cup"))
LOOKS, BOTH = (Look(("Ada",)), Look(("Bob",))), Look(("Ada", "Bob"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, *BUYS)
    gone = (Down("deliveries"), LOOKS[0], Up("deliveries"), Down("orders"), BOTH, Up("orders"))
    slow = (Slow("purchases", "products", 300), LOOKS[0], Slow("purchases", "orders", 200), BOTH)
    cut = (Cut("purchases", "products", 0.4), *LOOKS, Cut("purchases", "deliveries", 0.4), *LOOKS)
    return [
        (ADA, LOOKS[0]),
        (ADA, Down("users"), LOOKS[0]),
        (BOB, CUP, POT, *BUYS[2:], LOOKS[1]),
        (ADA, BOB, CUP, BUYS[0], *LOOKS),
        (ADA, CUP, BUYS[0], Down("products"), LOOKS[0]),
        (*mixed(5, filled, (*BUYS, *LOOKS), 4), BOTH, *slow),
        (*filled, *gone, LOOKS[1], *cut, BOTH),
    ]
