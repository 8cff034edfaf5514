"""Cut a circle: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_06.cut_a_circle.check import NO_CIRCLE, PAGE, SAYS_SO, SHOP

SOLUTION = Answer(
    """\
def with_page(http):
    app = new_app("pages")

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "pages"
""",
    "The page is a thing of its own, above both: it asks both, and nobody asks it back. users "
    "can be tried, released and started alone again. Another way out: orders tells each order, "
    "and users counts; then nobody waits, as you will see in Copying with events.",
)

RIGHT = (
    Answer("""\
def with_page(db, http):
    app = direct.orders.orders(db, http)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        answer = await http.get(f"http://users/users/{user_id}")
        found = await direct.orders.find_orders(db, user_id)
        return {"name": answer.json()["name"], "orders": len(found)}

    return app


at = "orders"
"""),
    Answer("""\
def with_page(http):
    app = direct.purchases.purchases(http)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user, bought = await asyncio.gather(
            direct.calls.ask(http, f"http://users/users/{user_id}", dict),
            direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        return {"name": user["name"], "orders": sum(1 for _ in bought)}

    return app


at = "purchases"
"""),
    Answer("""\
def with_page(http):
    app = new_app(at)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        known = (await http.get(f"http://purchases/purchases/{user_id}")).json()
        return {"name": known["name"], "orders": len(known["purchases"])}

    return app


at = "overview"
"""),
)

WRONG = (
    Wrong(
        """\
def with_page(db, http):
    app = direct.users.users(db)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        bought = (await http.get(f"http://purchases/purchases/{user_id}")).json()
        return {"name": bought["name"], "orders": len(bought["purchases"])}

    return app


at = "users"
""",
        NO_CIRCLE,
        "by going round through somebody else",
        2,
    ),
    Wrong(
        """\
def with_page(db, http):
    app = direct.users.users(db)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user, orders = await asyncio.gather(
            http.get(f"http://users/users/{user_id}"),
            http.get(f"http://orders/orders?user_id={user_id}"),
        )
        return {"name": user.json()["name"], "orders": len(orders.json())}

    return app


at = "users"
""",
        NO_CIRCLE,
        "users asks orders asks users",
        4,
    ),
    Wrong(
        """\
def with_page(db, http):
    app = new_app("orders")
    db.schema(direct.orders.ORDERS)

    @app.post("/orders", status_code=201)
    async def post_order(new: direct.orders.NewOrder):
        return await direct.orders.insert_order(db, new)

    @app.get("/orders")
    async def read_orders(user_id: int):
        return await direct.orders.find_orders(db, user_id)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user = (await http.get(f"http://users/users/{user_id}")).json()
        orders = await direct.orders.find_orders(db, user_id)
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "orders"
""",
        SHOP,
        "The question of orders is needed",
        2,
    ),
    Wrong(
        """\
def with_page(db, http):
    app = new_app("pages")

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user = (await http.get(f"http://users/users/{user_id}")).json()
        orders = await db.query("select * from orders where user_id = :id", id=user_id)
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "pages"
""",
        "runs in the lab",
        "orders.db",
        2,
    ),
    Wrong(
        """\
def with_page(http):
    app = new_app("pages")

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user = (await http.get(f"http://users/users/{user_id}")).json()
        try:
            orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        except Exception:
            orders = []
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "pages"
""",
        SAYS_SO,
        "0 orders is an answer, and a wrong one",
        3,
    ),
    Wrong(
        """\
def with_page(http):
    app = new_app("purchases")

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "purchases"
""",
        SHOP,
        "has to do all that the service did",
        2,
    ),
    Wrong(
        """\
def with_page(db):
    app = direct.users.users(db)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        (user,) = await db.query("select * from users where id = :id", id=user_id)
        return {"name": user["name"], "orders": 0}

    return app


at = "users"
""",
        PAGE,
        "it was {'name': 'Ada', 'orders': 0}",
        4,
    ),
    Wrong(
        """\
def with_page(http):
    app = new_app("pages")
    names = {}

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        if user_id not in names:
            user = (await http.get(f"http://users/users/{user_id}")).json()
            orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
            names[user_id] = {"name": user["name"], "orders": len(orders)}
        return names[user_id]

    return app


at = "pages"
""",
        PAGE,
        "the page of Ada",
        5,
    ),
    Wrong(
        """\
def with_page(http):
    app = new_app("pages")

    @app.get("/{user_id}")
    async def read_page(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "pages"
""",
        PAGE,
        "The page has the address /pages/{user_id}",
        2,
    ),
    Wrong(
        """\
def with_page(http):
    app = new_app("pages")

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "The pages"
""",
        "starts",
        "cannot be the name of a service",
        0,
    ),
)
