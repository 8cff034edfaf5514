"""Notebook 09: events come twice, also around a crash; each order is to be counted once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Database
from course.shop.copying.orders import ORDERS, NewOrder, Order, insert_order, placed
from course.shop.middleware import new_app
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
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
        what, advice = too_few(mine)
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


def too_few(mine: list[Handled]) -> tuple[str, str]:
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
        (Reorder(NAME, PLACED), ADA, BEN, LOOK),
        *((dies, ADA, Settle(), Up(NAME), LOOK) for dies in DIES),
        *((*moment, *RESTARTED, LOOK) for moment in moments),
        *((*moment, Down(DATABASE), Wait(3), Up(DATABASE), LOOK) for moment in moments),
        (LOST, ADA, Wait(100), *RESTARTED, LOOK),
        (Delay(NAME, PLACED, 1500), ADA, BEN, LOOK),
        (ADA, BEN, Settle(), Replay(NAME), LOOK),
        mixed(1, (), (*ORDERED_AGAIN, *TWICE, Reorder(NAME, PLACED), LOOK), 14),
    ]


def counting(handler: str, tables: str = "", read: str = "") -> str:
    """A cell: the service with this handler, and perhaps more tables, or another way to read."""
    sold = "create table if not exists sold (product_id integer primary key, pieces integer)"
    lines = [
        "def statistics(db, bus):",
        f'    db.schema("{sold}")' if not read else "",
        f'    db.schema("{tables}")' if tables else "",
        '    app = new_app("statistics")',
        "",
        '    @bus.on("order.placed")',
        *(f"    {line}" if line else "" for line in handler.strip().splitlines()),
        "",
        '    @app.get("/sold")',
        "    async def read_sold():",
        f'        return await db.query("{read or "select product_id, pieces from sold"}")',
        "",
        "    return app",
    ]
    return "\n".join(line for number, line in enumerate(lines) if line or number > 2) + "\n"


COUNT = """
    await tx.query(
        "insert into sold values (:product_id, 1)"
        " on conflict do update set pieces = pieces + 1",
        product_id=event.data["product_id"],
    )
"""
COUNTED = "create table if not exists counted (order_id integer primary key)"
MARK = '"insert into counted values (:id) on conflict do nothing returning *"'

STARTER = counting(f"async def count(event, tx):{COUNT}")
EXERCISE = Exercise(
    id="make-a-consumer-idempotent",
    notebook="09",
    title="Count once",
    task=(
        "statistics counts how often each product was sold. Make it idempotent: an order is "
        "counted once, however often it is told, and whenever the service goes down."
    ),
    hand_in=("statistics",),
    setup="from course.shop.middleware import new_app",
    starter=STARTER,
    hints=(
        "An order that is told a second time looks like a new one. What in the event tells them "
        "apart?",
        "Keep which orders are counted. What is kept in memory is gone when the service goes down; "
        "what is in its database is still there.",
        "Make a table counted with the order's id as its key. In the same transaction tx: insert "
        "the id, on conflict do nothing returning *. If no row comes back, the order was counted "
        "before: return.",
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
        counting(
            f"""
async def count(event, tx):
    new = await tx.query(
        {MARK},
        id=event.data["id"],
    )
    if not new:
        return{COUNT}""",
            COUNTED,
        ),
        "The order's id is kept in the transaction in which the order is counted. So both are "
        "written or neither, whenever the service goes down, and an order that comes again is "
        "recognised, also by a service that was started anew.",
    ),
    right=(
        Answer("""\
def statistics(db, bus):
    db.schema("create table if not exists orders (id integer primary key, product_id integer)")
    app = new_app("statistics")

    @bus.on("order.placed")
    async def keep(event, tx):
        await tx.query(
            "insert or ignore into orders values (:id, :product_id)",
            id=event.data["id"],
            product_id=event.data["product_id"],
        )

    @app.get("/sold")
    async def read_sold():
        return await db.query("select product_id, count(*) as pieces from orders group by 1")

    return app
"""),
        Answer("""\
from collections import defaultdict


def statistics(db, bus):
    db.schema("create table if not exists heard (order_id, product_id)")
    app = new_app("statistics")

    @app.get("/sold")
    async def read_sold() -> list[dict[str, int]]:
        told = defaultdict(set)
        for row in await db.query("select * from heard"):
            told[row["product_id"]].add(row["order_id"])
        return [{"product_id": id, "pieces": len(orders)} for id, orders in told.items()]

    async def keep(event, tx):
        sql = "insert into heard values (:order, :product)"
        await tx.query(sql, order=event.data["id"], product=event.data["product_id"])

    bus.on("order.*")(keep)
    return app
"""),
        Answer(
            counting(
                f"""
async def count(event, tx):
    if await tx.query("select * from seen where event = :id", id=event.id):
        return{COUNT}    await tx.query("insert into seen values (:id)", id=event.id)
""",
                "create table if not exists seen (event text)",
            )
        ),
    ),
    wrong=(
        Wrong(
            counting(
                f"""
async def count(event, tx):
    if event.data["id"] in seen:
        return
    seen.add(event.data["id"]){COUNT}"""
            ).replace("    app =", "    seen = set()\n    app ="),
            ONCE,
            "statistics was started again in between",
            5,
        ),
        Wrong(
            "SEEN = {}\n\n\n"
            + counting(
                f"""
async def count(event, tx):
    seen = SEEN.setdefault(id(db), set())
    if event.data["id"] in seen:
        return{COUNT}    seen.add(event.data["id"])
"""
            ),
            ONCE,
            "What it keeps in memory is gone then",
            5,
        ),
        Wrong(
            counting(
                f"""
async def count(event, tx):
    if event.data["id"] in seen:
        return
    seen.add(event.data["id"])
    new = await tx.query(
        {MARK},
        id=event.data["id"],
    )
    if not new:
        return{COUNT}""",
                COUNTED,
            ).replace("    app =", "    seen = set()\n    app ="),
            EVERY,
            "then it was taken for one that is counted",
            6,
        ),
        Wrong(
            counting(
                f"""
async def count(event, tx):
    await tx.query(
        {MARK},
        id=event.data["id"],
    ){COUNT}""",
                COUNTED,
            ),
            ONCE,
            "Order 1 came 2 times",
            3,
        ),
        Wrong(
            counting(
                f"""
async def count(event, tx):
    newer = await tx.query(
        "update latest set order_id = :id where order_id < :id returning *",
        id=event.data["id"],
    )
    if not newer:
        return{COUNT}""",
                "create table if not exists latest (id integer primary key, order_id integer); "
                "insert or ignore into latest values (1, 0)",
            ),
            EVERY,
            "The orders came in this order: 2, 1",
            4,
        ),
        Wrong(
            counting(
                f"""
async def count(event, tx):
    changed = await tx.query(
        "update latest set order_id = :id where order_id <> :id returning *",
        id=event.data["id"],
    )
    if not changed:
        return{COUNT}""",
                "create table if not exists latest (id integer primary key, order_id integer); "
                "insert or ignore into latest values (1, 0)",
            ),
            ONCE,
            "Order 1 came 2 times",
            4,
        ),
        Wrong(
            counting(
                f"""
async def count(event, tx):
    new = await tx.query(
        "insert into counted values (:user, :product) on conflict do nothing returning *",
        user=event.data["user_id"],
        product=event.data["product_id"],
    )
    if not new:
        return{COUNT}""",
                "create table if not exists counted (user, product, primary key (user, product))",
            ),
            EVERY,
            "Two orders may be of the same product, and by the same user",
            3,
        ),
        Wrong(
            counting(
                f"""
async def count(event):
    async with db.transaction() as tx:
        new = await tx.query(
            {MARK},
            id=event.data["id"],
        )
    if not new:
        return
    async with db.transaction() as tx:{COUNT.replace(chr(10) + "    ", chr(10) + "        ")}""",
                COUNTED,
            ),
            EVERY,
            "because statistics went down, and then it was taken for one",
            5,
        ),
    ),
)
