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
        "None for what it does not, and in missing the names of those who did not answer, each "
        "once. Where there is no such user, it says so with 404."
    ),
    hand_in=("purchases_in_time",),
    setup="""\
import asyncio

from course.shop.direct.calls import ask
from course.shop.errors import BadAnswer, NotFound, ShopError, TooLate, Unavailable
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
        "answer, or None. Where it gives None because nobody answered, it notes the name of the "
        "service in a set, missing. Then use it in the place of ask.",
        "Inside it: try: return await asyncio.wait_for(ask(http, url, shape), 0.09), and below it "
        "except (ShopError, TimeoutError): missing.add(service), and return None. If orders is "
        "None, there is nothing to ask products for. And if user is None, though users is not in "
        'missing, there is no such user: raise NotFound("user_id", ...).',
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
