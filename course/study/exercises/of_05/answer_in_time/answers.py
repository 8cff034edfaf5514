"""Answer in time, with what you know: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_05.answer_in_time.check import (
    IN_TIME,
    NO_SUCH,
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
        missing = set()
"""
ASKS = "await asyncio.wait_for(ask(http, url, shape), 0.09)"
KNOWN_IN_TIME = f"""
        async def known(service, path, shape):
            url = f"http://{{service}}/{{path}}"
            try:
                return {ASKS}
            except (ShopError, TimeoutError):
                missing.add(service)
                return None

"""
ROUND_ONE = """\
        user, orders = await asyncio.gather(
            known("users", f"users/{user_id}", dict),
            known("orders", f"orders?user_id={user_id}", list),
        )
"""
NOT_FOUND = """\
        if user is None and "users" not in missing:
            raise NotFound("user_id", f"there is no user {user_id}")
"""
IDS = """\
        ids = [order["product_id"] for order in orders or []]
"""
ROUND_TWO = """\
        products = await asyncio.gather(
            *(known("products", f"products/{id}", dict) for id in ids)
        )
"""
LINES = """\
        prices = [product["price_cents"] if product else None for product in products]
        pairs = zip(ids, prices, strict=True)
        lines = [{"product_id": it, "price_cents": cents} for it, cents in pairs]
"""
END = """\
        return {
            "name": user["name"] if user else None,
            "purchases": None if orders is None else lines,
            "missing": sorted(missing),
        }

    return app
"""
REST = ROUND_ONE + NOT_FOUND + IDS + ROUND_TWO + LINES + END
"""All but how one question is asked."""
SOURCE = HEAD + KNOWN_IN_TIME + REST


SOLUTION = Answer(
    SOURCE,
    "Each question has a limit and an answer of its own, so one that fails takes nobody with "
    "it. Two rounds of 90 ms stay below 200. None is not an empty list, and not a price of 0: "
    "whoever reads the answer can tell what is not known from what is not there. That users "
    "knows no such user is an answer, so nothing is missing, and it stays a 404. The price of "
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
            lines = await asyncio.gather(*(line_of(order) for order in orders or []))
            return None if orders is None else lines

        user, lines = await asyncio.gather(
            tell("users", f"users/{user_id}", dict), lines_of_orders()
        )
        if user is None and "users" not in missing:
            raise NotFound("user_id", "nobody has it")
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
        if answer.status_code == 404:
            raise NotFound("user_id", "unknown")
        return answer.json() if answer.status_code == 200 else None
    except httpx2.TransportError:
        return None


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
LATE = object()


async def all_known(questions):
    tasks = [asyncio.ensure_future(question) for question in questions]
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=0.095)
        for task in late:
            task.cancel()
    return [
        LATE if not task.done() or task.cancelled() or task.exception() else task.result()
        for task in tasks
    ]


def purchases_in_time(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user, orders = await all_known(
            [
                ask(http, f"http://users/users/{user_id}", dict),
                ask(http, f"http://orders/orders?user_id={user_id}", list),
            ]
        )
        if user is None:
            raise NotFound("user_id", "unknown")
        ids = [] if orders is LATE else [order["product_id"] for order in orders]
        products = await all_known(
            [ask(http, f"http://products/products/{id}", dict) for id in ids]
        )
        lines = [
            {"product_id": id, "price_cents": None if it is LATE else it["price_cents"]}
            for id, it in zip(ids, products, strict=True)
        ]
        asked = {"users": [user], "orders": [orders], "products": products}
        return {
            "name": None if user is LATE else user["name"],
            "purchases": None if orders is LATE else lines,
            "missing": [name for name, found in asked.items() if LATE in found],
        }

    return app
"""
    ),
)

WRONG = (
    Wrong(SOURCE.replace(ASKS, ASKS.replace("0.09", "90")), IN_TIME, "is 100 ms", 6),
    Wrong(
        SOURCE.replace(ASKS, ASKS.replace("0.09", "0.19")),
        IN_TIME,
        "come after one another add up",
        6,
    ),
    Wrong(
        SOURCE.replace(ASKS, ASKS.replace("0.09", "0.12")),
        IN_TIME,
        "purchases had it for 219 ms (your own way to it and back, 10 ms, not counted)",
        6,
    ),
    Wrong(
        SOURCE.replace(ASKS, "await ask(http, url, shape)").replace(
            "(ShopError, TimeoutError)", "Unavailable"
        ),
        IN_TIME,
        "give it a limit",
        6,
    ),
    Wrong(
        SOURCE.replace("(ShopError, TimeoutError)", "TimeoutError"),
        PARTLY,
        "Catch the error where you ask",
        5,
    ),
    Wrong(
        SOURCE.replace("None if orders is None else lines", "lines"),
        ONLY_KNOWN,
        "Who does not know the orders says None",
        3,
    ),
    Wrong(
        SOURCE.replace('["price_cents"] if product else None', '["price_cents"] if product else 0'),
        ONLY_KNOWN,
        "A price of 0 is a price",
        5,
    ),
    Wrong(
        HEAD
        + KNOWN_IN_TIME
        + ROUND_ONE
        + NOT_FOUND
        + IDS
        + ROUND_TWO
        + """\
        lines = [
            {"product_id": product["id"], "price_cents": product["price_cents"]}
            for product in products
            if product
        ]
"""
        + END,
        ONLY_KNOWN,
        "has a line for each",
        5,
    ),
    Wrong(SOURCE.replace("sorted(missing)", "[]"), SAYS_SO, "because of whom", 5),
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
        + END,
        PARTLY,
        "It could be known",
        5,
    ),
    Wrong(
        SOURCE.replace("    app =", "    remembered = {}\n    app =")
        .replace(f"return {ASKS}", f"remembered[url] = {ASKS}")
        .replace(
            """\
                missing.add(service)
                return None
""",
            """\
                if url not in remembered:
                    missing.add(service)
            return remembered.get(url)
""",
        ),
        ONLY_KNOWN,
        "yesterday's may be wrong today",
        7,
    ),
    Wrong(
        HEAD
        + KNOWN_IN_TIME
        + ROUND_ONE
        + NOT_FOUND
        + IDS
        + """\
        products = [await known("products", f"products/{id}", dict) for id in ids]
"""
        + LINES
        + END,
        IN_TIME,
        "An await in a loop waits once for each order",
        8,
    ),
    Wrong(
        HEAD
        + KNOWN_IN_TIME.replace("0.09", "0.05")
        + ROUND_ONE
        + NOT_FOUND
        + IDS
        + """\
        found = {}
        for id in set(ids):
            found[id] = await known("products", f"products/{id}", dict)
        products = [found[id] for id in ids]
"""
        + LINES
        + END,
        IN_TIME,
        "Ask for all products together",
        11,
    ),
    Wrong(
        SOURCE.replace(ASKS, ASKS.replace("0.09", "0.03")),
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
        + END,
        PARTLY,
        "500 came back",
        5,
    ),
    Wrong(SOURCE.replace(NOT_FOUND, ""), NO_SUCH, "That is an answer, and no silence", 1),
    Wrong(
        SOURCE.replace(
            NOT_FOUND,
            """\
        if user is None:
            missing.add("users")
""",
        ),
        NO_SUCH,
        "raise NotFound, as before",
        1,
    ),
    Wrong(
        HEAD
        + """\

        async def get(service, question):
            try:
                return await asyncio.wait_for(question, 0.09)
            except (ShopError, TimeoutError):
                missing.add(service)
                return None

        user, orders = await asyncio.gather(
            get("users", ask(http, f"http://users/users/{user_id}", dict)),
            get("orders", ask(http, f"http://orders/orders?user_id={user_id}", list)),
        )
"""
        + NOT_FOUND
        + IDS
        + """\
        questions = (ask(http, f"http://products/products/{id}", dict) for id in ids)
        products = await get("products", asyncio.gather(*questions)) or [None] * len(ids)
"""
        + LINES
        + END,
        PARTLY,
        "You can know the price of product 1: that question was not lost",
        7,
    ),
    Wrong(
        HEAD
        + KNOWN_IN_TIME
        + ROUND_ONE
        + NOT_FOUND
        + IDS
        + """\
        try:
            async with asyncio.timeout(0.09), asyncio.TaskGroup() as group:
                urls = [f"http://products/products/{id}" for id in ids]
                tasks = [group.create_task(ask(http, url, dict)) for url in urls]
            products = [task.result() for task in tasks]
        except (ExceptionGroup, TimeoutError):
            missing.add("products")
            products = [None] * len(ids)
"""
        + LINES
        + END,
        PARTLY,
        "One try, or one limit, around all loses all with one",
        7,
    ),
    Wrong(
        SOURCE.replace(
            'product["price_cents"] if product else None',
            '(product or {}).get("price_cents") or None',
        ),
        WHOLE,
        "A price of 0 is a price. 0 is false in Python",
        5,
    ),
    Wrong(
        SOURCE.replace("None if orders is None else lines", "lines if orders else None"),
        WHOLE,
        "An empty list is false in Python",
        2,
    ),
    Wrong(
        SOURCE.replace(' and "users" not in missing', ""),
        PARTLY,
        "users did not answer, so you do not know",
        3,
    ),
    Wrong(
        SOURCE.replace("missing = set()", "missing = []").replace("missing.add", "missing.append"),
        SAYS_SO,
        "Each name once",
        7,
    ),
)
