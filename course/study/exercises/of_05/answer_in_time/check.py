"""Answer in time, with what you know: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Answer as Got
from course.lab import Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import asked_by, handling, ms, whom
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Cut, Down, Slow, Up
from course.trace import NS_PER_MS, Trace
from course.webs.wording import listed

WHOLE = "tells all when all answer"
IN_TIME = "answers in time"
PARTLY = "answers with what it knows"
ONLY_KNOWN = "tells nothing that it does not know"
SAYS_SO = "says what is missing"

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


def check_time(answer: Got) -> None:
    """Whoever is slow, the limit holds."""
    request = handling(answer.trace, "purchases")
    if request.end - request.start > LIMIT_MS * NS_PER_MS:
        raise Broken(
            IN_TIME,
            f"an answer within {LIMIT_MS} ms, as whoever asks does not wait for longer",
            f"it took {ms(request.end - request.start)}",
            "Limits of calls that come after one another add up. And a client counts in seconds: "
            "timeout=0.2 is 200 ms.",
        )


def is_well(run: Run, service: str) -> bool:
    """Whether purchases can know what this service knows."""
    way = run.lab.link("purchases", service)
    quick = way.latency_ms <= QUICK_MS and way.failure_rate == 0
    return quick and not run.down & {service, f"{service}.db"}


def check_body(run: Run, name: str, answer: Got) -> None:
    """Each part is right, or it is None and named as missing; and what can be known is there."""
    well = {each: is_well(run, each) for each in ("users", "orders", "products")}
    clause = WHOLE if all(well.values()) else PARTLY
    if answer.status != 200:
        raise Broken(clause, "an answer with 200", told(answer), GIVES_UP)
    body = _read(answer)
    unknown = check_name(clause, body["name"], name, well)
    if "orders" not in answering(answer.trace) and body["purchases"] is not None:
        seen = f"it was {shown(body['purchases'])}"
        raise Broken(ONLY_KNOWN, "None, as orders did not answer", seen, EMPTY)
    unknown |= check_lines(clause, body["purchases"], lines_of(run, name), well)
    check_missing(body["missing"], unknown, body["purchases"] is None)


GIVES_UP = (
    "One of those it asks did not answer, and the others did. Catch the error where you ask, for "
    "each question by itself: unreachable is Unavailable, too late is TooLate or TimeoutError."
)
KNOWN = "It could be known. Is a limit too short, or does a failure elsewhere take this along?"
EMPTY = (
    "An empty list, or a shorter one, says: she bought no more. Who does not know the orders says "
    "None, and who knows the orders has a line for each."
)
MADE_UP = (
    "A price of 0 is a price, and yesterday's may be wrong today. What you do not know is None."
)


def answering(trace: Trace) -> set[str]:
    """Who answered purchases, at least once."""
    return {whom(call) for call in asked_by(trace, "purchases") if call.status != "error"}


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
    clause: str, found: Any, expected: list[dict[str, int]], well: dict[str, bool]
) -> set[str]:
    """Who is missing in the lines, if they are right as far as they go."""
    if found is None and not well["orders"]:
        return {"orders"}
    if found is None:
        raise Broken(clause, f"the lines {shown(expected)}", "it was None", KNOWN)
    untrue = clause if all(well.values()) else ONLY_KNOWN
    ids = [line["product_id"] for line in found]
    same(untrue, "the product_id of each order", ids, [it["product_id"] for it in expected], EMPTY)
    missing = set()
    for line, right in zip(found, expected, strict=True):
        what = f"the price of product {right['product_id']}"
        if line["price_cents"] is not None:
            same(untrue, what, line["price_cents"], right["price_cents"], MADE_UP)
        elif well["orders"] and well["products"]:
            raise Broken(clause, f"{what}: {right['price_cents']}", "it was None", KNOWN)
        else:
            missing.add("products")
    return missing


def check_missing(found: Any, unknown: set[str], no_lines: bool) -> None:
    """Exactly those are named who did not answer; without orders nobody asks for products."""
    named = set(found) if isinstance(found, list) else found
    if named == unknown or (no_lines and named == unknown | {"products"}):
        return
    raise Broken(
        SAYS_SO,
        f"missing: {sorted(unknown)}",
        f"it was {shown(found)}",
        "Whoever reads the answer has to see whether None stands in it, and because of whom.",
    )


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"), Buy("Bob", "Cup"))
LOOKS, BOTH = (Look(("Ada",)), Look(("Bob",))), Look(("Ada", "Bob"))


def slow(service: str, ms: int) -> Slow:
    return Slow("purchases", service, ms)


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, *BUYS)
    one = (ADA, CUP, BUYS[0])
    prices = (Price("Cup", 900), Price("Teapot", 2400))
    late = (slow("orders", 80), slow("products", 80), LOOKS[0], slow("users", 2000), LOOKS[0])
    downs = [(Down(it), BOTH, Up(it)) for it in ("products", "orders", "users", "orders.db")]
    shaky = (Cut("purchases", "products", 0.5), *LOOKS, BOTH, Cut("purchases", "orders", 0.5))
    return [
        (ADA, LOOKS[0]),
        (ADA, slow("users", QUICK_MS), LOOKS[0]),
        (*one, LOOKS[0], prices[0], Down("products"), LOOKS[0]),
        (*one, Down("orders"), LOOKS[0]),
        (*one, slow("products", 2000), LOOKS[0]),
        (*one, slow("orders", 2000), LOOKS[0]),
        (ADA, CUP, POT, *BUYS[:2], slow("orders", QUICK_MS), slow("products", 500), LOOKS[0]),
        (*filled, slow("orders", QUICK_MS), slow("products", QUICK_MS), *LOOKS, *late),
        (*mixed(7, filled, BUYS, 3), prices[1], *(it for steps in downs for it in steps), BOTH),
        (*filled, prices[0], *shaky, *LOOKS, BOTH),
    ]
