"""Notebook 08: a copy follows a price, however often and in whatever order it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Lab
from course.ports import Event
from course.shop import copying
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, same, shown
from course.study.referee.copies import HANDLES, KEEP_IT, Replay, Restart, check_laid_aside
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import ListProduct, Reprice, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Lose, Reorder, Up

LABELS = "has a label for each product"
ONE = "has one label for each product"
FOLLOWS = "follows a change of price"
EARLY = "knows a product whose change of price came first"
LATE = "keeps the newest price"
ALONE = "asks nobody"
STAYS = "keeps its labels when it starts again"

KETTLE = "Kettle"
"""It was listed, and its price changed, before labels was there. Its id is 1."""

ADVICE = {
    LABELS: "product.listed tells of each product, also of those from before labels was there.",
    ONE: "A new price takes the place of the old one: the id of the product is the key.",
    FOLLOWS: "product.repriced tells of a change. Who listens to it here, and what does it write?",
    EARLY: (
        "A change of price tells all there is to know of the product, so it can make a label by "
        "itself. What comes after it may be older."
    ),
    LATE: (
        "What comes last need not be the newest. Each event carries a version, which counts the "
        "changes: keep it beside the price, and compare."
    ),
    STAYS: KEEP_IT,
}


@dataclass(frozen=True)
class Look(Step):
    """Everything on its way arrives, and the label of a product is read."""

    title: str = "Teapot"

    @property
    def words(self) -> str:
        return f"when all has arrived, you look at the label of the {self.title}"

    def do(self, run: Run) -> None:
        run.lab.settle()
        known = {KETTLE: 1} | run.products
        if self.title not in known or "labels" in run.down:
            return
        product_id = known[self.title]
        (owned,) = [row for row in run.rows("products", "products") if row["id"] == product_id]
        answer = run.lab.get(f"http://labels/labels/{product_id}")
        check_alone(run)
        check_laid_aside(run, "labels")
        heard = heard_of(run, product_id)
        clause = _clause(run, heard, owned["version"])
        body = run.answered(clause, answer, f"GET /labels/{product_id}", ADVICE[clause])
        told = ", ".join(f"{event.data['price_cents']}" for event in heard)
        found = lines(body)
        if len(found) > 1:
            clause = ONE
        same(
            clause,
            f"title and price on the label of the {self.title}",
            found,
            [(owned["title"], owned["price_cents"])],
            f"labels was told these prices, in this order: {told}.\n{ADVICE[clause]}",
        )


def check_alone(run: Run) -> None:
    """Labels are made of what was told: neither who reads nor an event makes labels ask."""
    for span in run.lab.trace:
        if (
            span.service == "labels"
            and span.kind == "client"
            and "server.address" in span.attributes
        ):
            raise Broken(
                ALONE,
                "labels knows what it was told, and needs nobody else",
                f"it asked {span.attributes['server.address']}",
                "Title and price are in the event. Who asks as well needs the other to be up.",
            )


def lines(body: Any) -> list[tuple[str, int]]:
    """Title and price of each line."""
    try:
        return [(line["title"], line["price_cents"]) for line in body]
    except (TypeError, KeyError):
        expected = "a list of lines with title and price_cents"
        raise Broken(LABELS, expected, f"it was {shown(body)}") from None


def heard_of(run: Run, product_id: int) -> list[Event]:
    """What labels was told of a product, in the order in which it handled it."""
    stored = dict(run.lab.bus.events())
    handled = [
        stored[span.attributes["bus.position"]]
        for span in run.lab.trace
        if span.service == "labels" and span.name.startswith("process product.")
    ]
    return [event for event in handled if event.data["id"] == product_id]


def _clause(run: Run, heard: list[Event], newest: int) -> str:
    """What happened to the events of a product decides what would be broken."""
    versions = [event.data["version"] for event in heard]
    if run.notes.get("restarted"):
        return STAYS
    if versions and versions[0] != 1:
        return EARLY
    if versions and versions[-1] != max(versions):
        return LATE
    return FOLLOWS if newest > 1 else LABELS


def open_shop(lab: Lab, labels: Callable[..., object]) -> None:
    """The shop that tells what changes. A Kettle was listed before labels is there."""
    lab.start(*copying.SERVICES)
    lab.post("/products", json={"title": KETTLE, "price_cents": 3000})
    lab.patch("/products/1", json={"price_cents": 2800})
    lab.settle()
    lab.start(labels, name="labels")
    lab.settle()


POT, CUP = ListProduct("Teapot", 2400), ListProduct("Cup", 600)
DOWN_TO, AND_TO, UP_TO = Reprice("Teapot", 2000), Reprice("Teapot", 1800), Reprice("Teapot", 2600)
LOOK = Look()
CHANGES = (DOWN_TO, AND_TO, UP_TO, Reprice("Cup", 700), Reprice("Cup", 500), Wait(500))


def schedules() -> list[Schedule]:
    at, repriced, listed = "labels", "product.repriced", "product.listed"
    looks = (LOOK, Look("Cup"), Look(KETTLE))
    lost = Lose(at, "acknowledgement", repriced)
    troubles = (
        Double(at, repriced),
        Delay(at, repriced),
        Reorder(at, repriced),
        Lose(at, "acknowledgement", ">"),
        Lose(at, "delivery", ">"),
    )
    without_products = (Delay(at, repriced, 500), DOWN_TO, Down("products"), LOOK, Up("products"))
    return [
        (Look(KETTLE),),
        (POT, LOOK),
        (POT, CUP, DOWN_TO, LOOK, Look("Cup")),
        (POT, DOWN_TO, UP_TO, LOOK),
        (Double(at, listed), POT, Double(at, repriced), DOWN_TO, LOOK),
        (POT, lost, DOWN_TO, LOOK, Replay(at), LOOK),
        (Reorder(at, listed), POT, DOWN_TO, LOOK),
        (POT, Delay(at, repriced), DOWN_TO, AND_TO, LOOK),
        (POT, Reorder(at, repriced), DOWN_TO, UP_TO, LOOK),
        (Restart(at), Look(KETTLE)),
        (POT, Wait(100), *without_products),
        (*mixed(1, (POT, CUP), (*CHANGES, *troubles, *looks), 12), *looks),
        (*mixed(2, (POT, CUP), (*CHANGES, *troubles), 9), Down(at), DOWN_TO, Up(at), *looks),
    ]


EXERCISE = Exercise(
    id="handle-a-price-change",
    notebook="08",
    title="Handle a price change",
    task=(
        "labels keeps a label with title and price for each product, and asks nobody. Let it "
        "follow product.repriced, also when that comes twice, before the product, or late."
    ),
    hand_in=("labels",),
    setup="from course.shop.middleware import new_app",
    starter="""\
def labels(db, bus):
    db.schema("create table if not exists labels (id integer primary key, title, price_cents)")
    app = new_app("labels")

    @bus.on("product.listed")
    async def keep(event, tx):
        await tx.query("insert into labels values (:id, :title, :price_cents)", **event.data)

    @app.get("/labels/{product_id}")
    async def read_label(product_id: int):
        return await db.query("select title, price_cents from labels where id = :id", id=product_id)

    return app
""",
    hints=(
        "Both events carry the same: id, title, price_cents and version. So one handler can do "
        "for both. What has it to do when there is a label already?",
        "It may not write what is older than what is there. The table needs one more column to "
        "know that: version, which the owner counts up with each change.",
        "insert into labels values (...) on conflict do update set price_cents = "
        "excluded.price_cents, and the version as well. excluded is the row that could not be "
        "inserted. In the end: where excluded.version > labels.version.",
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
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
    ),
    right=(
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
    ),
    wrong=(
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
            "what does it write",
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
            EARLY,
            "What comes after it may be older",
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
    ),
)
