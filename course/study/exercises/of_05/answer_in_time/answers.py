"""Answer in time, with what you know: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_05.answer_in_time.check import (
    IN_TIME,
    ONLY_KNOWN,
    PARTLY,
    SAYS_SO,
    WHOLE,
)

# What the right and the wrong answers have in common.
HEAD = """\
def purchases_in_time(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
"""
ROUND_ONE = """\
        user, orders = await asyncio.gather(
            known(http, f"http://users/users/{user_id}", dict),
            known(http, f"http://orders/orders?user_id={user_id}", list),
        )
"""
ROUND_TWO = """\
        ids = [order["product_id"] for order in orders or []]
        products = await asyncio.gather(
            *(known(http, f"http://products/products/{id}", dict) for id in ids)
        )
"""
LINES = """\
        prices = [product["price_cents"] if product else None for product in products]
        pairs = zip(ids, prices, strict=True)
        lines = [{"product_id": it, "price_cents": cents} for it, cents in pairs]
"""
MISSING = """\
        asked = {"users": [user], "orders": [orders], "products": products}
        return {
            "name": user["name"] if user else None,
            "purchases": None if orders is None else lines,
            "missing": [name for name, found in asked.items() if None in found],
        }

    return app
"""
KNOWN_IN_TIME = """\
async def known(http, url, shape):
    try:
        return await asyncio.wait_for(ask(http, url, shape), 0.09)
    except (ShopError, TimeoutError):
        return None


"""
REST = HEAD + ROUND_ONE + ROUND_TWO + LINES + MISSING
"""All but how one question is asked."""

SOLUTION = Answer(
    KNOWN_IN_TIME + REST,
    "Each question has a limit and an answer of its own, so one that fails takes nobody with "
    "it. Two rounds of 90 ms stay below 200. None is not an empty list, and not a price of 0: "
    "whoever reads the answer can tell what is not known from what is not there. The price of "
    "it: the readers have to be able to do something with half an answer.",
)

RIGHT = (
    Answer(
        """\
def purchases_in_time(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        until = asyncio.get_running_loop().time() + 0.19
        missing = set()

        async def tell(service, path, shape):
            try:
                async with asyncio.timeout_at(until):
                    return await ask(http, f"http://{service}/{path}", shape)
            except (TooLate, Unavailable, BadAnswer, TimeoutError):
                missing.add(service)
                return None

        async def line_of(order):
            product = await tell("products", f"products/{order['product_id']}", dict)
            price = product and product["price_cents"]
            return {"product_id": order["product_id"], "price_cents": price}

        async def lines_of_orders():
            orders = await tell("orders", f"orders?user_id={user_id}", list)
            if orders is None:
                return None
            return await asyncio.gather(*(line_of(order) for order in orders))

        user, lines = await asyncio.gather(
            tell("users", f"users/{user_id}", dict), lines_of_orders()
        )
        name = user and user["name"]
        return {"name": name, "purchases": lines, "missing": sorted(missing)}

    return app
"""
    ),
    Answer(
        """\
import httpx2

PATIENCE_S = 0.08


async def fetch(http, url):
    try:
        answer = await http.get(url, timeout=PATIENCE_S)
    except httpx2.TransportError:
        return None
    return answer.json() if answer.status_code == 200 else None


def purchases_in_time(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        answer = {"name": None, "purchases": None, "missing": []}
        user, orders = await asyncio.gather(
            fetch(http, f"http://users/users/{user_id}"),
            fetch(http, f"http://orders/orders?user_id={user_id}"),
        )
        if user is None:
            answer["missing"].append("users")
        else:
            answer["name"] = user["name"]
        if orders is None:
            answer["missing"] += ["orders", "products"]
            return answer
        ids = {order["product_id"] for order in orders}
        urls = [f"http://products/products/{id}" for id in ids]
        found = await asyncio.gather(*(fetch(http, url) for url in urls))
        prices = {it["id"]: it["price_cents"] for it in found if it is not None}
        if len(prices) < len(ids):
            answer["missing"].append("products")
        answer["purchases"] = [
            {"product_id": it["product_id"], "price_cents": prices.get(it["product_id"])}
            for it in orders
        ]
        return answer

    return app
"""
    ),
    Answer(
        """\
async def all_known(questions):
    tasks = [asyncio.ensure_future(question) for question in questions]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=0.095)
        for task in late:
            task.cancel()
    return [
        None if not task.done() or task.cancelled() or task.exception() else task.result()
        for task in tasks
    ]


"""
        + HEAD
        + """\
        user, orders = await all_known(
            [
                ask(http, f"http://users/users/{user_id}", dict),
                ask(http, f"http://orders/orders?user_id={user_id}", list),
            ]
        )
        ids = [order["product_id"] for order in orders or []]
        products = await all_known(
            [ask(http, f"http://products/products/{id}", dict) for id in ids]
        )
"""
        + LINES
        + MISSING
    ),
)

WRONG = (
    Wrong(
        """\
import httpx2


async def known(http, url, shape):
    try:
        answer = await http.get(url, timeout=90)
    except httpx2.TransportError:
        return None
    return answer.json() if answer.status_code == 200 else None


"""
        + REST,
        IN_TIME,
        "timeout=0.2 is 200 ms",
        6,
    ),
    Wrong(
        KNOWN_IN_TIME.replace("0.09", "0.19") + REST,
        IN_TIME,
        "come after one another add up",
        6,
    ),
    Wrong(
        """\
async def known(http, url, shape):
    try:
        return await ask(http, url, shape)
    except Unavailable:
        return None


"""
        + REST,
        IN_TIME,
        "it took",
        6,
    ),
    Wrong(
        """\
async def known(http, url, shape):
    try:
        return await asyncio.wait_for(ask(http, url, shape), 0.09)
    except TimeoutError:
        return None


"""
        + REST,
        PARTLY,
        "Catch the error where you ask",
        5,
    ),
    Wrong(
        KNOWN_IN_TIME + REST.replace("None if orders is None else lines", "lines"),
        ONLY_KNOWN,
        "Who does not know the orders says None",
        3,
    ),
    Wrong(
        KNOWN_IN_TIME
        + REST.replace('["price_cents"] if product else None', '["price_cents"] if product else 0'),
        ONLY_KNOWN,
        "A price of 0 is a price",
        5,
    ),
    Wrong(
        KNOWN_IN_TIME
        + HEAD
        + ROUND_ONE
        + ROUND_TWO
        + """\
        lines = [
            {"product_id": product["id"], "price_cents": product["price_cents"]}
            for product in products
            if product
        ]
"""
        + MISSING,
        ONLY_KNOWN,
        "has a line for each",
        5,
    ),
    Wrong(
        KNOWN_IN_TIME
        + REST.replace("[name for name, found in asked.items() if None in found]", "[]"),
        SAYS_SO,
        "because of whom",
        5,
    ),
    Wrong(
        HEAD
        + """\
        try:
            async with asyncio.timeout(0.19):
                user, orders = await asyncio.gather(
                    ask(http, f"http://users/users/{user_id}", dict),
                    ask(http, f"http://orders/orders?user_id={user_id}", list),
                )
                ids = [order["product_id"] for order in orders]
                products = await asyncio.gather(
                    *(ask(http, f"http://products/products/{id}", dict) for id in ids)
                )
        except (ShopError, TimeoutError):
            return {"name": None, "purchases": None, "missing": ["orders", "products"]}
"""
        + LINES
        + MISSING,
        PARTLY,
        "It could be known",
        5,
    ),
    Wrong(
        """\
remembered = {}


async def known(http, url, shape):
    try:
        remembered[url] = await asyncio.wait_for(ask(http, url, shape), 0.09)
    except (ShopError, TimeoutError):
        return remembered.get(url)
    return remembered[url]


"""
        + REST,
        ONLY_KNOWN,
        "yesterday's may be wrong today",
        7,
    ),
    Wrong(
        KNOWN_IN_TIME
        + HEAD
        + ROUND_ONE
        + """\
        ids = [order["product_id"] for order in orders or []]
        products = [await known(http, f"http://products/products/{id}", dict) for id in ids]
"""
        + LINES
        + MISSING,
        IN_TIME,
        "it took",
        8,
    ),
    Wrong(
        KNOWN_IN_TIME.replace("0.09", "0.03") + REST,
        WHOLE,
        "It could be known",
        8,
    ),
    Wrong(
        HEAD
        + """\
        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
            return_exceptions=True,
        )
        ids = [order["product_id"] for order in orders]
        products = await asyncio.gather(
            *(ask(http, f"http://products/products/{id}", dict) for id in ids),
            return_exceptions=True,
        )
"""
        + LINES
        + MISSING,
        PARTLY,
        "500 came back",
        5,
    ),
)
