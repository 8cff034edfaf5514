"""Keep a copy of another field: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_08.copy_another_field.check import (
    AS_BEFORE,
    EARLIER,
    FOLLOWS,
    NEWEST,
    SINCE,
    STAYS,
    TOGETHER,
)
from course.study.referee.copies import HANDLES

SOLUTION = Answer(
    """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, version, since)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :version, :since)"
            " on conflict do update set version = excluded.version, since = excluded.since"
            " where excluded.version > told.version",
            id=event.data["id"],
            version=event.data["version"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        async with db.transaction() as tx:
            answer = (await purchases_of(tx, user_id)).model_dump()
            for line in answer["purchases"]:
                told = "select since from told where id = :id"
                (row,) = await tx.query(told, id=line["product_id"])
                line["since"] = row["since"]
        return answer

    return app
""",
    "The time is in the event, so it is the same for whoever hears of it, at once, late or "
    "again. The version says which of two is the newer one, and what is not newer changes "
    "nothing. Price and time are read in one transaction, so no change comes in between. In a "
    "shop that is open already, the new table would begin empty: what was acknowledged does not "
    "come again by itself. replay brings it.",
)

RIGHT = (
    Answer("""\
async def copy_with_time(event, tx):
    await copy_product(event, tx)
    await tx.query(
        "update products set since = :time where id = :id and version = :version",
        time=event.time,
        id=event.data["id"],
        version=event.data["version"],
    )


def purchases(db, bus):
    db.schema(COPIES)
    db.migrate("alter table products add column since text")
    bus.on("user.signed_up")(copy_user)
    bus.on("order.placed")(copy_order)
    bus.on("product.*")(copy_with_time)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        async with db.transaction() as tx:
            answer = (await purchases_of(tx, user_id)).model_dump()
            since = {row["id"]: row["since"] for row in await tx.query("select * from products")}
        for line in answer["purchases"]:
            line["since"] = since[line["product_id"]]
        return answer

    return app
"""),
    Answer("""\
JOIN = \"\"\"
select users.name, orders.id as order_id, product_id, title,
    products.price_cents, max(time) as since
from users
left join orders on orders.user_id = users.id
left join products on products.id = orders.product_id
left join prices on prices.product = products.id
where users.id = :user_id
group by users.id, orders.id
\"\"\"


def purchases(db, bus):
    prices = "create table if not exists prices (product, time, unique (product, time))"
    db.schema(f"{COPIES}; {prices}")
    handlers = {"user.signed_up": copy_user, "order.placed": copy_order}
    handlers |= {"product.listed": copy_product, "product.repriced": copy_product}
    for subject, handler in handlers.items():
        bus.on(subject)(handler)
    app = new_app("purchases")

    async def remember(event, tx):
        await tx.query(
            "insert or ignore into prices values (:id, :time)", id=event.data["id"], time=event.time
        )

    bus.on("product.>")(remember)

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        rows = await db.query(JOIN, user_id=user_id)
        if not rows:
            raise NotFound("user_id", "nobody")
        bought = [row for row in rows if row["title"]]
        return {"user_id": user_id, "name": rows[0]["name"], "purchases": bought}

    return app
"""),
)

WRONG = (
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        FOLLOWS,
        "Both events count",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do nothing",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        FOLLOWS,
        "a new time",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since)", id=event.data["id"], since=event.time
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        HANDLES,
        "and then its key is taken",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus, clock):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since real)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["id"],
            since=clock.now_ms,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        EARLIER,
        "hears of a price",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("order.placed")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["product_id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        EARLIER,
        "nor that of an order",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert or replace into told values (:id, :since)",
            id=event.data["id"],
            since=event.data["time"],
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        HANDLES,
        "KeyError: 'time'",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")
    told = {}

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event):
        told[event.data["id"]] = max(event.time, told.get(event.data["id"], ""))

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            line["since"] = told[line["product_id"]]
        return answer

    return app
""",
        STAYS,
        "What is only in memory is gone",
        2,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        rows = await db.query("select max(since) as since from told")
        for line in answer["purchases"]:
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        SINCE,
        "its own product",
        5,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        rows = await db.query("select since from told order by id")
        answer["since"] = [row["since"] for row in rows]
        return answer

    return app
""",
        SINCE,
        "lets nothing through",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        SINCE,
        "lets nothing through",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        lines = await db.query(
            "select orders.id as order_id, product_id, title, price_cents, since from orders"
            " join products on products.id = product_id join told on told.id = product_id"
            " where user_id = :id",
            id=user_id,
        )
        return {"user_id": user_id, "name": "Eve", "purchases": lines}

    return app
""",
        AS_BEFORE,
        "whose it is",
        2,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, since text)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :since) on conflict do update set since = :since"
            " where since < :since",
            id=event.data["id"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        return await db.query(
            "select title, since from orders join products on products.id = product_id"
            " join told on told.id = product_id where user_id = :id",
            id=user_id,
        )

    return app
""",
        AS_BEFORE,
        "Keep all that was there",
        1,
    ),
    Wrong(
        """\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    db.schema("create table if not exists told (id integer primary key, version, since)")
    app = new_app("purchases")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep_time(event, tx):
        await tx.query(
            "insert into told values (:id, :version, :since)"
            " on conflict do update set version = excluded.version, since = excluded.since",
            id=event.data["id"],
            version=event.data["version"],
            since=event.time,
        )

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            rows = await db.query("select since from told where id = :id", id=line["product_id"])
            line["since"] = rows[0]["since"]
        return answer

    return app
""",
        NEWEST,
        "What comes last need not be what happened last",
        4,
    ),
    Wrong(  # a change comes between two statements
        SOLUTION.source.replace(
            """\
        async with db.transaction() as tx:
            answer = (await purchases_of(tx, user_id)).model_dump()
            for line in answer["purchases"]:
                told = "select since from told where id = :id"
                (row,) = await tx.query(told, id=line["product_id"])
                line["since"] = row["since"]
""",
            """\
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            told = "select since from told where id = :id"
            (row,) = await db.query(told, id=line["product_id"])
            line["since"] = row["since"]
""",
        ),
        TOGETHER,
        "one of the two was read before it, the other after it",
        3,
    ),
    Wrong(  # the times first, then what was bought
        SOLUTION.source.replace(
            """\
        async with db.transaction() as tx:
            answer = (await purchases_of(tx, user_id)).model_dump()
            for line in answer["purchases"]:
                told = "select since from told where id = :id"
                (row,) = await tx.query(told, id=line["product_id"])
                line["since"] = row["since"]
""",
            """\
        since = {row["id"]: row["since"] for row in await db.query("select id, since from told")}
        answer = (await purchases_of(db, user_id)).model_dump()
        for line in answer["purchases"]:
            line["since"] = since[line["product_id"]]
""",
        ),
        TOGETHER,
        "in one statement, or in one transaction",
        3,
    ),
    Wrong(  # copy_product has raised that version right before
        SOLUTION.source.replace(
            "> told.version", "> (select version from products where products.id = told.id)"
        ),
        FOLLOWS,
        "Handlers of one event run one after the other",
        1,
    ),
    Wrong(  # without the milliseconds
        SOLUTION.source.replace("event.time", "event.time[:19]"),
        EARLIER,
        "as it stands in the event, all of it",
        1,
    ),
)
