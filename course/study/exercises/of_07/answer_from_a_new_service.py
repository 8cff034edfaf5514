"""Notebook 07: a new service adds a part of its own to a question that others ask already."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fastapi import FastAPI

from course.lab import Answer as Came
from course.lab import Lab
from course.ports import Bus
from course.shop import asking
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, in_short, same, shown
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up
from course.webs import request_web

COUNTS = "keeps what is counted"
ANSWERS = "answers the question"
SAYS = "says how many are left"
BOUGHT = "names only what this user bought"
KNOWN = "names only what it knows"
ONCE = "names each product once"
ASKS_NOBODY = "finds what was ordered in the question, and asks nobody"
GOES_ON = "goes on when somebody is down that it does not need"

TOO_EARLY = (
    "stock was asked at the same moment as orders. Its part is in question.parts only if you say "
    'after="orders".'
)


def shelf(bus: Bus) -> FastAPI:
    """Asks what purchases asks, and waits for the part of stock."""
    app = new_app("shelf")

    @app.get("/shelf/{user_id}")
    async def read_shelf(user_id: Id) -> dict[str, Any]:
        return await bus.ask("purchases.of_user", {"user_id": user_id}, answers=["stock"])

    return app


@dataclass(frozen=True)
class Count(Step):
    """Somebody counts what is left of a product."""

    title: str
    pieces: int = 7

    @property
    def words(self) -> str:
        return f"somebody counts: {self.pieces} of {self.title} left"

    def do(self, run: Run) -> None:
        if self.title not in run.products or "stock" in run.down:
            return
        product_id = run.products[self.title]
        answer = run.lab.post(f"http://stock/counted/{product_id}/{self.pieces}")
        run.answered(COUNTS, answer, "POST /counted", "Leave this route as it was.")
        counted(run)[product_id] = self.pieces


@dataclass(frozen=True)
class AskShelf(Step):
    """The question is asked for somebody, or for several at the same moment."""

    names: tuple[str, ...] = ("Ada",)

    @property
    def words(self) -> str:
        together = " at the same moment" if len(self.names) > 1 else ""
        return f"shelf asks for {' and for '.join(self.names)}{together}"

    def do(self, run: Run) -> None:
        ids = [NOBODY if name == "nobody" else run.users.get(name) for name in self.names]
        asked = [user_id for user_id in ids if user_id is not None]
        if not asked or "stock" in run.down:
            return
        answers = run.lab.together(*(f"http://shelf/shelf/{user_id}" for user_id in asked))
        for user_id, answer in zip(asked, answers, strict=True):
            check_part(run, user_id, answer)

    def simpler(self) -> Iterator[Step]:
        if len(self.names) > 1:
            for name in self.names:
                yield replace(self, names=(name,))


def counted(run: Run) -> dict[int, int]:
    """The pieces that were counted last, by product."""
    pieces: dict[int, int] = run.notes.setdefault("counted", {})
    return pieces


def check_part(run: Run, user_id: int, answer: Came) -> None:
    """What stock added for one user, against what he ordered and what was counted."""
    parts = answer.body if isinstance(answer.body, dict) else {}
    if "stock" not in parts:
        if "orders" in run.down:  # then nobody can know
            return
        raise _silence(run, answer)
    asked = set(request_web(answer.trace).successors("stock")) - {"stock.db"}
    if asked:
        raise Broken(
            ASKS_NOBODY,
            "stock uses its own database, and what came with the question",
            f"it asked {', '.join(sorted(asked))} as well",
            'With after="orders" the part of orders is in question.parts["orders"].',
        )
    orders = [row for row in run.rows("orders", "orders") if row["user_id"] == user_id]
    ordered = {row["product_id"] for row in orders}
    _compare(lines(parts["stock"]), ordered, counted(run), TOO_EARLY if is_early(answer) else "")


def is_early(answer: Came) -> bool:
    """Whether stock was asked before the bus had the part of orders."""
    passed = {
        span.attributes["server.address"]: span
        for span in answer.trace
        if span.name == "pass purchases.of_user"
    }
    has_ended = "orders" in passed  # only then it is in the trace
    return not has_ended or passed["stock"].start < passed["orders"].end


def _silence(run: Run, answer: Came) -> Broken:
    """Why no part came: the handler failed, or it waits for somebody."""
    if answer.failures:
        happened = f"there was no part, because {in_short(repr(answer.failures[-1]))}"
        advice = TOO_EARLY if is_early(answer) else "Where nothing is known, the list is empty."
        return Broken(ANSWERS, "a list, also when it is empty", happened, advice)
    down = ", ".join(sorted(run.down)) or "nobody"
    return Broken(
        GOES_ON,
        "a part of stock within a second, as long as orders is there",
        f"no part came; {down} was down",
        "Whose part do you need? Come after that service, and after no other.",
    )


def lines(part: Any) -> list[tuple[int, int]]:
    """Product and pieces of each line."""
    try:
        return [(line["product_id"], line["pieces"]) for line in part]
    except (TypeError, KeyError):
        expected = "a list of lines with product_id and pieces"
        raise Broken(SAYS, expected, f"it was {shown(part)}") from None


def _compare(
    found: list[tuple[int, int]], ordered: set[int], pieces: dict[int, int], advice: str
) -> None:
    wanted = sorted((id, pieces[id]) for id in ordered & pieces.keys())
    expected, happened = f"product and pieces: {wanted}", f"it was {shown(found)}"
    if unknown := [id for id, _ in found if id in ordered - pieces.keys()]:
        raise Broken(
            KNOWN,
            expected,
            f"{happened}, and nobody has counted product {unknown[0]}",
            "0 says: sold out. Leave out what you do not know.",
        )
    if any(id not in ordered for id, _ in found):
        why = "Look at the part of orders: only those products are asked for."
        raise Broken(BOUGHT, expected, happened, why)
    if max(Counter(id for id, _ in found).values(), default=1) > 1:
        raise Broken(ONCE, expected, happened, "Who buys twice has two orders of one product.")
    same(SAYS, "product and pieces", sorted(found), wanted, advice)


def open_shop(lab: Lab, stock: Callable[..., object]) -> None:
    """The shop that asks on the bus, one more service that asks, and stock."""
    lab.start(*asking.SERVICES, shelf)
    lab.start(stock, name="stock")


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS, COUNTED = Buy("Ada", "Cup"), Count("Cup")
ASK = AskShelf()
SHOPPING = (BUYS, Buy("Ada", "Teapot"), Buy("Bob", "Cup"), Buy("Bob", "Teapot"))
COUNTING = (Count("Cup", 12), Count("Teapot", 3), Count("Teapot", 0))
ASKING = (ASK, AskShelf(("Bob",)), AskShelf(("Ada", "Bob")))


def schedules() -> list[Schedule]:
    known = (ADA, CUP, BUYS, COUNTED)
    filled = (ADA, BOB, CUP, POT)
    restarted = (Down("stock"), Up("stock"))
    return [
        (ADA, ASK),
        (*known, ASK),
        (*known, BUYS, ASK),
        (ADA, CUP, BUYS, ASK),
        (ADA, CUP, POT, BUYS, COUNTED, Count("Teapot", 3), ASK),
        (*known, BOB, AskShelf(("Bob",)), AskShelf(("nobody",))),
        (*known, BOB, AskShelf(("Ada", "Bob"))),
        (*known, *restarted, ASK),
        (*known, Down("products"), ASK),
        (*known, Down("users"), ASK, Down("orders"), ASK, Up("orders"), ASK),
        (*filled, BUYS, Buy("Bob", "Teapot"), *COUNTING[:2], AskShelf(("Ada", "Bob"))),
        (*mixed(1, filled, (*SHOPPING, *COUNTING, *ASKING), 14), *restarted, *ASKING),
        (*mixed(2, filled, (*SHOPPING, *COUNTING), 8), Slow("bus", "orders", 300), *ASKING),
    ]


EXERCISE = Exercise(
    id="answer-from-a-new-service",
    notebook="07",
    title="Answer a question from a new service",
    task=(
        "stock knows how many of each product are left. Let it add a part to the question "
        "purchases.of_user: product_id and pieces of each product that this user ordered."
    ),
    hand_in=("stock",),
    setup="""\
from typing import Any

from course.ports import Question
from course.shop.middleware import new_app
""",
    starter="""\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    return app
""",
    hints=(
        "The question says whose purchases. What was ordered is in the part of somebody else: "
        "which service, and how does products get at it?",
        '@bus.answers("purchases.of_user", after="orders"), and below it a handler that takes the '
        'question. Each line of question.parts["orders"] has a product_id.',
        "Collect the product_ids in a set, so that each is there once. For each of them, select "
        "product_id and pieces from stock. Where there is no row there is nothing to say.",
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
        """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for product_id in sorted({order["product_id"] for order in question.parts["orders"]}):
            found += await db.query("select * from stock where product_id = :id", id=product_id)
        return found

    return app
""",
        "Nobody had to be changed: the question was asked already, and whoever wants the new part "
        "names it. stock needs the part of orders, so it comes after orders, and after nobody "
        "else. What was never counted has no row, so it is not in the answer.",
    ),
    right=(
        Answer("""\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert into stock values (:id, :pieces)"
            " on conflict do update set pieces = excluded.pieces",
            id=product_id,
            pieces=pieces,
        )

    @bus.answers("purchases.of_user", after="orders")
    async def left(question: Question) -> list[dict[str, Any]]:
        left = {row["product_id"]: row["pieces"] for row in await db.query("select * from stock")}
        asked = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left[it]} for it in asked if it in left]

    return app
"""),
        Answer("""\
import json


def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    async def keep(product_id, pieces):
        async with db.transaction() as tx:
            await tx.query("delete from stock where product_id = :it", it=product_id)
            await tx.query("insert into stock values (:it, :n)", it=product_id, n=pieces)

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int):
        await keep(product_id, pieces)

    async def answer(question):
        ids = json.dumps([order["product_id"] for order in question.parts["orders"]])
        return await db.query(
            "select product_id, pieces from stock"
            " where product_id in (select value from json_each(:ids)) order by 1",
            ids=ids,
        )

    bus.answers("purchases.of_user", "orders")(answer)
    return app
"""),
    ),
    wrong=(
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            ANSWERS,
            "asked at the same moment as orders",
            2,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts.get("orders", [])}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            SAYS,
            "asked at the same moment as orders",
            5,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="products")
    async def answer_stock(question):
        ids = {item["product_id"] for item in question.parts["products"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            GOES_ON,
            "no part came; products was down",
            3,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        return await db.query("select product_id, pieces from stock")

    return app
""",
            BOUGHT,
            "only those products are asked for",
            4,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        left = {row["product_id"]: row["pieces"] for row in await db.query("select * from stock")}
        ids = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left.get(it, 0)} for it in ids]

    return app
""",
            KNOWN,
            "0 says: sold out",
            4,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for order in question.parts["orders"]:
            rows = await db.query(
                "select * from stock where product_id = :id", id=order["product_id"]
            )
            found += rows
        return found

    return app
""",
            ONCE,
            "Who buys twice",
            6,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        found = []
        for it in {order["product_id"] for order in question.parts["orders"]}:
            rows = await db.query("select * from stock where product_id = :id", id=it)
            found.append(rows[0])
        return found

    return app
""",
            ANSWERS,
            "the list is empty",
            4,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    asked = set()

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        asked.update(order["product_id"] for order in question.parts["orders"])
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in asked]

    return app
""",
            BOUGHT,
            "at the same moment",
            7,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return {row["product_id"]: row["pieces"] for row in rows if row["product_id"] in ids}

    return app
""",
            SAYS,
            "a list of lines with product_id and pieces",
            5,
        ),
        Wrong(
            """\
def stock(db, bus, http):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        url = f"http://orders/orders?user_id={question.data['user_id']}"
        ids = {order["product_id"] for order in (await http.get(url)).json()}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            ASKS_NOBODY,
            "it asked orders as well",
            2,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_user")
    async def answer_stock(question):
        parts = await bus.ask("purchases.of_user", question.data, answers=["orders"])
        ids = {order["product_id"] for order in parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            "runs in the lab",
            "circle",
            2,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    @bus.answers("purchases.of_users", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        rows = await db.query("select * from stock")
        return [row for row in rows if row["product_id"] in ids]

    return app
""",
            "runs in the lab",
            "waits for stock",
            2,
        ),
        Wrong(
            """\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    left = {}

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        left[product_id] = pieces

    @bus.answers("purchases.of_user", after="orders")
    async def answer_stock(question):
        ids = {order["product_id"] for order in question.parts["orders"]}
        return [{"product_id": it, "pieces": left[it]} for it in ids if it in left]

    return app
""",
            SAYS,
            "it was []",
            7,
        ),
    ),
)
