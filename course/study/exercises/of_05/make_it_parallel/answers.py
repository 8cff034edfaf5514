"""Make it parallel: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_05.make_it_parallel.check import EACH, NOTHING_ELSE, TOGETHER, WHOLE

# What most of the wrong answers have in common.
HEAD = """\
def purchases_with_days(http):
    app = new_app("purchases")

    def product_of(it):
        return ask(http, f"http://products/products/{it['product_id']}", dict)

    def delivery_of(it):
        return ask(http, f"http://deliveries/deliveries/{it['id']}", dict)

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
"""
ROUND_ONE = """\
        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
"""
PAIRED = """\
        lines = [
            {"title": product["title"], "arrives": delivery["arrives"]}
            for product, delivery in zip(products, days, strict=True)
        ]
"""
END = """\
        return {"name": user["name"], "purchases": lines}

    return app
"""


SOLUTION = Answer(
    """\
def purchases_with_days(http):
    app = new_app("purchases")

    async def line_of(order):
        product, delivery = await asyncio.gather(
            ask(http, f"http://products/products/{order['product_id']}", dict),
            ask(http, f"http://deliveries/deliveries/{order['id']}", dict),
        )
        return {"title": product["title"], "arrives": delivery["arrives"]}

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        lines = await asyncio.gather(*(line_of(order) for order in orders))
        return {"name": user["name"], "purchases": lines}

    return app
""",
    "Two rounds, however many orders there are: the slowest of the first, then the slowest of "
    "the second. gather keeps the order of the questions, and lets the first error through. "
    "(One could save a little more: the second round needs the orders, and not the name.)",
)

RIGHT = (
    Answer("""\
def purchases_with_days(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        async with asyncio.TaskGroup() as first:
            user = first.create_task(ask(http, f"http://users/users/{user_id}", dict))
            orders = first.create_task(
                ask(http, f"http://orders/orders?user_id={user_id}", list)
            )
        async with asyncio.TaskGroup() as second:
            asked = [
                (
                    second.create_task(ask(http, f"http://products/products/{it}", dict)),
                    second.create_task(ask(http, f"http://deliveries/deliveries/{id}", dict)),
                )
                for it, id in ((order["product_id"], order["id"]) for order in orders.result())
            ]
        bought = [{**product.result(), **delivery.result()} for product, delivery in asked]
        lines = [{key: line[key] for key in ("title", "arrives")} for line in bought]
        return {"name": user.result()["name"], "purchases": lines}

    return app
"""),
    Answer("""\
async def known(http, address, ids):
    unique = list(set(ids))
    found = await asyncio.gather(*[http.get(f"http://{address}/{id}") for id in unique])
    return {id: answer.raise_for_status().json() for id, answer in zip(unique, found, strict=True)}


def purchases_with_days(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user = asyncio.ensure_future(known(http, "users/users", [user_id]))
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        products, days = await asyncio.gather(
            known(http, "products/products", [order["product_id"] for order in orders]),
            known(http, "deliveries/deliveries", [order["id"] for order in orders]),
        )
        lines = [
            {
                "title": products[order["product_id"]]["title"],
                "arrives": days[order["id"]]["arrives"],
            }
            for order in orders
        ]
        return {"name": (await user)[user_id]["name"], "purchases": lines}

    return app
"""),
    Answer("""\
def purchases_with_days(http):
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        user, orders, products = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
            ask(http, "http://products/products", list),
        )
        titles = {product["id"]: product["title"] for product in products}
        asked = [ask(http, f"http://deliveries/deliveries/{it['id']}", dict) for it in orders]
        arrivals = await asyncio.gather(*asked)
        return {
            "name": user["name"],
            "purchases": [
                {"title": titles[order["product_id"]], "arrives": delivery["arrives"]}
                for order, delivery in zip(orders, arrivals, strict=True)
            ],
        }

    return app
"""),
)

WRONG = (
    Wrong(
        HEAD
        + """\
        user = await ask(http, f"http://users/users/{user_id}", dict)
        orders = await ask(http, f"http://orders/orders?user_id={user_id}", list)
        products, days = await asyncio.gather(
            asyncio.gather(*(product_of(it) for it in orders)),
            asyncio.gather(*(delivery_of(it) for it in orders)),
        )
"""
        + PAIRED
        + END,
        TOGETHER,
        "orders/orders?user_id=1 was asked when users/users/1 had answered",
        2,
    ),
    Wrong(
        HEAD
        + ROUND_ONE
        + """\
        products = [await product_of(it) for it in orders]
        days = [await delivery_of(it) for it in orders]
"""
        + PAIRED
        + END,
        TOGETHER,
        "waits each time round",
        4,
    ),
    Wrong(
        HEAD
        + ROUND_ONE
        + """\
        lines = []
        for it in orders:
            product, delivery = await asyncio.gather(product_of(it), delivery_of(it))
            lines.append({"title": product["title"], "arrives": delivery["arrives"]})
"""
        + END,
        TOGETHER,
        "was asked when deliveries/deliveries/1 had answered; 121 ms in all",
        6,
    ),
    Wrong(
        HEAD
        + """\
        user = await asyncio.create_task(ask(http, f"http://users/users/{user_id}", dict))
        orders = await asyncio.create_task(
            ask(http, f"http://orders/orders?user_id={user_id}", list)
        )
        products, days = [], []
        for it in orders:
            products.append(await asyncio.create_task(product_of(it)))
            days.append(await asyncio.create_task(delivery_of(it)))
"""
        + PAIRED
        + END,
        TOGETHER,
        "Begin both, and then wait for both",
        2,
    ),
    Wrong(
        HEAD
        + ROUND_ONE
        + """\
        products = await asyncio.gather(*(product_of(it) for it in orders))
        days = await asyncio.gather(*(delivery_of(it) for it in orders))
"""
        + PAIRED
        + END,
        TOGETHER,
        "deliveries/deliveries/1 was asked when products/products/1 had answered",
        4,
    ),
    Wrong(
        HEAD
        + """\
        async def line_of(it):
            product, delivery = await asyncio.gather(product_of(it), delivery_of(it))
            return {"title": product["title"], "arrives": delivery["arrives"]}

        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        lines = []
        for line in asyncio.as_completed([line_of(order) for order in orders]):
            lines.append(await line)
"""
        + END,
        EACH,
        "in another order. asyncio.gather gives",
        6,
    ),
    Wrong(
        HEAD
        + ROUND_ONE
        + """\
        products = await asyncio.gather(
            *map(product_of, orders),
            *map(delivery_of, orders),
            return_exceptions=True,
        )
        products, days = products[: len(orders)], products[len(orders) :]
        lines = [
            {"title": product["title"], "arrives": delivery["arrives"]}
            for product, delivery in zip(products, days, strict=True)
            if isinstance(product, dict) and isinstance(delivery, dict)
        ]
"""
        + END,
        WHOLE,
        "takes it for the whole",
        5,
    ),
    Wrong(
        HEAD
        + ROUND_ONE
        + """\
        ids = sorted({it["product_id"] for it in orders})
        products, days = await asyncio.gather(
            asyncio.gather(*(ask(http, f"http://products/products/{id}", dict) for id in ids)),
            asyncio.gather(*(delivery_of(it) for it in orders)),
        )
        lines = [
            {"title": product["title"], "arrives": delivery["arrives"]}
            for product, delivery in zip(products, days, strict=False)
        ]
"""
        + END,
        EACH,
        "Put together what belongs to the same order",
        6,
    ),
    Wrong(
        HEAD
        + """\
        user, orders = asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        products, days = asyncio.gather(
            asyncio.gather(*(product_of(it) for it in orders)),
            asyncio.gather(*(delivery_of(it) for it in orders)),
        )
"""
        + PAIRED
        + END,
        EACH,
        "is itself to be waited for: await asyncio.gather",
        2,
    ),
    Wrong(
        HEAD
        + """\
        user = asyncio.ensure_future(ask(http, f"http://users/users/{user_id}", dict))
        orders = asyncio.ensure_future(
            ask(http, f"http://orders/orders?user_id={user_id}", list)
        )
        await asyncio.sleep(0.1)
        products, days = await asyncio.gather(
            asyncio.gather(*(product_of(it) for it in orders.result())),
            asyncio.gather(*(delivery_of(it) for it in orders.result())),
        )
        lines = [
            {"title": product["title"], "arrives": delivery["arrives"]}
            for product, delivery in zip(products, days, strict=True)
        ]
        return {"name": user.result()["name"], "purchases": lines}

    return app
""",
        NOTHING_ELSE,
        "Answer as soon as the last answer is there",
        2,
    ),
    Wrong(
        """\
def purchases_with_days(http):
    app = new_app("purchases")
    found, bought = [], []

    def product_of(it):
        return ask(http, f"http://products/products/{it['product_id']}", dict)

    def delivery_of(it):
        return ask(http, f"http://deliveries/deliveries/{it['id']}", dict)

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int):
        found[:] = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        user, orders = found
        products, days = await asyncio.gather(
            asyncio.gather(*(product_of(it) for it in orders)),
            asyncio.gather(*(delivery_of(it) for it in orders)),
        )
        bought.extend(zip(products, days, strict=True))
        lines = [{"title": it["title"], "arrives": day["arrives"]} for it, day in bought]
        return {"name": user["name"], "purchases": lines}

    return app
""",
        EACH,
        "nothing of anybody else's",
        6,
    ),
    Wrong(
        HEAD
        + """\
        user, orders = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", dict),
            ask(http, f"http://orders/orders?user_id={user_id}", list),
            return_exceptions=True,
        )
        products, days = await asyncio.gather(
            asyncio.gather(*(product_of(it) for it in orders)),
            asyncio.gather(*(delivery_of(it) for it in orders)),
        )
"""
        + PAIRED
        + """\
        name = user["name"] if isinstance(user, dict) else None
        return {"name": name, "purchases": lines}

    return app
""",
        WHOLE,
        "it was {'name': None, 'purchases': []}",
        3,
    ),
    Wrong(
        HEAD
        + """\
        user = asyncio.create_task(ask(http, f"http://users/users/{user_id}", dict))
        orders = await ask(http, f"http://orders/orders?user_id={user_id}", list)
        asked = [
            (asyncio.create_task(product_of(it)), asyncio.create_task(delivery_of(it)))
            for it in orders
        ]
        lines = [
            {"title": (await product)["title"], "arrives": (await day)["arrives"]}
            for product, day in asked
        ]
        return {"name": (await user)["name"], "purchases": lines}

    return app
""",
        "waits for what it began",
        "every error is waited for by somebody",
        7,
    ),
)
