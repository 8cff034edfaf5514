"""Handle a price change: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_08.handle_a_price_change.check import (
    ALONE,
    EARLY,
    FOLLOWS,
    LABELS,
    LATE,
    ONE,
    STAYS,
)
from course.study.referee.copies import HANDLES

SOLUTION = Answer(
    """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, version)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents, :version)"
            " on conflict do update set"
            " price_cents = excluded.price_cents, version = excluded.version"
            " where excluded.version > labels.version",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
    "Each event says all there is to know of the product, so any of them can make the label. "
    "The version decides between two: what is not newer changes nothing, be it the same "
    "again or one from before. copy_product in purchases does just that.",
)

RIGHT = (
    Answer("""\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, version)"
    )
    app = new_app("labels")

    async def keep(event, tx):
        known = await tx.query("select version from labels where id = :id", id=event.data["id"])
        if known and known[0]["version"] >= event.data["version"]:
            return
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents, :version)",
            **event.data,
        )

    for subject in ("product.listed", "product.repriced"):
        bus.on(subject)(keep)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
"""),
    Answer("""\
TABLE = \"\"\"
create table if not exists told (
    product_id integer, version integer, title text, price_cents integer,
    primary key (product_id, version)
)
\"\"\"


def labels(db, bus):
    db.schema(TABLE)
    app = new_app("labels")

    @bus.on("product.*")
    async def remember(event, tx):
        await tx.query(
            "insert or ignore into told values (:id, :version, :title, :price_cents)", **event.data
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        told = await db.query(
            "select title, price_cents from told where product_id = :id order by version desc",
            id=product_id,
        )
        return told[:1]

    return app
"""),
)

WRONG = (
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents) on conflict do nothing",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        FOLLOWS,
        "Who listens to it here",
        1,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents) on conflict do nothing",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        FOLLOWS,
        "labels heard of it: what does it write",
        1,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query("insert into labels values (:id, :title, :price_cents)", **event.data)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        HANDLES,
        "and then its key is taken",
        1,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query("insert into labels values (:id, :title, :price_cents)", **event.data)

    @bus.on("product.repriced")
    async def change(event, tx):
        await tx.query("update labels set price_cents = :price_cents where id = :id", **event.data)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        HANDLES,
        "product.listed was laid aside",
        3,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents) on conflict do nothing",
            **event.data,
        )

    @bus.on("product.repriced")
    async def change(event, tx):
        await tx.query("update labels set price_cents = :price_cents where id = :id", **event.data)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        EARLY,
        "so it can make a label by itself",
        4,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents)", **event.data
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LATE,
        "The older one came last, and took its place",
        4,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents) on conflict do nothing",
            **event.data,
        )

    @bus.on("product.repriced")
    async def change(event, tx):
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents)", **event.data
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LATE,
        "which counts the changes: keep it",
        5,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, version)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents, :version)"
            " on conflict do update set"
            " price_cents = excluded.price_cents, version = excluded.version"
            " where excluded.price_cents < labels.price_cents",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        FOLLOWS,
        "labels was told these prices, in this order",
        3,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query("insert into labels values (:id, :title, :price_cents)", **event.data)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        ONE,
        "takes the place of the old one",
        1,
    ),
    Wrong(
        """\
def labels(db, bus):
    app = new_app("labels")
    kept = {}

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event):
        known = kept.get(event.data["id"])
        if known is None or known["version"] < event.data["version"]:
            kept[event.data["id"]] = event.data

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return [kept[product_id]]

    return app
""",
        STAYS,
        "What is only in memory is gone",
        2,
    ),
    Wrong(
        """\
def labels(http):
    app = new_app("labels")

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return [(await http.get(f"http://products/products/{product_id}")).json()]

    return app
""",
        ALONE,
        "it asked products",
        1,
    ),
    Wrong(
        """\
def labels(db, bus, http):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        product = (await http.get(f"http://products/products/{event.data['id']}")).json()
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents)", **product
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        ALONE,
        "Title and price are in the event",
        1,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        return await db.query(
            "insert or replace into labels values (:id, :title, :price_cents)", **event.data
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        "starts",
        "call tx.query, not db.query",
        0,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, time)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents, :time)"
            " on conflict do update set price_cents = excluded.price_cents, time = excluded.time"
            " where excluded.time > labels.time",
            id=event.data["id"],
            title=event.data["title"],
            price_cents=event.data["price_cents"],
            time=event.time,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LATE,
        "Two things can happen at the same moment",
        3,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, time)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents, :time)"
            " on conflict do update set price_cents = excluded.price_cents, time = excluded.time"
            " where excluded.time >= labels.time",
            id=event.data["id"],
            title=event.data["title"],
            price_cents=event.data["price_cents"],
            time=event.time,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LATE,
        "Versions differ",
        4,
    ),
    Wrong(
        """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, version)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query(
            "insert into labels values (:id, :title, :price_cents, :version)"
            " on conflict do nothing",
            **event.data,
        )

    @bus.on("product.repriced")
    async def change(event, tx):
        if not await tx.query("select * from labels where id = :id", id=event.data["id"]):
            raise LookupError("the product has not come yet")
        await tx.query(
            "update labels set price_cents = :price_cents, version = :version"
            " where id = :id and version < :version",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        HANDLES,
        "To raise until something else has come",
        5,
    ),
    Wrong(  # which version it has is known as long as it runs
        """\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")
    seen = {}

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        if event.data["version"] <= seen.get(event.data["id"], 0):
            return
        seen[event.data["id"]] = event.data["version"]
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents)", **event.data
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LATE,
        "Keep the version of each product in the database",
        8,
    ),
    Wrong(  # one version for all products
        """\
def labels(db, bus):
    db.schema(
        "create table if not exists labels (id integer primary key, title, price_cents, version)"
    )
    app = new_app("labels")

    @bus.on("product.listed")
    @bus.on("product.repriced")
    async def keep(event, tx):
        if await tx.query("select * from labels where version >= :v", v=event.data["version"]):
            return
        await tx.query(
            "insert or replace into labels values (:id, :title, :price_cents, :version)",
            **event.data,
        )

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
        LABELS,
        "Each product has versions of its own",
        2,
    ),
    Wrong(  # the same, where a label changes
        SOLUTION.source.replace("> labels.version", "> (select max(labels.version) from labels)"),
        FOLLOWS,
        "Each product has versions of its own",
        3,
    ),
    Wrong(  # compared with the version of the first price for ever
        SOLUTION.source.replace(", version = excluded.version", ""),
        LATE,
        "Is it written with the price, each time?",
        5,
    ),
    Wrong(  # what comes after a gap is refused
        SOLUTION.source.replace("> labels.version", "= labels.version + 1"),
        LATE,
        "Is a gap allowed?",
        5,
    ),
    Wrong(  # the id of an event is a text
        SOLUTION.source.replace("**event.data", '**event.data | {"version": event.id}'),
        FOLLOWS,
        "10 comes after 9",
        9,
    ),
    Wrong(  # so is this version
        SOLUTION.source.replace(
            "**event.data", '**event.data | {"version": str(event.data["version"])}'
        ),
        FOLLOWS,
        "10 comes after 9",
        11,
    ),
)
