"""Count once: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_09.make_a_consumer_idempotent.check import (
    EVERY,
    ONCE,
)


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


STARTER = counting(f"async def count(event, tx):{COUNT}")


COUNTED = "create table if not exists counted (order_id integer primary key)"
MARK = '"insert into counted values (:id) on conflict do nothing returning *"'

SOLUTION = Answer(
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
)

RIGHT = (
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
)

WRONG = (
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
    Wrong(  # two orders have one time
        SOLUTION.source.replace("order_id integer", "time text").replace(
            'event.data["id"]', "event.time"
        ),
        EVERY,
        "Two of the orders have the same time",
        2,
    ),
    Wrong(  # nor do user, product and time tell them apart
        counting(
            f"""
async def count(event, tx):
    new = await tx.query(
        "insert into counted values (:user, :product, :time) on conflict do nothing returning *",
        user=event.data["user_id"],
        product=event.data["product_id"],
        time=event.time,
    )
    if not new:
        return{COUNT}""",
            "create table if not exists counted"
            " (user, product, time, primary key (user, product, time))",
        ),
        EVERY,
        "What two orders never share is their id",
        2,
    ),
)
