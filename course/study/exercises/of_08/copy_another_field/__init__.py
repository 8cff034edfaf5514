"""Notebook 08: a copy keeps one thing more of what it is told, and answers with it."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_08.copy_another_field.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_08.copy_another_field.check import open_shop, schedules

EXERCISE = Exercise(
    id="copy-another-field",
    notebook="08",
    title="Keep a copy of another field",
    task=(
        "Let each line of the purchases also say since: the time at which its price was told, as "
        "it stands in the event."
    ),
    hand_in=("purchases",),
    setup="""\
from course.shop.copying.purchases import (
    COPIES,
    Purchases,
    copy_order,
    copy_product,
    copy_user,
    purchases_of,
)
from course.shop.errors import NotFound
from course.shop.fields import Id
from course.shop.middleware import new_app
""",
    starter="""\
def purchases(db, bus):
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id):
        return (await purchases_of(db, user_id)).model_dump()

    return app
""",
    hints=(
        "What has to be there when somebody reads has to be kept when it is told. Which two "
        "events tell a price, and where does an event say when?",
        "An event may have several handlers. Write one more for both events, and give it a table "
        "of its own: db.schema(...) may be called twice. It takes (event, tx).",
        "The table has the id of the product, its version, and since. The handler writes "
        'event.data["id"], event.data["version"] and event.time, and replaces what was there, '
        "unless the version there is as new. Where it is read, keep what is returned now in a "
        'name, such as answer, and add since to each line of answer["purchases"]. Read both in '
        "one transaction, or a change may come in between: async with db.transaction() as tx, "
        "and then purchases_of(tx, user_id).",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
