"""Notebook 05: what needs no other answer is asked at the same time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.lab import Answer as Got
from course.lab import Lab
from course.ports import Clock
from course.shop import direct
from course.shop.middleware import new_app
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, same
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import asked_by, handling, met_trouble, ms, where, whom
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Cut, Down, Slow, Up
from course.trace import Span, Trace
from course.webs.wording import listed

RIGHT = "tells each order, in the order of the orders"
TOGETHER = "asks at the same time what needs no other answer"
NOTHING_ELSE = "takes the time of the longest way, and no more"
WHOLE = "fails when it cannot tell all"

NEED_ORDERS = ("products", "deliveries")
"""Whom to ask, and for what, is known from the orders only."""
OLDEST_MS = 60
"""So long it takes to find the first delivery; the second half of it, the third a third..."""


def deliveries(clock: Clock) -> FastAPI:
    """Knows when each order arrives. The older an order, the longer it looks for it."""
    app = new_app("deliveries")

    @app.get("/deliveries/{order_id}")
    async def read_delivery(order_id: int) -> dict[str, str]:
        await clock.sleep(OLDEST_MS / order_id)
        return {"arrives": arrival(order_id)}

    return app


def arrival(order_id: int) -> str:
    """Another day than in the notebook: it has to be asked for."""
    return f"day {3 * order_id + 1}"


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop of direct requests, with deliveries, and with what was handed in."""
    given = (each for each in direct.SERVICES if each is not direct.purchases.purchases)
    lab.start(*given, deliveries)
    lab.start(purchases, name="purchases")


@dataclass(frozen=True)
class Look(Step):
    """Some people look at their purchases, at the same moment."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        together = " at the same moment" if len(self.names) > 1 else ""
        one = len(self.names) == 1
        return f"{listed(self.names)} {'looks' if one else 'look'} at what was bought{together}"

    def do(self, run: Run) -> None:
        names = [name for name in self.names if name in run.users]
        urls = [f"http://purchases/purchases/{run.users[name]}" for name in names]
        for name, answer in zip(names, run.lab.together(*urls), strict=True):
            check_answer(run, name, answer)


def check_answer(run: Run, name: str, answer: Got) -> None:
    """It tells all, or fails because a call failed; and no call has waited in vain."""
    calls = asked_by(answer.trace, "purchases")
    expected = {"name": name, "purchases": lines_of(run, name)}
    if met_trouble(calls):
        if answer.ok:
            same(WHOLE, f"an error, or all that {name} bought", answer.body, expected, ALL)
        return
    forgot = any("await wasn't used" in str(failed.error) for failed in answer.failures)
    advice = GATHERED if forgot else SHAPE
    body = run.answered(RIGHT, answer, f"purchases, asked for {name}", advice)
    same(RIGHT, f"what {name} bought", body, expected, advice_for(body, expected))
    check_times(answer.trace, calls)


ALL = (
    "A call failed, and its answer is missing. Let the error through: who reads this list takes it "
    "for the whole."
)
GATHERED = "gather begins the questions, and is itself to be waited for: await asyncio.gather(...)."
SHAPE = "The starter gives the right answer. Begin with it, and change one thing at a time."
ORDER = (
    "The lines are the right ones, in another order. asyncio.gather gives its answers in the order "
    "in which you named the questions, whoever answers first."
)


def lines_of(run: Run, name: str) -> list[dict[str, str]]:
    """What the databases say."""
    titles = {id: title for title, id in run.products.items()}
    return [
        {"title": titles[row["product_id"]], "arrives": arrival(row["id"])}
        for row in run.rows("orders", "orders")
        if row["user_id"] == run.users[name]
    ]


def advice_for(body: Any, expected: dict[str, Any]) -> str:
    """What to do about lines that are wrong."""
    lines = body.get("purchases") if isinstance(body, dict) else None
    if not isinstance(lines, list) or sorted(map(str, lines)) != sorted(
        map(str, expected["purchases"])
    ):
        return "Put together what belongs to the same order, and nothing of anybody else's."
    return ORDER if body.get("name") == expected["name"] else "Look at the name."


def check_times(trace: Trace, calls: list[Span]) -> None:
    """Two rounds: whom to ask is known at once, or when the first answers are there."""
    request = handling(trace, "purchases")
    round_one = max((it.end for it in calls if it.start == request.start), default=request.start)
    first = {it.id: round_one if whom(it) in NEED_ORDERS else request.start for it in calls}
    at_best = max((first[it.id] + it.end - it.start for it in calls), default=request.start)
    took, best = ms(request.end - request.start), ms(at_best - request.start)
    way = "your own way to purchases and back not counted"
    for call in calls:
        if call.start > first[call.id]:
            before = [where(it) for it in sorted(calls, key=_end) if it.end <= call.start]
            since = f"when {before[-1]} had answered" if before else "late"
            raise Broken(
                TOGETHER,
                f"only products and deliveries wait, and for orders only: {best} in all",
                f"{where(call)} was asked {since}; {took} in all, {way}",
                "One does not need the other. Begin both, and then wait for both. An await in a "
                "loop, or in a list, waits each time round.",
            )
    if request.end > at_best:
        raise Broken(
            NOTHING_ELSE,
            f"{best}, as long as the slowest questions that need each other",
            f"it took {took}, {way}, with nobody to wait for at the end",
            "Answer as soon as the last answer is there.",
        )


def _end(call: Span) -> int:
    return call.end


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"), Buy("Bob", "Cup"))
LOOKS, BOTH = (Look(("Ada",)), Look(("Bob",))), Look(("Ada", "Bob"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, *BUYS)
    gone = (Down("deliveries"), LOOKS[0], Up("deliveries"), Down("orders"), BOTH, Up("orders"))
    slow = (Slow("purchases", "products", 300), LOOKS[0], Slow("purchases", "orders", 200), BOTH)
    cut = (Cut("purchases", "products", 0.4), *LOOKS, Cut("purchases", "deliveries", 0.4), *LOOKS)
    return [
        (ADA, LOOKS[0]),
        (BOB, CUP, POT, *BUYS[2:], LOOKS[1]),
        (ADA, BOB, CUP, BUYS[0], *LOOKS),
        (ADA, CUP, BUYS[0], Down("products"), LOOKS[0]),
        (*mixed(5, filled, (*BUYS, *LOOKS), 4), BOTH, *slow),
        (*filled, *gone, LOOKS[1], *cut, BOTH),
    ]


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
    solution=Answer(
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
    ),
    right=(
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
    ),
    wrong=(
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
            RIGHT,
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
            RIGHT,
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
            RIGHT,
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
            RIGHT,
            "nothing of anybody else's",
            6,
        ),
    ),
)
