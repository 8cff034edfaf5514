"""Answer a question from a new service: the shop, the steps, and what is expected of them."""

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
from course.study.exercise import Schedule
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
BY_TWO = "Who buys twice has two orders of one product."
BY_ONE = (
    "It was ordered once. Begin with an empty list inside the handler; and counted again, a "
    "product has one row."
)
LOOK = (
    "Look into the table for each question: what was found before may have changed since, and what "
    "a program remembers is gone when it ends."
)
AT_ONCE = (
    "Two questions were under way at once, and one overwrote what the other had kept. Keep it "
    "inside the handler."
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
            check_part(run, user_id, answer, AT_ONCE if len(asked) > 1 else "")

    def simpler(self) -> Iterator[Step]:
        if len(self.names) > 1:
            for name in self.names:
                yield replace(self, names=(name,))


def counted(run: Run) -> dict[int, int]:
    """The pieces that were counted last, by product."""
    pieces: dict[int, int] = run.notes.setdefault("counted", {})
    return pieces


def check_part(run: Run, user_id: int, answer: Came, advice: str) -> None:
    """What stock added for one user, against what he ordered and what was counted.

    ``advice`` is given where else there would be none, or it would be about one question alone.
    """
    parts = answer.body if isinstance(answer.body, dict) else {}
    if "stock.db" in run.down:
        _check_says_nothing(parts)
        return
    if "stock" not in parts:
        if "orders" in run.down:  # then nobody can know
            return
        raise _silence(run, answer, advice)
    asked = set(request_web(answer.trace).successors("stock")) - {"stock.db"}
    if asked:
        raise Broken(
            ASKS_NOBODY,
            "stock uses its own database, and what came with the question",
            f"it asked {', '.join(sorted(asked))} as well",
            'With after="orders" the part of orders is in question.parts["orders"].',
        )
    orders = [row for row in run.rows("orders", "orders") if row["user_id"] == user_id]
    ordered = Counter(row["product_id"] for row in orders)
    _compare(
        lines(parts["stock"]), ordered, counted(run), TOO_EARLY if is_early(answer) else advice
    )


def _check_says_nothing(parts: dict[str, Any]) -> None:
    if "stock" in parts:
        raise Broken(
            SAYS,
            "no part of stock, as its database is down",
            f"it was {shown(parts['stock'])}",
            "An empty list says that nothing was counted. You do not know: let the error out, and "
            "no part comes.",
        )


def is_early(answer: Came) -> bool:
    """Whether stock was asked before the bus had the part of orders."""
    passed = {
        span.attributes["server.address"]: span
        for span in answer.trace
        if span.name == "pass purchases.of_user"
    }
    has_ended = "orders" in passed  # only then it is in the trace
    return not has_ended or passed["stock"].start < passed["orders"].end


def _silence(run: Run, answer: Came, advice: str) -> Broken:
    """Why no part came: the handler failed, or it waits for somebody."""
    if answer.failures:
        happened = f"there was no part, because {in_short(repr(answer.failures[-1]))}"
        advice = advice or "Where nothing is known, the list is empty."
        advice = TOO_EARLY if is_early(answer) else advice
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
    found: list[tuple[int, int]], ordered: Counter[int], pieces: dict[int, int], advice: str
) -> None:
    wanted = sorted((id, pieces[id]) for id in ordered.keys() & pieces.keys())
    expected, happened = f"product and pieces: {wanted}", f"it was {shown(found)}"
    if unknown := [id for id, _ in found if id in ordered.keys() - pieces.keys()]:
        raise Broken(
            KNOWN,
            expected,
            f"{happened}, and nobody has counted product {unknown[0]}",
            "0 says: sold out. Leave out what you do not know.",
        )
    if any(id not in ordered for id, _ in found):
        why = "Look at the part of orders: only those products are asked for."
        raise Broken(BOUGHT, expected, happened, why if advice != AT_ONCE else AT_ONCE)
    if more := [id for id, times in Counter(id for id, _ in found).items() if times > 1]:
        raise Broken(ONCE, expected, happened, BY_TWO if ordered[more[0]] > 1 else BY_ONE)
    if any(pieces[id] == 0 for id, _ in set(wanted) - set(found)):
        advice = advice or "0 was counted: that it is sold out is known, too."
    same(SAYS, "product and pieces", sorted(found), wanted, advice or LOOK)


def open_shop(lab: Lab, stock: Callable[..., object]) -> None:
    """The shop that asks on the bus, one more service that asks, and stock."""
    lab.start(*asking.SERVICES, shelf)
    lab.start(stock, name="stock")


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS, COUNTED = Buy("Ada", "Cup"), Count("Cup")
SPOON, ALL = ListProduct("Spoon"), ("Cup", "Teapot", "Spoon")
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
        (*known, ASK, Count("Cup", 3), ASK),
        (*known, Down("stock.db"), ASK),
        (ADA, CUP, BUYS, ASK),
        (ADA, CUP, POT, BUYS, COUNTED, Count("Teapot", 3), ASK),
        (*known, BOB, AskShelf(("Bob",)), AskShelf(("nobody",))),
        (*known, BOB, AskShelf(("Ada", "Bob"))),
        (*known, *restarted, ASK),
        (ADA, CUP, POT, SPOON, BUYS, Buy("Ada", "Spoon"), *map(Count, ALL), ASK),
        (*known, Down("products"), ASK),
        (*known, Down("users"), ASK, Down("orders"), ASK, Up("orders"), ASK),
        (*filled, BUYS, Buy("Bob", "Teapot"), *COUNTING[:2], AskShelf(("Ada", "Bob"))),
        (*mixed(1, filled, (*SHOPPING, *COUNTING, *ASKING), 14), *restarted, *ASKING),
        (*mixed(2, filled, (*SHOPPING, *COUNTING), 8), Slow("bus", "orders", 300), *ASKING),
    ]
