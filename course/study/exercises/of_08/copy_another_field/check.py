"""Keep a copy of another field: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from typing import Any

from course.lab import Lab
from course.ports import Event
from course.shop import copying
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.copies import KEEP_IT, Replay, Restart, check_laid_aside
from course.study.referee.handled import handled
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Slow, Up

AS_BEFORE = "answers what it answered before"
SINCE = "says since when each price holds"
FOLLOWS = "follows a change of price"
NEWEST = "keeps the time of the newest price, also when an older one comes later"
TOGETHER = "says a price with its own time, also while a new one arrives"
EARLIER = "says what the event says, also of what was told long ago"
STAYS = "knows it when it starts again"

ADVICE = {
    SINCE: (
        "Each line says since when its own product has its price. A model such as Purchases lets "
        "nothing through that it does not name."
    ),
    FOLLOWS: "A change of price tells a new price, and so a new time. Both events count.",
    NEWEST: (
        "What comes last need not be what happened last. Keep the version beside the time, and let "
        "what is not newer change nothing, as copy_product does with the price."
    ),
    EARLIER: (
        "A service that joins late is told what happened long before. So it is not the time at "
        "which it hears of a price, nor that of an order: look at event.time, in the event that "
        "tells the price."
    ),
    STAYS: KEEP_IT,
    TOGETHER: (
        "The change came in between: one of the two was read before it, the other after it. Read "
        "both in one statement, or in one transaction: then nothing comes in between."
    ),
}
AFTER_ANOTHER = (
    "A change of price tells a new price, and so a new time. Handlers of one event run one after "
    "the other: the second finds what the first has written already."
)
AS_IT_STANDS = "That time is the right one. Keep it as it stands in the event, all of it."
EVE, KETTLE = "Eve", "Kettle"
"""Eve bought a Kettle, and its price changed, before purchases was there."""


@dataclass(frozen=True)
class Look(Step):
    """Everything on its way arrives, and somebody's purchases are read."""

    name: str = "Ada"

    @property
    def words(self) -> str:
        return f"when all has arrived, you look at what {self.name} bought"

    def do(self, run: Run) -> None:
        run.lab.settle()
        known = {EVE: 1, "nobody": NOBODY} | run.users
        if self.name not in known or run.down:
            return
        check_laid_aside(run, "purchases")
        user_id = known[self.name]
        advice = ADVICE[STAYS] if run.notes.get("restarted") else ""
        clause = STAYS if advice else AS_BEFORE
        answer = run.lab.get(f"/purchases/{user_id}")
        if user_id == NOBODY:
            if answer.status != 404:
                raise Broken(AS_BEFORE, "404, as there is no such user", told(answer))
            return
        body = run.answered(clause, answer, f"GET /purchases/{user_id}", advice)
        expected = expected_of(run, user_id)
        found = lines(body)
        (owned,) = [row for row in run.rows("users", "users") if row["id"] == user_id]
        who = {key: body.get(key) for key in ("user_id", "name")}
        same(AS_BEFORE, "whose it is", who, {"user_id": user_id, "name": owned["name"]})
        plain = [{key: each.get(key) for key in PLAIN} for each in found]
        was = [{key: each[key] for key in PLAIN} for each in expected]
        same(AS_BEFORE, f"what {self.name} bought", plain, was, "Keep all that was there.")
        for line, right in zip(found, expected, strict=True):
            since = line.get("since")
            clause = _clause(run, line["product_id"], since)
            what = f"since, for the {line['title']} at {line['price_cents']} cents"
            advice = _advice(run, clause, since, right["since"])
            same(clause, what, since, right["since"], advice)


@dataclass(frozen=True)
class LookAtOnce(Step):
    """Eve's purchases are read while something may be on its way."""

    @property
    def words(self) -> str:
        return f"you look at once at what {EVE} bought"

    def do(self, run: Run) -> None:
        body = run.answered(TOGETHER, run.lab.get("/purchases/1"), "GET /purchases/1")
        (line,) = lines(body)
        prices = {event.time: event.data["price_cents"] for event in told_of(run, 1)}
        since, price_cents = line.get("since"), line.get("price_cents")
        if since in prices and prices[since] != price_cents:
            expected = f"since, for the {KETTLE} at {price_cents} cents: when that price was told"
            happened = f"it was {shown(since)}, when {prices[since]} cents were told"
            raise Broken(TOGETHER, expected, happened, ADVICE[TOGETHER])


@dataclass(frozen=True)
class RepriceKettle(Step):
    """The price of what Eve bought changes once more."""

    price_cents: int

    @property
    def words(self) -> str:
        return f"the price of the {KETTLE}, which {EVE} bought, becomes {self.price_cents} cents"

    def do(self, run: Run) -> None:
        run.lab.patch("/products/1", json={"price_cents": self.price_cents})


PLAIN = ("order_id", "product_id", "title", "price_cents")


def lines(body: Any) -> list[dict[str, Any]]:
    """The purchases in an answer."""
    found = body.get("purchases") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        expected = "user_id, name and purchases, a list of lines"
        raise Broken(AS_BEFORE, expected, f"it was {shown(body)}", "Keep all that was there.")
    return found


def told_at(run: Run) -> dict[tuple[int, int], str]:
    """When each version of each product was told, by id and version."""
    return {
        (event.data["id"], event.data["version"]): event.time
        for _, event in run.lab.bus.events()
        if event.type.startswith("product.")
    }


def told_of(run: Run, product_id: int) -> list[Event]:
    """What was told of a product."""
    events = [event for _, event in run.lab.bus.events() if event.type.startswith("product.")]
    return [event for event in events if event.data["id"] == product_id]


def expected_of(run: Run, user_id: int) -> list[dict[str, Any]]:
    """The lines of the answer, from what the owners have and from the log of the bus."""
    times = told_at(run)
    products = {row["id"]: row for row in run.rows("products", "products")}
    found = []
    for order in run.rows("orders", "orders"):
        product = products[order["product_id"]]
        line = {"order_id": order["id"], "product_id": product["id"]}
        line |= {key: product[key] for key in ("title", "price_cents")}
        line["since"] = times[product["id"], product["version"]]
        if order["user_id"] == user_id:
            found.append(line)
    return found


def _clause(run: Run, product_id: int, found: Any) -> str:
    """What was found instead of the right time decides what is broken."""
    if run.notes.get("restarted"):
        return STAYS
    if any(found == time for (id, _), time in told_at(run).items() if id == product_id):
        return FOLLOWS if came_in_order(run, product_id) else NEWEST
    return EARLIER if product_id == 1 and found is not None else SINCE


def _advice(run: Run, clause: str, found: Any, right: str) -> str:
    """What to do about it, by what was found and by what purchases does with an event."""
    if isinstance(found, str) and found[:1] and _digits(right).startswith(_digits(found)):
        return AS_IT_STANDS
    if clause == FOLLOWS and statements(run, "product.repriced") > 1:
        return AFTER_ANOTHER
    return ADVICE[clause]


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def statements(run: Run, event_type: str) -> int:
    """How many statements purchases needs for the event of a type that came last."""
    own = [span for span in run.lab.trace if span.service == "purchases"]
    *_, last = (span for span in own if span.name == f"process {event_type}")
    return sum(span.parent == last.id and span.kind == "client" for span in own)


def came_in_order(run: Run, product_id: int) -> bool:
    """Whether purchases was told of a product's versions one after the other."""
    versions = [
        each.data["version"]
        for each in handled(run.lab, "purchases")
        if each.type.startswith("product.") and each.data["id"] == product_id
    ]
    return versions == sorted(versions)


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop that tells what changes. A day after Eve bought something, purchases joins."""
    others = [each for each in copying.SERVICES if each.__name__ != "purchases"]
    lab.start(*others)
    lab.post("/users", json={"name": EVE, "email": "eve@example.org"})
    lab.post("/products", json={"title": KETTLE, "price_cents": 3000})
    lab.settle()
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.patch("/products/1", json={"price_cents": 2800})
    lab.run(86_400_000)
    lab.start(purchases, name="purchases")
    lab.settle()


ADA, BOB, POT, CUP = SignUp("Ada"), SignUp("Bob"), ListProduct("Teapot"), ListProduct("Cup")
HEARD, LOOK = Wait(100), Look()
BUYS, CHANGES = Buy("Ada", "Teapot"), (Reprice("Teapot", 2600), Reprice("Cup", 500))
MORE = (Buy("Ada", "Cup"), Buy("Bob", "Cup"), Buy("Bob", "Teapot"), BUYS, *CHANGES, Wait(700))

MOMENTS_MS = range(11, 14)
"""A change of price that is so late arrives while the purchases are read."""


def meanwhile(ms: int) -> tuple[Step, ...]:
    """A price changes, and is read while purchases is told of it."""
    late = Delay("purchases", "product.repriced", ms)
    return late, RepriceKettle(100 * (ms + 10)), LookAtOnce()


def schedules() -> list[Schedule]:
    at, repriced = "purchases", "product.repriced"
    bought = (ADA, POT, HEARD, BUYS)
    filled = (ADA, BOB, POT, CUP, HEARD)
    looks = (LOOK, Look("Bob"), Look(EVE))
    troubles = (Double(at, repriced), Double(at, "product.listed"), Slow("bus", at, 300))
    return [
        (Look(EVE),),
        (ADA, LOOK, Look("nobody")),
        (*bought, LOOK),
        (ADA, POT, CUP, HEARD, BUYS, Buy("Ada", "Cup"), LOOK),
        (*bought, Reprice("Teapot", 2600), LOOK),
        (Delay(at, repriced), RepriceKettle(2700), RepriceKettle(2600), Look(EVE)),
        (Restart(at), Look(EVE)),
        tuple(chain.from_iterable(map(meanwhile, MOMENTS_MS))),
        (*bought, Slow("bus", at, 300), Reprice("Teapot", 2600), Double(at, repriced), LOOK),
        (*bought, Reprice("Teapot", 2600), Wait(700), Replay(at), LOOK),
        (*bought, Reprice("Teapot", 2600), Down("products"), LOOK, Up("products"), LOOK),
        (*mixed(1, filled, (*MORE, *troubles, *looks), 12), *looks),
        (*mixed(2, filled, MORE, 6), Down(at), *mixed(3, (), MORE, 4), Up(at), *looks),
    ]
