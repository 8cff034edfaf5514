"""Move a trespasser out: the shop, the steps, and what is expected of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Answer as Got
from course.lab import Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown
from course.study.referee.posting import AT_ONCE
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up
from course.webs import request_web
from course.webs.wording import listed

COUNTS = "counts what each user bought"
ASKS = "asks the owner, and leaves its database alone"
SAYS_SO = "says so when it cannot know"
STALE = "takes nothing old for what is now"
LEFT_OUT = "takes what it needs, and no more"
LATE_MS = 1500
"""Where the way to orders takes so long, whoever asks may give up waiting."""


@dataclass(frozen=True)
class AskSold(Step):
    """You ask what was sold to somebody."""

    name: str

    @property
    def words(self) -> str:
        return f"you ask statistics what was sold to {self.name}"

    def do(self, run: Run) -> None:
        if self.name in run.users and "statistics" not in run.down:
            judge_sold(run, self.name, run.lab.get(sold_to(run, self.name)))


@dataclass(frozen=True)
class AskSoldAtOnce(Step):
    """Two people ask what was sold at the same moment, each to another user."""

    names: tuple[str, str]

    @property
    def words(self) -> str:
        return f"statistics is asked at once what was sold to {listed(list(self.names))}"

    def do(self, run: Run) -> None:
        if not run.users.keys() >= set(self.names) or "statistics" in run.down:
            return
        urls = [sold_to(run, name) for name in self.names]
        for name, answer in zip(self.names, run.lab.together(*urls), strict=True):
            judge_sold(run, name, answer, AT_ONCE)


def sold_to(run: Run, name: str) -> str:
    """Where statistics says what was sold to a user."""
    return f"http://statistics/sold/{run.users[name]}"


def judge_sold(run: Run, name: str, answer: Got, advice: str = "") -> None:
    """It is as the database says, or an error where statistics cannot know."""
    expected = sold(run, name)
    why = ignorance(run)
    if why and not answer.ok:
        return
    if run.down & {"orders", "orders.db"} or (why and pieces(answer.body) != expected):
        not_from_memory(run, name, answer, why)
        raise Broken(
            SAYS_SO,
            f"an error, as {why} and nobody else knows",
            f"{answer.status} came back, with {shown(answer.body)}, as if {name} had bought just "
            "that",
            "An empty list says: nothing was sold. Do not say what you do not know.",
        )
    found = pieces(run.answered(COUNTS, answer, f"statistics, asked for {name}"))
    same(COUNTS, f"product and pieces for {name}", found, expected, advice or _advice(found))
    run.notes[name] = found
    strangers = set(request_web(run.lab.trace).predecessors("orders.db")) - {"orders"}
    if strangers:
        raise Broken(
            ASKS,
            "only orders uses orders.db",
            f"{', '.join(sorted(strangers))} used it as well",
            "Take http in the signature instead of db, and ask http://orders/orders?user_id=...",
        )


def ignorance(run: Run) -> str:
    """Why statistics may not know; empty where it can."""
    for each in ("orders", "orders.db"):
        if each in run.down:
            return f"{each} is down"
    if run.lab.link("statistics", "orders").latency_ms >= LATE_MS:
        return "the answer of orders comes late"
    return ""


def sold(run: Run, name: str) -> list[tuple[int, int]]:
    """What the database says: product and pieces."""
    user_id = run.users[name]
    rows = run.rows("orders", "orders")
    counted = Counter(row["product_id"] for row in rows if row["user_id"] == user_id)
    return sorted(counted.items())


def not_from_memory(run: Run, name: str, answer: Got, why: str) -> None:
    """It says what it said before, though more was sold meanwhile."""
    before, now = run.notes.get(name), sold(run, name)
    if before is not None and pieces(answer.body) == before != now:
        raise Broken(
            STALE,
            f"an error, as {why} and nobody else knows what was sold meanwhile",
            f"it was {shown(before)}, as before, and is {shown(now)} by now",
            "What you remember may be old. Nobody told you of the order that came after.",
        )


def _advice(found: list[tuple[Any, Any]]) -> str:
    """What to think about when the pieces are others."""
    products = [product for product, _ in found]
    if all(products.count(each) == 1 for each in products):
        return ""
    return "Each product has one line, however often it was bought, and whatever came between."


def only_asks(run: Run) -> None:
    """Where all else holds: it has no database, not even one that it leaves alone."""
    if run.lab.services["statistics"].database is not None:
        raise Broken(
            LEFT_OUT,
            "def statistics(http)",
            "it takes a database as well, and answers without it",
            "What a service takes is what it depends on. Take out what you do not need.",
        )


def pieces(body: Any) -> Any:
    """Product and pieces of each line, in the order of the products."""
    try:
        return sorted((line["product_id"], line["pieces"]) for line in body)
    except (TypeError, KeyError):
        raise Broken(
            COUNTS, "a list of lines with product_id and pieces", f"it was {shown(body)}"
        ) from None


def open_shop(lab: Lab, statistics: Callable[..., object]) -> None:
    """The shop of direct requests, in which statistics may use the database of orders."""
    lab.share("orders", "statistics")
    lab.start(*direct.SERVICES)
    lab.start(statistics, name="statistics")


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS = Buy("Ada", "Cup")
SHOPPING = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Cup"), Buy("Bob", "Teapot"))
LOOKS = (AskSold("Ada"), AskSold("Bob"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT)
    troubled = mixed(3, filled, (*SHOPPING, *LOOKS), 6)
    return [
        (ADA, CUP, BUYS, AskSold("Ada")),
        (ADA, CUP, POT, BUYS, Buy("Ada", "Teapot"), BUYS, AskSold("Ada")),
        (ADA, BOB, CUP, BUYS, AskSold("Bob"), AskSoldAtOnce(("Ada", "Bob"))),
        (ADA, AskSold("Ada"), CUP, BUYS, AskSold("Ada")),
        (ADA, CUP, BUYS, Down("orders"), AskSold("Ada"), Up("orders"), AskSold("Ada")),
        (ADA, CUP, BUYS, Down("orders.db"), AskSold("Ada")),
        (ADA, CUP, BUYS, Slow("statistics", "orders", LATE_MS), AskSold("Ada")),
        (ADA, CUP, BUYS, AskSold("Ada"), BUYS, Down("orders"), AskSold("Ada")),
        mixed(1, filled, (*SHOPPING, *LOOKS), 10),
        (*mixed(2, filled, SHOPPING, 4), Slow("statistics", "orders", 300), *LOOKS),
        (*troubled, Down("statistics"), Up("statistics"), *LOOKS, Down("users"), *LOOKS),
    ]
