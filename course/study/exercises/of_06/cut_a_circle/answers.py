"""Cut a circle: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_06.cut_a_circle.check import NO_CIRCLE, SHOP
from course.study.exercises.of_06.cut_a_circle.page import PAGE, SAYS_SO, STALE


def page(
    reads: str,
    takes: str = "http",
    app: str = 'new_app("pages")',
    state: str = "",
    at: str = "pages",
) -> str:
    """The source of a page: how it is read, in which app, and where that is started."""
    kept = f"    {state} = {{}}\n" if state else ""
    return f"""\
def with_page({takes}):
    app = {app}
{kept}
    @app.get("/pages/{{user_id}}")
    async def read_page(user_id: int):
{reads}
    return app


at = "{at}"
"""


SOLUTION = Answer(
    page(
        """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
"""
    ),
    "The page is a thing of its own, above both: it asks both, and nobody asks it back. users "
    "can be tried, released and started alone again. Where one of the two cannot answer, ask "
    "raises, and the page is an error. An error has a body, too, and nobody takes it for a list of "
    "orders. Another way out: orders tells each order, and users counts; then nobody waits, as you "
    "will see in Copying with events.",
)

RIGHT = (
    Answer(
        page(
            """\
        user = (await http.get(f"http://users/users/{user_id}")).raise_for_status().json()
        found = await direct.orders.find_orders(db, user_id)
        return {"name": user["name"], "orders": len(found)}
""",
            takes="db, http",
            app="direct.orders.orders(db, http)",
            at="orders",
        )
    ),
    Answer(
        page(
            """\
        user, bought = await asyncio.gather(
            direct.calls.ask(http, f"http://users/users/{user_id}", dict),
            direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list),
        )
        return {"name": user["name"], "orders": sum(1 for _ in bought)}
""",
            app="direct.purchases.purchases(http)",
            at="purchases",
        )
    ),
    Answer(
        page(
            """\
        known = await direct.calls.ask(http, f"http://purchases/purchases/{user_id}", dict)
        return {"name": known["name"], "orders": len(known["purchases"])}
""",
            app="new_app(at)",
            at="overview",
        )
    ),
)

WRONG = (
    Wrong(
        page(
            """\
        bought = (await http.get(f"http://purchases/purchases/{user_id}")).json()
        return {"name": bought["name"], "orders": len(bought["purchases"])}
""",
            takes="db, http",
            app="direct.users.users(db)",
            at="users",
        ),
        NO_CIRCLE,
        "by going round through somebody else",
        2,
    ),
    Wrong(
        page(
            """\
        users, orders = await asyncio.gather(
            db.query("select * from users where id = :id", id=user_id),
            http.get(f"http://orders/orders?user_id={user_id}"),
        )
        return {"name": users[0]["name"], "orders": len(orders.json())}
""",
            takes="db, http",
            app="direct.users.users(db)",
            at="users",
        ),
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
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
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
        page(
            """\
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        orders = await db.query("select * from orders where user_id = :id", id=user_id)
        return {"name": user["name"], "orders": len(orders)}
""",
            takes="db, http",
        ),
        "runs in the lab",
        "orders.db",
        2,
    ),
    Wrong(
        page(
            """\
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        try:
            orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        except Exception:
            orders = []
        return {"name": user["name"], "orders": len(orders)}
"""
        ),
        SAYS_SO,
        "orders could not answer, so you cannot know",
        3,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
""",
            app='new_app("purchases")',
            at="purchases",
        ),
        SHOP,
        "has to do all that the service did",
        2,
    ),
    Wrong(
        page(
            """\
        (user,) = await db.query("select * from users where id = :id", id=user_id)
        return {"name": user["name"], "orders": 0}
""",
            takes="db",
            app="direct.users.users(db)",
            at="users",
        ),
        PAGE,
        "it was {'name': 'Ada', 'orders': 0}",
        4,
    ),
    Wrong(
        page(
            """\
        if user_id not in names:
            user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
            orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
            names[user_id] = {"name": user["name"], "orders": len(orders)}
        return names[user_id]
""",
            state="names",
        ),
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
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
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
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "The pages"
""",
        "starts",
        "cannot be the name of a service",
        0,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
""",
            takes="db, http",
            app='new_app("users")',
            at="users",
        ),
        SHOP,
        "Ada signs up, and 201 comes back",
        1,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
""",
            takes="db, http",
            app='new_app("products")',
            at="products",
        ),
        SHOP,
        "What is started in the place of a service",
        1,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
""",
            app='new_app("gateway")',
            at="gateway",
        ),
        SHOP,
        "404 came back",
        1,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
""",
            app='new_app("orders")',
            at="orders",
        ),
        SHOP,
        "orders has lost its database",
        0,
    ),
    Wrong(
        page(
            """\
        known = (await http.get(f"http://purchases/purchases/{user_id}")).json()
        return {"name": known["name"], "orders": len(known["purchases"])}
""",
            app="direct.purchases.purchases(http)",
            at="purchases",
        ),
        NO_CIRCLE,
        "call the function, not the address",
        2,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        (user,) = await db.query("select * from users where id = :id", id=user_id)
        return {"name": user["name"], "orders": len(orders)}
""",
            takes="db, http",
            app="direct.users.users(db)",
        ),
        PAGE,
        "pages.db is not users.db",
        2,
    ),
    Wrong(
        page(
            """\
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user["name"], "orders": len(orders)}
"""
        ),
        SAYS_SO,
        "an error has a body, too",
        3,
    ),
    Wrong(
        page(
            """\
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        if not isinstance(orders, list):
            orders = []
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(orders)}
"""
        ),
        SAYS_SO,
        "orders could not answer, so you cannot know",
        3,
    ),
    Wrong(
        page(
            """\
        url = f"http://orders/orders?user_id={user_id}"
        try:
            last[user_id] = await direct.calls.ask(http, url, list)
        except Exception:
            if user_id not in last:
                raise
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        return {"name": user["name"], "orders": len(last[user_id])}
""",
            state="last",
        ),
        STALE,
        "Nobody told you of the order that came after",
        6,
    ),
    Wrong(
        page(
            """\
        state["user"] = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        return {"name": state["user"]["name"], "orders": len(orders)}
""",
            state="state",
        ),
        PAGE,
        "where each has its own",
        3,
    ),
    Wrong(
        page(
            """\
        orders = await direct.calls.ask(http, f"http://orders/orders?user_id={user_id}", list)
        user = (await http.get(f"http://users/users/{user_id}")).json()
        return {"name": user.get("name"), "orders": len(orders)}
"""
        ),
        SAYS_SO,
        "users answers 404, and you made a page of it",
        1,
    ),
    Wrong(
        """\
from fastapi import HTTPException


def with_page(db, http):
    app = new_app("orders")
    db.schema(direct.orders.ORDERS)

    @app.post("/orders", status_code=201)
    async def post_order(new: direct.orders.NewOrder):
        url = f"http://users/users/{new.user_id}"
        if await direct.calls.ask(http, url, dict) is None:
            raise HTTPException(422, "there is no such user")
        return await direct.orders.insert_order(db, new)

    @app.get("/orders")
    async def read_orders(user_id: int):
        return await direct.orders.find_orders(db, user_id)

    @app.get("/pages/{user_id}")
    async def read_page(user_id: int):
        user = await direct.calls.ask(http, f"http://users/users/{user_id}", dict)
        orders = await direct.orders.find_orders(db, user_id)
        return {"name": user["name"], "orders": len(orders)}

    return app


at = "orders"
""",
        SHOP,
        "422, as orders asks products whether there is such a product",
        2,
    ),
)
