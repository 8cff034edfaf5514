"""Answer in time, with what you know: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course.lab import Answer as Got
from course.lab import Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import asked_by, handling, met_trouble, ms, where, whom
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Cut, Down, Slow, Up
from course.trace import NS_PER_MS, Span, Trace
from course.webs.wording import listed

WHOLE = "tells all when all answer"
IN_TIME = "answers in time"
PARTLY = "answers with what it knows"
ONLY_KNOWN = "tells nothing that it does not know"
SAYS_SO = "says what is missing"
NO_SUCH = "says when there is no such user"

LIMIT_MS = 200
"""purchases has so long, from when a request reaches it until its answer leaves."""
QUICK_MS = 20
"""Over a way that takes so long at most, each way, an answer has to be waited for."""


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop of direct requests, with what was handed in."""
    lab.start(*(each for each in direct.SERVICES if each is not direct.purchases.purchases))
    lab.start(purchases, name="purchases")


@dataclass(frozen=True)
class Look(Step):
    """Some people look at their purchases, at the same moment."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        if len(self.names) == 1:
            return f"{self.names[0]} looks at what was bought"
        return f"{listed(self.names)} look at what was bought at the same moment"

    def do(self, run: Run) -> None:
        names = [name for name in self.names if name in run.users]
        urls = [f"http://purchases/purchases/{run.users[name]}" for name in names]
        for name, answer in zip(names, run.lab.together(*urls), strict=True):
            check_time(answer)
            check_body(run, name, answer)


@dataclass(frozen=True)
class Price(Reprice):
    """A price changes, and the new one is noted."""

    def do(self, run: Run) -> None:
        super().do(run)
        if self.title in run.products:
            run.notes[self.title] = self.price_cents


@dataclass(frozen=True)
class LookForNobody(Step):
    """Somebody asks for a user that was never there, while all is well."""

    @property
    def words(self) -> str:
        return f"you ask for what user {NOBODY} bought, who does not exist"

    def do(self, run: Run) -> None:
        answer = run.lab.get(f"http://purchases/purchases/{NOBODY}")
        if answer.status != 404:
            raise Broken(
                NO_SUCH,
                "404, as users did answer: it knows no such user",
                told(answer),
                "ask gives None for a 404. That is an answer, and no silence: tell it from the "
                "None for who did not answer, and raise NotFound, as before.",
            )


def check_time(answer: Got) -> None:
    """Whoever is slow, the limit holds."""
    request = handling(answer.trace, "purchases")
    took = request.end - request.start
    if took > LIMIT_MS * NS_PER_MS:
        way = ms(round(answer.milliseconds * NS_PER_MS) - took)
        raise Broken(
            IN_TIME,
            f"an answer within {LIMIT_MS} ms, as whoever asks does not wait for longer",
            f"purchases had it for {ms(took)} (your own way to it and back, {way}, not counted)",
            too_long(asked_by(answer.trace, "purchases")),
        )


def too_long(calls: list[Span]) -> str:
    """What to do, by what was waited for."""
    if any(call.end - call.start > LIMIT_MS * NS_PER_MS for call in calls):
        return (
            "A call by itself took longer than that: give it a limit. A client counts in "
            "seconds: timeout=0.1 is 100 ms."
        )
    products = [call for call in calls if whom(call) == "products"]
    if any(late.start >= early.end for early, late in pairwise(products)):
        return "An await in a loop waits once for each order. Ask for all products together."
    return "Limits of calls that come after one another add up: first orders, then products."


def is_well(run: Run, service: str) -> bool:
    """Whether purchases can know what this service knows."""
    way = run.lab.link("purchases", service)
    quick = way.latency_ms <= QUICK_MS and way.failure_rate == 0
    return quick and not run.down & {service, f"{service}.db"}


def check_body(run: Run, name: str, answer: Got) -> None:
    """Each part is right, or it is None and named as missing; and what can be known is there."""
    well = {each: is_well(run, each) for each in ("users", "orders", "products")}
    clause = WHOLE if all(well.values()) else PARTLY
    trace, right = answer.trace, lines_of(run, name)
    heard = answering(trace)
    if answer.status != 200:
        raise Broken(clause, "an answer with 200", told(answer), given_up(answer, name, heard))
    body = _read(answer)
    unknown, lines = check_name(clause, body["name"], name, well), body["purchases"]
    if "orders" not in heard and lines is not None:
        seen = f"it was {shown(lines)}"
        raise Broken(ONLY_KNOWN, "None, as orders did not answer", seen, EMPTY)
    if well["orders"] and "orders" in heard and not right and lines is None:
        raise Broken(clause, "the lines []", "it was None", FALSE_LIST)
    unknown |= check_lines(clause, lines, right, well, not_lost(run, trace))
    check_missing(body["missing"], unknown, lines is None)


def given_up(answer: Got, name: str, heard: set[str]) -> str:
    """What to do about an answer that is an error."""
    if answer.status != 404:
        return GIVES_UP
    known = (
        f"users knows {name}" if "users" in heard else "users did not answer, so you do not know"
    )
    return f"404 says that there is no such user. {known}."


GIVES_UP = (
    "One of those it asks did not answer, and the others did. Catch the error where you ask, for "
    "each question by itself: unreachable is Unavailable, too late is TooLate or TimeoutError."
)
KNOWN = "It could be known. Is a limit too short, or does a failure elsewhere take this along?"
EMPTY = (
    "An empty list, or a shorter one, says: she bought no more. Who does not know the orders says "
    "None, and who knows the orders has a line for each."
)
FALSE_LIST = (
    "orders did answer: nothing was bought. An empty list is false in Python, and so is None. Ask "
    "`is None`."
)
FALSE_PRICE = "A price of 0 is a price. 0 is false in Python, and so is None. Ask `is None`."
MADE_UP = (
    "A price of 0 is a price, and yesterday's may be wrong today. What you do not know is None."
)


def answering(trace: Trace) -> set[str]:
    """Who answered purchases, at least once."""
    return {whom(call) for call in asked_by(trace, "purchases") if call.status != "error"}


def not_lost(run: Run, trace: Trace) -> set[int]:
    """The products whose question was not lost, in an answer that left with time to spare."""
    request, way = handling(trace, "purchases"), run.lab.link("purchases", "products")
    if way.latency_ms > QUICK_MS or request.end - request.start > LIMIT_MS * NS_PER_MS / 2:
        return set()
    calls = asked_by(trace, "purchases")
    asked = {where(call) for call in calls if not met_trouble([call])}
    return {id for id in run.products.values() if f"products/products/{id}" in asked}


def _read(answer: Got) -> dict[str, Any]:
    body = answer.body
    if not isinstance(body, dict) or not {"name", "purchases", "missing"} <= set(body):
        form = "name, purchases and missing, whether they are known or not"
        raise Broken(PARTLY, form, f"it was {shown(body)}", "None stands for what is not known.")
    return body


def lines_of(run: Run, name: str) -> list[dict[str, int]]:
    """What the databases say."""
    prices = {id: run.notes.get(title, 100) for title, id in run.products.items()}
    return [
        {"product_id": row["product_id"], "price_cents": prices[row["product_id"]]}
        for row in run.rows("orders", "orders")
        if row["user_id"] == run.users[name]
    ]


def check_name(clause: str, found: Any, name: str, well: dict[str, bool]) -> set[str]:
    """Whether the name has to be missing."""
    if found is None and not well["users"]:
        return {"users"}
    same(clause if well["users"] else ONLY_KNOWN, "the name", found, name, KNOWN)
    return set()


def check_lines(
    clause: str,
    found: Any,
    expected: list[dict[str, int]],
    well: dict[str, bool],
    asked: set[int],
) -> set[str]:
    """Who is missing in the lines, if they are right as far as they go; ``asked`` are not lost."""
    if found is None and not well["orders"]:
        return {"orders"}
    if found is None:
        raise Broken(clause, f"the lines {shown(expected)}", "it was None", KNOWN)
    untrue = clause if all(well.values()) else ONLY_KNOWN
    ids = [line["product_id"] for line in found]
    same(untrue, "the product_id of each order", ids, [it["product_id"] for it in expected], EMPTY)
    missing = set()
    for line, right in zip(found, expected, strict=True):
        id, price = right["product_id"], right["price_cents"]
        what = f"the price of product {id}"
        if line["price_cents"] is not None:
            same(untrue, what, line["price_cents"], price, MADE_UP)
        elif well["orders"] and well["products"]:
            advice = KNOWN if price else FALSE_PRICE
            raise Broken(clause, f"{what}: {price}", "it was None", advice)
        elif id in asked:
            raise Broken(clause, f"{what}: {price}", "it was None", each_by_itself(id))
        else:
            missing.add("products")
    return missing


def each_by_itself(product_id: int) -> str:
    """What to do where one lost question takes another along."""
    return (
        f"You can know the price of product {product_id}: that question was not lost. Catch the "
        "error for each question by itself. One try, or one limit, around all loses all with one."
    )


def check_missing(found: Any, unknown: set[str], no_lines: bool) -> None:
    """Exactly those are named who did not answer; without orders nobody asks for products."""
    named = set(found) if isinstance(found, list) else found
    if named == unknown or (no_lines and named == unknown | {"products"}):
        if len(found) == len(named):
            return
        advice = "Each name once: a service is one, however many of its answers did not come."
    else:
        advice = "Whoever reads it has to see whether None stands in it, and because of whom."
    raise Broken(SAYS_SO, f"missing: {sorted(unknown)}", f"it was {shown(found)}", advice)


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
MANY = ("Cup", "Teapot", "Spoon", "Tray")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"), Buy("Bob", "Cup"))
ONE_OF_TWO = Cut("purchases", "products", 0.7)
"""Of the first two calls, it is exactly one that is cut off: a link draws the same each time."""
LOOKS, BOTH = (Look(("Ada",)), Look(("Bob",))), Look(("Ada", "Bob"))


def slow(service: str, ms: int) -> Slow:
    return Slow("purchases", service, ms)


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, *BUYS)
    one = (ADA, CUP, BUYS[0])
    prices = (Price("Cup", 900), Price("Teapot", 2400))
    late = (slow("orders", 80), slow("products", 80), LOOKS[0], slow("users", 2000), LOOKS[0])
    downs = [(Down(it), BOTH, Up(it)) for it in ("products", "orders", "users", "orders.db")]
    too_slow = slow("products", 2000)
    # Just below a limit that a first round may have: then the limit of the second comes on top.
    rounds = [(slow("orders", ms), LOOKS[0]) for ms in (49, 59, 74)]
    shaky = (Cut("purchases", "products", 0.5), *LOOKS, BOTH, Cut("purchases", "orders", 0.5))
    return [
        (ADA, LOOKS[0]),
        (ADA, slow("users", QUICK_MS), LOOKS[0]),
        (*one, LOOKS[0], prices[0], Down("products"), LOOKS[0]),
        (*one, Price("Cup", 0), LOOKS[0]),
        (*one, Down("orders"), LOOKS[0]),
        (*one, too_slow, LOOKS[0]),
        (*one, slow("orders", 2000), LOOKS[0]),
        (ADA, CUP, POT, *BUYS[:2], ONE_OF_TWO, LOOKS[0]),
        (ADA, CUP, POT, *BUYS[:2], slow("orders", QUICK_MS), slow("products", 500), LOOKS[0]),
        (*one, too_slow, *(step for each in rounds for step in each)),
        (*one, *[BUYS[0]] * 3, slow("orders", QUICK_MS), too_slow, LOOKS[0]),
        (ADA, *map(ListProduct, MANY), *(Buy("Ada", it) for it in MANY), too_slow, LOOKS[0]),
        (*filled, slow("orders", QUICK_MS), slow("products", QUICK_MS), *LOOKS, *late),
        (*mixed(7, filled, BUYS, 3), prices[1], *(it for steps in downs for it in steps), BOTH),
        (*filled, prices[0], *shaky, *LOOKS, BOTH),
        (ADA, LookForNobody()),
    ]
