"""Notebook 05: an answer in time, with what is known and with what is missing."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from course.lab import Answer as Got
from course.lab import Lab
from course.shop import direct
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import asked_by, handling, ms, whom
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Cut, Down, Slow, Up
from course.trace import NS_PER_MS, Span, Trace
from course.webs.wording import listed

WHOLE = "tells all when all answer"
IN_TIME = "answers in time"
PARTLY = "answers with what it knows"
ONLY_KNOWN = "tells nothing that it does not know"
SAYS_SO = "says what is missing"
NO_SUCH = "says when there is no such user"

LIMIT_MS = 200
"""purchases has so long, from when a request reaches it until its answer leaves."""
QUICK_MS = 20
"""Over a way that takes so long at most, each way, an answer has to be waited for."""


def open_shop(lab: Lab, purchases: Callable[..., object]) -> None:
    """The shop of direct requests, with what was handed in."""
    lab.start(*(each for each in direct.SERVICES if each is not direct.purchases.purchases))
    lab.start(purchases, name="purchases")


@dataclass(frozen=True)
class Look(Step):
    """Some people look at their purchases, at the same moment."""

    names: tuple[str, ...]

    @property
    def words(self) -> str:
        if len(self.names) == 1:
            return f"{self.names[0]} looks at what was bought"
        return f"{listed(self.names)} look at what was bought at the same moment"

    def do(self, run: Run) -> None:
        names = [name for name in self.names if name in run.users]
        urls = [f"http://purchases/purchases/{run.users[name]}" for name in names]
        for name, answer in zip(names, run.lab.together(*urls), strict=True):
            check_time(answer)
            check_body(run, name, answer)


@dataclass(frozen=True)
class Price(Reprice):
    """A price changes, and the new one is noted."""

    def do(self, run: Run) -> None:
        super().do(run)
        if self.title in run.products:
            run.notes[self.title] = self.price_cents


@dataclass(frozen=True)
class LookForNobody(Step):
    """Somebody asks for a user that was never there, while all is well."""

    @property
    def words(self) -> str:
        return f"you ask for what user {NOBODY} bought, who does not exist"

    def do(self, run: Run) -> None:
        answer = run.lab.get(f"http://purchases/purchases/{NOBODY}")
        if answer.status != 404:
            raise Broken(
                NO_SUCH,
                "404, as users did answer: it knows no such user",
                told(answer),
                "ask gives None for a 404. That is an answer, and no silence: tell it from the "
                "None for who did not answer, and raise NotFound, as before.",
            )


def check_time(answer: Got) -> None:
    """Whoever is slow, the limit holds."""
    request = handling(answer.trace, "purchases")
    took = request.end - request.start
    if took > LIMIT_MS * NS_PER_MS:
        way = ms(round(answer.milliseconds * NS_PER_MS) - took)
        raise Broken(
            IN_TIME,
            f"an answer within {LIMIT_MS} ms, as whoever asks does not wait for longer",
            f"purchases had it for {ms(took)} (your own way to it and back, {way}, not counted)",
            too_long(asked_by(answer.trace, "purchases")),
        )


def too_long(calls: list[Span]) -> str:
    """What to do, by what was waited for."""
    if any(call.end - call.start > LIMIT_MS * NS_PER_MS for call in calls):
        return (
            "A call by itself took longer than that: give it a limit. A client counts in "
            "seconds: timeout=0.1 is 100 ms."
        )
    products = [call for call in calls if whom(call) == "products"]
    if any(late.start >= early.end for early, late in pairwise(products)):
        return "An await in a loop waits once for each order. Ask for all products together."
    return "Limits of calls that come after one another add up: first orders, then products."


def is_well(run: Run, service: str) -> bool:
    """Whether purchases can know what this service knows."""
    way = run.lab.link("purchases", service)
    quick = way.latency_ms <= QUICK_MS and way.failure_rate == 0
    return quick and not run.down & {service, f"{service}.db"}


def check_body(run: Run, name: str, answer: Got) -> None:
    """Each part is right, or it is None and named as missing; and what can be known is there."""
    well = {each: is_well(run, each) for each in ("users", "orders", "products")}
    clause = WHOLE if all(well.values()) else PARTLY
    if answer.status != 200:
        raise Broken(clause, "an answer with 200", told(answer), GIVES_UP)
    body = _read(answer)
    unknown = check_name(clause, body["name"], name, well)
    if "orders" not in answering(answer.trace) and body["purchases"] is not None:
        seen = f"it was {shown(body['purchases'])}"
        raise Broken(ONLY_KNOWN, "None, as orders did not answer", seen, EMPTY)
    unknown |= check_lines(clause, body["purchases"], lines_of(run, name), well)
    check_missing(body["missing"], unknown, body["purchases"] is None)


GIVES_UP = (
    "One of those it asks did not answer, and the others did. Catch the error where you ask, for "
    "each question by itself: unreachable is Unavailable, too late is TooLate or TimeoutError."
)
KNOWN = "It could be known. Is a limit too short, or does a failure elsewhere take this along?"
EMPTY = (
    "An empty list, or a shorter one, says: she bought no more. Who does not know the orders says "
    "None, and who knows the orders has a line for each."
)
MADE_UP = (
    "A price of 0 is a price, and yesterday's may be wrong today. What you do not know is None."
)


def answering(trace: Trace) -> set[str]:
    """Who answered purchases, at least once."""
    return {whom(call) for call in asked_by(trace, "purchases") if call.status != "error"}


def _read(answer: Got) -> dict[str, Any]:
    body = answer.body
    if not isinstance(body, dict) or not {"name", "purchases", "missing"} <= set(body):
        form = "name, purchases and missing, whether they are known or not"
        raise Broken(PARTLY, form, f"it was {shown(body)}", "None stands for what is not known.")
    return body


def lines_of(run: Run, name: str) -> list[dict[str, int]]:
    """What the databases say."""
    prices = {id: run.notes.get(title, 100) for title, id in run.products.items()}
    return [
        {"product_id": row["product_id"], "price_cents": prices[row["product_id"]]}
        for row in run.rows("orders", "orders")
        if row["user_id"] == run.users[name]
    ]


def check_name(clause: str, found: Any, name: str, well: dict[str, bool]) -> set[str]:
    """Whether the name has to be missing."""
    if found is None and not well["users"]:
        return {"users"}
    same(clause if well["users"] else ONLY_KNOWN, "the name", found, name, KNOWN)
    return set()


def check_lines(
    clause: str, found: Any, expected: list[dict[str, int]], well: dict[str, bool]
) -> set[str]:
    """Who is missing in the lines, if they are right as far as they go."""
    if found is None and not well["orders"]:
        return {"orders"}
    if found is None:
        raise Broken(clause, f"the lines {shown(expected)}", "it was None", KNOWN)
    untrue = clause if all(well.values()) else ONLY_KNOWN
    ids = [line["product_id"] for line in found]
    same(untrue, "the product_id of each order", ids, [it["product_id"] for it in expected], EMPTY)
    missing = set()
    for line, right in zip(found, expected, strict=True):
        what = f"the price of product {right['product_id']}"
        if line["price_cents"] is not None:
            same(untrue, what, line["price_cents"], right["price_cents"], MADE_UP)
        elif well["orders"] and well["products"]:
            raise Broken(clause, f"{what}: {right['price_cents']}", "it was None", KNOWN)
        else:
            missing.add("products")
    return missing


def check_missing(found: Any, unknown: set[str], no_lines: bool) -> None:
    """Exactly those are named who did not answer; without orders nobody asks for products."""
    named = set(found) if isinstance(found, list) else found
    if named == unknown or (no_lines and named == unknown | {"products"}):
        return
    raise Broken(
        SAYS_SO,
        f"missing: {sorted(unknown)}",
        f"it was {shown(found)}",
        "Whoever reads the answer has to see whether None stands in it, and because of whom.",
    )


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
MANY = ("Cup", "Teapot", "Spoon", "Tray")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"), Buy("Bob", "Cup"))
LOOKS, BOTH = (Look(("Ada",)), Look(("Bob",))), Look(("Ada", "Bob"))


def slow(service: str, ms: int) -> Slow:
    return Slow("purchases", service, ms)


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, *BUYS)
    one = (ADA, CUP, BUYS[0])
    prices = (Price("Cup", 900), Price("Teapot", 2400))
    late = (slow("orders", 80), slow("products", 80), LOOKS[0], slow("users", 2000), LOOKS[0])
    downs = [(Down(it), BOTH, Up(it)) for it in ("products", "orders", "users", "orders.db")]
    too_slow = slow("products", 2000)
    # Just below a limit that a first round may have: then the limit of the second comes on top.
    rounds = [(slow("orders", ms), LOOKS[0]) for ms in (49, 59, 74)]
    shaky = (Cut("purchases", "products", 0.5), *LOOKS, BOTH, Cut("purchases", "orders", 0.5))
    return [
        (ADA, LOOKS[0]),
        (ADA, slow("users", QUICK_MS), LOOKS[0]),
        (*one, LOOKS[0], prices[0], Down("products"), LOOKS[0]),
        (*one, Down("orders"), LOOKS[0]),
        (*one, too_slow, LOOKS[0]),
        (*one, slow("orders", 2000), LOOKS[0]),
        (ADA, CUP, POT, *BUYS[:2], slow("orders", QUICK_MS), slow("products", 500), LOOKS[0]),
        (*one, too_slow, *(step for each in rounds for step in each)),
        (*one, *[BUYS[0]] * 3, slow("orders", QUICK_MS), too_slow, LOOKS[0]),
        (ADA, *map(ListProduct, MANY), *(Buy("Ada", it) for it in MANY), too_slow, LOOKS[0]),
        (*filled, slow("orders", QUICK_MS), slow("products", QUICK_MS), *LOOKS, *late),
        (*mixed(7, filled, BUYS, 3), prices[1], *(it for steps in downs for it in steps), BOTH),
        (*filled, prices[0], *shaky, *LOOKS, BOTH),
        (ADA, LookForNobody()),
    ]


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
SOLUTION = HEAD + KNOWN_IN_TIME + REST


EXERCISE = Exercise(
    id="answer-in-time",
    notebook="05",
    title="Answer in time, with what you know",
    task=(
        f"Let purchases answer within {LIMIT_MS} ms, whoever is slow or down: with what it knows, "
        "None for what it does not, and in missing the names of those who did not answer. Where "
        "there is no such user, it says so with 404."
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
    solution=Answer(
        SOLUTION,
        "Each question has a limit and an answer of its own, so one that fails takes nobody with "
        "it. Two rounds of 90 ms stay below 200. None is not an empty list, and not a price of 0: "
        "whoever reads the answer can tell what is not known from what is not there. That users "
        "knows no such user is an answer, so nothing is missing, and it stays a 404. The price of "
        "it: the readers have to be able to do something with half an answer.",
    ),
    right=(
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
    except httpx2.TransportError:
        return None
    if answer.status_code == 404:
        raise NotFound("user_id", "unknown")
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
    ),
    wrong=(
        Wrong(SOLUTION.replace(ASKS, ASKS.replace("0.09", "90")), IN_TIME, "is 100 ms", 6),
        Wrong(
            SOLUTION.replace(ASKS, ASKS.replace("0.09", "0.19")),
            IN_TIME,
            "come after one another add up",
            6,
        ),
        Wrong(
            SOLUTION.replace(ASKS, ASKS.replace("0.09", "0.12")),
            IN_TIME,
            "purchases had it for 219 ms (your own way to it and back, 10 ms, not counted)",
            6,
        ),
        Wrong(
            SOLUTION.replace(ASKS, "await ask(http, url, shape)").replace(
                "(ShopError, TimeoutError)", "Unavailable"
            ),
            IN_TIME,
            "give it a limit",
            6,
        ),
        Wrong(
            SOLUTION.replace("(ShopError, TimeoutError)", "TimeoutError"),
            PARTLY,
            "Catch the error where you ask",
            5,
        ),
        Wrong(
            SOLUTION.replace("None if orders is None else lines", "lines"),
            ONLY_KNOWN,
            "Who does not know the orders says None",
            3,
        ),
        Wrong(
            SOLUTION.replace(
                '["price_cents"] if product else None', '["price_cents"] if product else 0'
            ),
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
        Wrong(SOLUTION.replace("sorted(missing)", "[]"), SAYS_SO, "because of whom", 5),
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
            SOLUTION.replace("    app =", "    remembered = {}\n    app =")
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
            SOLUTION.replace(ASKS, ASKS.replace("0.09", "0.03")),
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
        Wrong(SOLUTION.replace(NOT_FOUND, ""), NO_SUCH, "That is an answer, and no silence", 1),
        Wrong(
            SOLUTION.replace(
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
    ),
)
