"""Count once: the shop, the steps, and what is expected of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Database
from course.shop.copying.orders import ORDERS, NewOrder, Order, insert_order, placed
from course.shop.middleware import new_app
from course.study.exercise import Schedule
from course.study.referee import memory
from course.study.referee.broken import Broken, shown
from course.study.referee.handled import Handled, handled
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Settle, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Lose, Reorder, Trouble, Up

COUNTS = "says how many of each product were sold"
ONCE = "counts an order once, however often it is told"
EVERY = "counts every order"

NAME, DATABASE, PLACED = "statistics", "statistics.db", "order.placed"
USERS = {"Ada": 1, "Ben": 2}
PRODUCTS = {"Teapot": 1, "Cup": 2}
TITLES = {id: title for title, id in PRODUCTS.items()}


def orders(db: Database, bus: Bus) -> FastAPI:
    """Keeps orders, and tells them by the bus's outbox. It asks nobody whether they can be."""
    db.schema(ORDERS)
    bus.declare(PLACED)
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        async with db.transaction() as tx:
            order = Order(**await insert_order(tx, new))
            bus.emit(tx, placed(order))
        return order

    @app.post("/orders/together", status_code=201)
    async def post_orders(new: list[NewOrder]) -> list[Order]:
        async with db.transaction() as tx:
            found = [Order(**await insert_order(tx, each)) for each in new]
            for order in found:  # all at the same moment
                bus.emit(tx, placed(order))
        return found

    return app


def open_shop(lab: Lab, statistics: Callable[..., object]) -> None:
    """Orders, and who counts them."""
    lab.start(orders)
    memory.start(lab, statistics, NAME)


@dataclass(frozen=True)
class Buys(Step):
    """Somebody orders something."""

    name: str
    title: str

    @property
    def words(self) -> str:
        return f"{self.name} buys a {self.title}"

    def do(self, run: Run) -> None:
        new = {"user_id": USERS[self.name], "product_id": PRODUCTS[self.title]}
        run.lab.post("http://orders/orders", json=new)


@dataclass(frozen=True)
class BuysTwo(Buys):
    """Somebody orders the same thing twice, and both orders are told at the same moment."""

    @property
    def words(self) -> str:
        return f"{self.name} buys two {self.title}s at once, which are two orders"

    def do(self, run: Run) -> None:
        new = {"user_id": USERS[self.name], "product_id": PRODUCTS[self.title]}
        run.lab.post("http://orders/orders/together", json=[new, new])


@dataclass(frozen=True)
class Replay(Trouble):
    """The bus goes back to the start of its log."""

    @property
    def words(self) -> str:
        return f"the bus tells {self.where} all events once more, from the first on"

    def do(self, run: Run) -> None:
        run.lab.bus.replay(self.where)


@dataclass(frozen=True)
class AskSold(Step):
    """When all has arrived, statistics is asked what was sold."""

    @property
    def words(self) -> str:
        return "everything on its way arrives, and you ask statistics what was sold"

    def do(self, run: Run) -> None:
        if DATABASE in run.down:
            return
        run.lab.settle()
        if run.lab.services[NAME].is_down:
            return
        for letter in run.lab.bus.dead_letters():
            raise Broken(
                EVERY,
                "each order can be handled",
                f"order {letter.event.data['id']} was laid aside after {letter.attempts} attempts, "
                f"as it failed each time: {letter.reason}",
            )
        answer = run.lab.get(f"http://{NAME}/sold")
        found = pieces(run.answered(COUNTS, answer, "GET /sold"))
        sold = Counter(row["product_id"] for row in run.rows("orders", "orders"))
        for product_id in sorted(sold.keys() | found.keys(), key=repr):
            compare(run, product_id, sold[product_id], found[product_id])


def pieces(body: Any) -> Counter[Any]:
    """Pieces of each product, by its id."""
    try:
        return Counter({line["product_id"]: line["pieces"] for line in body if line["pieces"]})
    except (TypeError, KeyError):
        happened = f"it was {shown(body)}"
        raise Broken(
            COUNTS, "GET /sold gives a list of lines with product_id and pieces", happened
        ) from None


def compare(run: Run, product_id: Any, sold: int, found: Any) -> None:
    """Raise ``Broken`` where a product was sold more often, or less often, than is said."""
    if type(found) is int and found == sold:
        return
    title = TITLES.get(product_id, f"product {product_id!r}")
    mine = [
        each
        for each in handled(run.lab, NAME)
        if each.type == PLACED and each.data["product_id"] == product_id
    ]
    expected = f"{title}: {sold} sold, as many as there are orders"
    happened = f"{NAME} says {shown(found)}"
    if type(found) is int and found < sold:
        what, advice = too_few(mine, told_together(run, product_id))
        raise Broken(EVERY, expected, happened + what, advice)
    what, advice = too_many(mine)
    raise Broken(ONCE, expected, happened + what, advice)


def too_many(mine: list[Handled]) -> tuple[str, str]:
    """What happened to an order that was counted too often, and what to do about it."""
    for each in mine:
        again = [other for other in mine if other.data["id"] == each.data["id"]]
        if len(again) > 1:
            what = f". Order {each.data['id']} came {len(again)} times"
            if again[0].ups != again[-1].ups:
                return f"{what}, and {NAME} was started again in between", (
                    "What it keeps in memory is gone then, and what it has not committed. Keep in "
                    "its database which orders are counted, in the transaction tx in which you "
                    "count them."
                )
            return what, (
                "An order that comes again looks like a new one. Its id tells them apart: keep the "
                "ids of all orders that are counted, in the transaction tx in which you count them."
            )
    return "", "One order is one piece."


def told_together(run: Run, product_id: Any) -> bool:
    """Whether two orders of a product were told with the same time."""
    events = [event for _, event in run.lab.bus.events() if event.data["product_id"] == product_id]
    return len({event.time for event in events}) < len(events)


def too_few(mine: list[Handled], is_one_time: bool) -> tuple[str, str]:
    """What happened to an order that was not counted, and what to do about it."""
    done = [each for each in mine if not each.failed]
    for each in mine:
        if each.failed and any(other.data["id"] == each.data["id"] for other in done):
            how = f"{NAME} went down" if each.failed == "crashed" else f"it raised {each.failed}"
            return (
                f". Order {each.data['id']} came twice: the first time that ended half way, "
                f"because {how}, and then it was taken for one that is counted",
                "Write down that it is counted in the same transaction tx in which you count it, "
                "and nowhere else: then both are done, or neither.",
            )
    ids = [each.data["id"] for each in done]
    if ids != sorted(ids):
        return f". The orders came in this order: {', '.join(map(str, ids))}", (
            "One with a smaller id may come later. Ask for each order whether this one is counted."
        )
    if is_one_time:
        return ". Two of the orders have the same time", (
            "Two things can happen at the same moment. What two orders never share is their id."
        )
    return "", (
        "Each of them has an id of its own. Two orders may be of the same product, and by the "
        "same user."
    )


ADA, BEN, CUP = Buys("Ada", "Teapot"), Buys("Ben", "Teapot"), Buys("Ada", "Cup")
LOOK = AskSold()
LOST = Lose(NAME, "acknowledgement", PLACED)
TWICE = (Double(NAME, PLACED), LOST, Delay(NAME, PLACED, 1500))
ORDERED_AGAIN = (ADA, ADA, BEN, CUP)
RESTARTED = (Down(NAME), Up(NAME))
DIES = (Down(NAME, "before commit"), Down(NAME, "after commit"), Down(NAME, "before acknowledging"))
MOMENTS_MS = range(4, 9)
"""After an order: its event is on the way to statistics, is handled, is acknowledged."""


def schedules() -> list[Schedule]:
    """Every way for an event to come twice; then every moment to go down at."""
    moments = [(ADA, Wait(ms)) for ms in MOMENTS_MS]
    return [
        (ADA, LOOK),
        *((trouble, ADA, LOOK) for trouble in TWICE),
        (*ORDERED_AGAIN, LOOK),
        (BuysTwo("Ada", "Teapot"), LOOK),
        (Reorder(NAME, PLACED), ADA, BEN, LOOK),
        *((dies, ADA, Settle(), Up(NAME), LOOK) for dies in DIES),
        *((*moment, *RESTARTED, LOOK) for moment in moments),
        *((*moment, Down(DATABASE), Wait(3), Up(DATABASE), LOOK) for moment in moments),
        (LOST, ADA, Wait(100), *RESTARTED, LOOK),
        (Delay(NAME, PLACED, 1500), ADA, BEN, LOOK),
        (ADA, BEN, Settle(), Replay(NAME), LOOK),
        mixed(1, (), (*ORDERED_AGAIN, *TWICE, Reorder(NAME, PLACED), LOOK), 14),
    ]
