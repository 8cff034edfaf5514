"""Notebook 08: a copy follows a price, however often and in whatever order it is told."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_08.handle_a_price_change.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_08.handle_a_price_change.check import open_shop, schedules

EXERCISE = Exercise(
    id="handle-a-price-change",
    notebook="08",
    title="Handle a price change",
    task=(
        "labels keeps a label with title and price for each product, and asks nobody. Let it "
        "follow product.repriced, also when that comes twice, before the product, or late, and "
        "when labels is started again."
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
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
