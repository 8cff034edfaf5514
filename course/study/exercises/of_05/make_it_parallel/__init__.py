"""Notebook 05: what needs no other answer is asked at the same time."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_05.make_it_parallel.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_05.make_it_parallel.check import open_shop, schedules

EXERCISE = Exercise(
    id="make-it-parallel",
    notebook="05",
    title="Make it parallel",
    task=(
        "purchases says what was bought and when it arrives. Its answer is right, and slow: let it "
        "ask at the same time what needs no other answer."
    ),
    hand_in=("purchases_with_days",),
    setup="""\
import asyncio

from course.shop.direct.calls import ask
from course.shop.middleware import new_app
""",
    starter="""\
def purchases_with_days(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user = await ask(http, f"http://users/users/{user_id}", dict)
        lines = []
        for order in await ask(http, f"http://orders/orders?user_id={user_id}", list):
            product = await ask(http, f"http://products/products/{order['product_id']}", dict)
            delivery = await ask(http, f"http://deliveries/deliveries/{order['id']}", dict)
            lines.append({"title": product["title"], "arrives": delivery["arrives"]})
        return {"name": user["name"], "purchases": lines}

    return app
""",
    hints=(
        "Which of these questions can be asked at once, knowing only the user_id? And which only "
        "when the orders are there? Draw the waterfall that you would like to see.",
        "There are two rounds: users and orders, then all products and all deliveries. An await "
        "inside a loop makes a round of its own each time.",
        "Begin with: user, orders = await asyncio.gather(ask(...), ask(...)). In the second round, "
        "asyncio.gather(*questions) takes a list of any length, and gives the answers in its "
        "order: first those of the products, then those of the deliveries.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
