"""Answer a question from a new service: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_07.answer_from_a_new_service.check import (
    ANSWERS,
    ASKS_NOBODY,
    BOUGHT,
    GOES_ON,
    KNOWN,
    ONCE,
    SAYS,
)


def stock_that(answers: str) -> str:
    """The source of stock: the starter, which keeps what is counted, and how it answers."""
    return f"""\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{{product_id}}/{{pieces}}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

{answers}
    return app
"""


SOLUTION = Answer(
    stock_that(
        """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for product_id in sorted({order["product_id"] for order in question.parts["orders"]}):
            found += await db.query("select * from stock where product_id = :id", id=product_id)
        return found
"""
    ),
    "Nobody had to be changed: the question was asked already, and whoever wants the new part "
    "names it. stock needs the part of orders, so it comes after orders, and after nobody "
    "else. What was never counted has no row, so it is not in the answer.",
)

RIGHT = (
    Answer("""\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert into stock values (:id, :pieces)"
            " on conflict do update set pieces = excluded.pieces",
            id=product_id,
            pieces=pieces,
        )

    @bus.answers("purchases.of_user", after="orders")
    async def left(question: Question) -> list[dict[str, Any]]:
        left = {row["product_id"]: row["pieces"] for row in await db.query("select * from stock")}
        asked = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left[it]} for it in asked if it in left]

    return app
"""),
    Answer("""\
import json


def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    async def keep(product_id, pieces):
        async with db.transaction() as tx:
            await tx.query("delete from stock where product_id = :it", it=product_id)
            await tx.query("insert into stock values (:it, :n)", it=product_id, n=pieces)

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int):
        await keep(product_id, pieces)

    async def answer(question):
        ids = json.dumps([order["product_id"] for order in question.parts["orders"]])
        return await db.query(
            "select product_id, pieces from stock"
            " where product_id in (select value from json_each(:ids)) order by 1",
            ids=ids,
        )

    bus.answers("purchases.of_user", "orders")(answer)
    return app
"""),
)

WRONG = (
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]
"""
        ),
        ANSWERS,
        "asked at the same moment as orders",
        2,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts.get("orders", [])}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]
"""
        ),
        SAYS,
        "asked at the same moment as orders",
        5,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="products")
    async def answer_stock(question):
        ids = {item["product_id"] for item in question.parts["products"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]
"""
        ),
        GOES_ON,
        "no part came; products was down",
        3,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        return await db.query("select product_id, pieces from stock")
"""
        ),
        BOUGHT,
        "only those products are asked for",
        4,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        left = {row["product_id"]: row["pieces"] for row in await db.query("select * from stock")}
        ids = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left.get(it, 0)} for it in ids]
"""
        ),
        KNOWN,
        "0 says: sold out",
        4,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for order in question.parts["orders"]:
            rows = await db.query(
                "select * from stock where product_id = :id", id=order["product_id"]
            )
            found += rows
        return found
"""
        ),
        ONCE,
        "Who buys twice",
        6,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for it in {order["product_id"] for order in question.parts["orders"]}:
            rows = await db.query("select * from stock where product_id = :id", id=it)
            found.append(rows[0])
        return found
"""
        ),
        ANSWERS,
        "the list is empty",
        4,
    ),
    Wrong(
        stock_that(
            """\
    asked = set()

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        asked.update(order["product_id"] for order in question.parts["orders"])
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in asked]
"""
        ),
        BOUGHT,
        "one overwrote what the other had kept",
        7,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return {row["product_id"]: row["pieces"] for row in rows if row["product_id"] in ids}
"""
        ),
        SAYS,
        "a list of lines with product_id and pieces",
        5,
    ),
    Wrong(
        """\
def stock(db, bus, http):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        url = f"http://orders/orders?user_id={question.data['user_id']}"
        ids = {order["product_id"] for order in (await http.get(url)).json()}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
        ASKS_NOBODY,
        "it asked orders as well",
        2,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        parts = await bus.ask("purchases.of_user", question.data, answers=["orders"])
        ids = {order["product_id"] for order in parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]
"""
        ),
        "runs in the lab",
        "circle",
        2,
    ),
    Wrong(
        stock_that(
            """\
    @bus.answers("purchases.of_users", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]
"""
        ),
        "runs in the lab",
        "waits for stock",
        2,
    ),
    Wrong(
        """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    left = {}

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        left[product_id] = pieces

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left[it]} for it in ids if it in left]

    return app
""",
        SAYS,
        "it was []",
        7,
    ),
    Wrong(
        SOLUTION.source.replace("    @bus.answers", "    known = {}\n\n    @bus.answers").replace(
            """\
            found += await db.query("select * from stock where product_id = :id", id=product_id)
""",
            """\
            if product_id not in known:
                known[product_id] = await db.query(
                    "select * from stock where product_id = :id", id=product_id
                )
            found += known[product_id]
""",
        ),
        SAYS,
        "what was found before may have changed since",
        6,
    ),
    Wrong(
        SOLUTION.source.replace(
            """\
        found = []
        for product_id in sorted({order["product_id"] for order in question.parts["orders"]}):
            found += await db.query("select * from stock where product_id = :id", id=product_id)
        return found
""",
            """\
        ids = [order["product_id"] for order in question.parts["orders"]] or [0]
        return await db.query(
            "select * from stock where product_id between :first and :last",
            first=min(ids),
            last=max(ids),
        )
""",
        ),
        BOUGHT,
        "only those products are asked for",
        8,
    ),
    Wrong(
        SOLUTION.source.replace(
            """\
            found += await db.query("select * from stock where product_id = :id", id=product_id)
""",
            """\
            try:
                found += await db.query("select * from stock where product_id = :id", id=product_id)
            except Exception:
                return []
""",
        ),
        SAYS,
        "You do not know: let the error out",
        5,
    ),
)
