"""Move a trespasser out: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_03.move_a_trespasser_out.check import (
    ASKS,
    COUNTS,
    LEFT_OUT,
    SAYS_SO,
    STALE,
)

SOLUTION = Answer(
    """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        sold = Counter(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
    "The owner tells what it knows, and you count. When orders is down, the request raises, "
    "and statistics answers with an error: it does not know, and does not pretend to.",
)

RIGHT = (
    Answer("""\
def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        answer = await http.get("http://orders/orders", params={"user_id": user_id})
        pieces = {}
        for order in answer.json():
            product_id = order["product_id"]
            pieces[product_id] = pieces.get(product_id, 0) + 1
        return [{"product_id": key, "pieces": value} for key, value in pieces.items()]

    return app
"""),
    Answer("""\
import httpx2
from fastapi import HTTPException


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        try:
            answer = await http.get(f"http://orders/orders?user_id={user_id}")
        except httpx2.TransportError:
            raise HTTPException(503, "orders does not answer") from None
        bought = [order["product_id"] for order in answer.json()]
        return [{"product_id": it, "pieces": bought.count(it)} for it in set(bought)]

    return app
"""),
)

WRONG = (
    Wrong(
        """\
def statistics(db, http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        await http.get(f"http://orders/orders?user_id={user_id}")
        return await db.query(
            "select product_id, count(*) as pieces from orders where user_id = :id group by 1",
            id=user_id,
        )

    return app
""",
        ASKS,
        "statistics used it as well",
        2,
    ),
    Wrong(
        """\
def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get("http://orders/orders")).json()
        return [{"product_id": it["product_id"], "pieces": 1} for it in orders]

    return app
""",
        COUNTS,
        "500 came back, because statistics raised TypeError",
        2,
    ),
    Wrong(
        """\
def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        return [{"product_id": it["product_id"], "pieces": 1} for it in orders]

    return app
""",
        COUNTS,
        "it was [(1, 1), (1, 1)]",
        5,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        return Counter(order["product_id"] for order in orders)

    return app
""",
        COUNTS,
        "a list of lines with product_id and pieces",
        4,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        try:
            orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        except Exception:
            orders = []
        sold = Counter(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        SAYS_SO,
        "as if Ada had bought just that",
        3,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")
    known = {}

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        if user_id not in known:
            known[user_id] = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        sold = Counter(order["product_id"] for order in known[user_id])
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        COUNTS,
        "it was []",
        5,
    ),
    Wrong(
        """\
def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = http.get(f"http://orders/orders?user_id={user_id}").json()
        return [{"product_id": it["product_id"], "pieces": 1} for it in orders]

    return app
""",
        "runs in the lab",
        "Write await in front of the call",
        2,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get("http://orders/orders?user_id=1")).json()
        sold = Counter(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        COUNTS,
        "product and pieces for Bob",
        5,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")
    seen = {}

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        try:
            seen[user_id] = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        except Exception:
            if user_id not in seen:
                raise
        sold = Counter(order["product_id"] for order in seen[user_id])
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        STALE,
        "Nobody told you of the order that came after",
        6,
    ),
    Wrong(
        """from collections import Counter


def statistics(db, http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        sold = Counter(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        LEFT_OUT,
        "Take out what you do not need",
    ),
    Wrong(
        """\
from itertools import groupby


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        orders = (await http.get(f"http://orders/orders?user_id={user_id}")).json()
        bought = groupby(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": len(list(group))} for it, group in bought]

    return app
""",
        COUNTS,
        "Each product has one line",
        7,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        answer = await http.get(f"http://orders/orders?user_id={user_id}")
        if answer.status_code != 200:
            return []
        sold = Counter(order["product_id"] for order in answer.json())
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        SAYS_SO,
        "an error, as orders.db is down",
        3,
    ),
    Wrong(
        """\
from collections import Counter

import httpx2


def statistics(http):
    app = new_app("statistics")

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        try:
            answer = await http.get(f"http://orders/orders?user_id={user_id}", timeout=1)
        except httpx2.TimeoutException:
            return []
        sold = Counter(order["product_id"] for order in answer.json())
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        SAYS_SO,
        "the answer of orders comes late",
        5,
    ),
    Wrong(
        """\
from collections import Counter


def statistics(http):
    app = new_app("statistics")
    asked = {}

    @app.get("/sold/{user_id}")
    async def read_sold(user_id: int):
        asked["url"] = f"http://orders/orders?user_id={user_id}"
        await http.get("http://orders/orders?user_id=1")
        orders = (await http.get(asked["url"])).json()
        sold = Counter(order["product_id"] for order in orders)
        return [{"product_id": it, "pieces": sold[it]} for it in sorted(sold)]

    return app
""",
        COUNTS,
        "where each has its own",
        5,
    ),
)
