"""Notebook 06: a page moves to where nobody's calls come back to them."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_06.cut_a_circle.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_06.cut_a_circle.check import nothing_comes_back, open_shop, schedules

EXERCISE = Exercise(
    id="cut-a-circle",
    notebook="06",
    title="Cut a circle",
    task=(
        "/pages/{user_id} has to give the same answer, from a service of your choice, and no call "
        "may come back to where it came from."
    ),
    hand_in=("with_page", "at"),
    setup="""\
import asyncio

from course.shop import direct
from course.shop.middleware import new_app
from course.webs import circles
""",
    starter="""\
def with_page(db, http):
    app = direct.users.users(db)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        (user,) = await db.query("select * from users where id = :id", id=user_id)
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "users"
""",
    hints=(
        "users asks orders for the page, and orders asks users for each order. One of these "
        "questions has to go. Which one could somebody else ask?",
        "Nobody asks a service that is new. So it may ask whom it likes.",
        'Write def with_page(http), with app = new_app("pages") and at = "pages". Let it ask users '
        "for the name, at http://users/users/1, in the place of the query. What it gets is a dict.",
    ),
    check=Played(open_shop, schedules, nothing_comes_back),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
