"""Notebook 05: an answer in time, with what is known and with what is missing."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_05.answer_in_time.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_05.answer_in_time.check import LIMIT_MS, open_shop, schedules

EXERCISE = Exercise(
    id="answer-in-time",
    notebook="05",
    title="Answer in time, with what you know",
    task=(
        f"Let purchases answer within {LIMIT_MS} ms, whoever is slow or down: with what it knows, "
        "None for what it does not, and in missing the names of those who did not answer."
    ),
    hand_in=("purchases_in_time",),
    setup="""\
import asyncio

from course.shop.direct.calls import ask
from course.shop.errors import BadAnswer, ShopError, TooLate, Unavailable
from course.shop.middleware import new_app
""",
    starter="""\
def purchases_in_time(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        ids = [order["product_id"] for order in orders]
        products = await asyncio.gather(
            *(ask(http, f"http://products/products/{id}", dict) for id in ids)
        )
        prices = [product["price_cents"] for product in products]
        pairs = zip(ids, prices, strict=True)
        lines = [{"product_id": it, "price_cents": cents} for it, cents in pairs]
        return {"name": user["name"], "purchases": lines, "missing": []}

    return app
""",
    hints=(
        "Two rounds of questions, 200 ms in all. How long may each round take? And what shall one "
        "question give when its answer does not come?",
        "Write a function of your own for one question: it waits for a short time, and gives the "
        "answer, or None. Then use it in the place of ask, and look for None where you use what it "
        "gave.",
        "Inside it: try: return await asyncio.wait_for(ask(http, url, shape), 0.09), and below it "
        "except (ShopError, TimeoutError): return None. If orders is None, there is nothing to ask "
        "products for. In the end, put together who gave None.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
