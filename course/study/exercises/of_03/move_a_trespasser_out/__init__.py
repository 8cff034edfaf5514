"""Notebook 03: a service that reads the table of another is to ask the owner instead."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_03.move_a_trespasser_out.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_03.move_a_trespasser_out.check import (
    only_asks,
    open_shop,
    schedules,
)

EXERCISE = Exercise(
    id="move-a-trespasser-out",
    notebook="03",
    title="Move a trespasser out",
    task=(
        "statistics says how often each product was sold to a user. Let it ask orders, and leave "
        "the database of orders alone."
    ),
    hand_in=("statistics",),
    setup="from course.shop.middleware import new_app",
    starter="""\
def statistics(db):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        return await db.query(
            "select product_id, count(*) as pieces from orders where user_id = :id group by 1",
            id=user_id,
        )

    return app
""",
    hints=(
        "What a service takes is what it depends on. What does it take to ask another service?",
        "Write def statistics(http), and look at how polite asks for a price.",
        "orders gives a list of all orders of a user at http://orders/orders?user_id=1, each with "
        "its product_id. Count how often each product_id is in it: collections.Counter does that.",
    ),
    check=Played(open_shop, schedules, only_asks),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
