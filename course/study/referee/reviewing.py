"""What is done to a service of reviews: it is used, and left alone by all others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Answer as Reply
from course.lab import Lab
from course.lab.errors import NotYourDatabase
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, shown, told
from course.study.referee.posting import called_our_fault, no_pair, refused, sent_twice_at_once
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Trouble, Up
from course.webs import request_web
from course.webs.wording import counted, listed

ACCEPTS = "takes reviews"
LISTS = "shows the reviews of one product"
RULE = "keeps the rule that needs no data but its own"
SHAPE = "has all four layers: bad input is refused as everywhere in the shop"
ALONE = "stands alone"
OWN = "its statements name no table but its own"
LEFT_OUT = "takes what it needs, and no more"
KEPT = "keeps its reviews in a database of its own"

URL, DATABASE = "http://reviews/reviews", "reviews.db"
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "with six stars": ({"user_id": 1, "product_id": 1, "stars": 6}, "stars"),
    "without stars": ({"user_id": 1, "product_id": 1}, "stars"),
    "without a user_id": ({"product_id": 1, "stars": 3}, "user_id"),
}


def open_shop(lab: Lab, reviews: Callable[..., Any]) -> None:
    """The shop of the notebook, with reviews beside it."""
    lab.start(direct.users.users, direct.products.products, direct.gateway.gateway)
    lab.start(reviews, name="reviews")
    if lab.services["reviews"].database is None:
        raise Broken(
            KEPT,
            "a database in the signature of reviews",
            "it takes none",
            "def reviews(db): the lab gives it one that is its own.",
        )


def given(run: Run) -> dict[tuple[str, str], int]:
    """Stars by user and product."""
    found: dict[tuple[str, str], int] = run.notes.setdefault("reviews", {})
    return found


def clause_of(run: Run, otherwise: str) -> str:
    """What is at stake: if others are down, whether it stands alone."""
    return ALONE if run.down else otherwise


def sent(run: Run, method: str, url: str, **options: Any) -> Reply:
    """A request to reviews; where it reaches for the table of another, that is what is broken."""
    try:
        return run.lab.request(method, url, **options)
    except NotYourDatabase as error:
        raise Broken(
            OWN,
            "statements that find everything in reviews.db",
            error.happened,
            f"Where: {error.where}\nIn the monolith that table was at hand. Keep the id, and leave "
            "out what needs the other table: a check, a join, or references in the table itself.",
        ) from None


def asked_nobody(run: Run) -> None:
    """In all that has happened, reviews used its own database and nothing else."""
    web = request_web(run.lab.trace)
    others = set(web.successors("reviews")) - {"reviews.db"} if "reviews" in web else set()
    if others:
        raise Broken(
            ALONE,
            "reviews uses its own database, and asks nobody",
            f"it asked {listed(sorted(others))}",
            "Whom it asks, it depends on: when they are down, nobody can write a review. Keep the "
            "ids, and let the check go that needs others. Say what is lost by that.",
        )


@dataclass(frozen=True)
class Review(Step):
    """A user reviews a product."""

    name: str
    title: str
    stars: int = 5

    @property
    def words(self) -> str:
        return f"{self.name} gives {counted(self.stars, 'star')} to {self.title}"

    def is_known(self, run: Run) -> bool:
        """Whether both are there, and reviews is up."""
        there = self.name in run.users and self.title in run.products
        return there and "reviews" not in run.down

    def new(self, run: Run) -> dict[str, Any]:
        """What is sent."""
        user_id, product_id = run.users[self.name], run.products[self.title]
        return {"user_id": user_id, "product_id": product_id, "stars": self.stars}

    def do(self, run: Run) -> None:
        if self.is_known(run):
            first = (self.name, self.title) not in given(run)
            answer = sent(run, "POST", URL, json=self.new(run))
            if DATABASE in run.down:
                called_our_fault(answer, DATABASE)
                return
            self.judge(run, answer, first)
            given(run).setdefault((self.name, self.title), self.stars)

    def judge(self, run: Run, answer: Reply, first: bool) -> None:
        """The first review of a product by a user is taken, a second one is not."""
        if not first:
            refused(RULE, answer, "product_id", way_to_refuse(run))
        elif answer.status != 201:
            down = f"{listed(sorted(run.down))} down, and " if run.down else ""
            happened, advice = f"{down}{told(answer)}", self.way_out(answer)
            raise Broken(clause_of(run, ACCEPTS), f"{self.words}: 201", happened, advice)
        asked_nobody(run)

    def way_out(self, answer: Reply) -> str:
        """What to think about when a first review was not taken."""
        if answer.ok:
            return "status_code=201 at the route says that something was made."
        if answer.status == 409:
            return (
                f"It is the first review of {self.title} by {self.name}. By which columns are two "
                "reviews the same, and where are they kept?"
            )
        return (
            "reviews has no table of users or products, and whoever fills one, it is not reviews. "
            "What does it need to know to write down a review?"
        )


def way_to_refuse(run: Run) -> str:
    """What to think about when a second review was taken."""
    if rows_of(run, "reviews") == len(given(run)):
        return "The second must not change the first: do nothing on conflict, and say 409."
    return (
        "unique (user_id, product_id), with these two columns and no other, looks at its own table "
        "only. It can stay."
    )


@dataclass(frozen=True)
class ReviewTwice(Review):
    """The same review comes twice at the same moment."""

    @property
    def words(self) -> str:
        return f"{super().words}, and taps twice"

    def do(self, run: Run) -> None:
        if self.is_known(run):
            answer = sent_twice_at_once(run, URL, self.new(run))
            given(run).setdefault((self.name, self.title), self.stars)
            self.judge(run, answer, first=False)


@dataclass(frozen=True)
class Lookalikes(Step):
    """Two reviews whose ids look the same where they are written one behind the other."""

    @property
    def words(self) -> str:
        return "user 1 reviews product 11, and user 11 reviews product 1"

    def do(self, run: Run) -> None:
        if "reviews" in run.down:
            return
        for user_id, product_id in ((1, 11), (11, 1)):
            new = {"user_id": user_id, "product_id": product_id, "stars": 3}
            answer = sent(run, "POST", URL, json=new)
            if answer.status != 201:
                raise Broken(
                    clause_of(run, ACCEPTS),
                    f"user {user_id} reviews product {product_id} for the first time: 201",
                    told(answer),
                    no_pair("reviews"),
                )


@dataclass(frozen=True)
class BadReview(Step):
    """A review of the wrong shape."""

    what: str

    @property
    def words(self) -> str:
        return f"you send a review {self.what}"

    def do(self, run: Run) -> None:
        if "reviews" in run.down:
            return
        body, field = BAD[self.what]
        answer = run.lab.post(URL, json=body)
        form = 'The form comes with the middleware: app = new_app("reviews").'
        refused(SHAPE, answer, field, "NewReview says what is allowed.", form)


@dataclass(frozen=True)
class LookAt(Step):
    """The reviews of a product."""

    title: str

    @property
    def words(self) -> str:
        return f"you ask for the reviews of {self.title}"

    def do(self, run: Run) -> None:
        if self.title not in run.products or "reviews" in run.down:
            return
        answer = sent(run, "GET", f"{URL}/{run.products[self.title]}")
        if DATABASE in run.down:
            called_our_fault(answer, DATABASE)
            return
        clause = clause_of(run, LISTS)
        advice = "The name is in users.db. Who has the user_id can ask for it there."
        if answer.status == 404:
            advice = "A product without reviews has an empty list."
        body = run.answered(clause, answer, f"the reviews of {self.title}", advice)
        asked_nobody(run)
        found = lines(body, clause)
        expected = sorted(
            (run.users[name], stars)
            for (name, title), stars in given(run).items()
            if title == self.title
        )
        what = f"user_id and stars of the reviews of {self.title}: {shown(expected)}"
        few = len(found) < len(expected)
        if few and "restarted" in run.notes:
            advice = "What a program remembers by itself is gone when it ends."
            raise Broken(KEPT, what, f"after a restart it was {shown(found)}", advice)
        if found != expected:
            advice = "Each review is a line of its own, from the moment when it was taken."
            raise Broken(clause, what, f"it was {shown(found)}", advice if few else "")


def lines(body: Any, clause: str) -> list[tuple[Any, Any]]:
    """User and stars of each review, in the order of the users."""
    try:
        return sorted((line["user_id"], line["stars"]) for line in body)
    except (TypeError, KeyError):
        expected = "a list of reviews with user_id and stars"
        raise Broken(clause, expected, f"it was {shown(body)}") from None


@dataclass(frozen=True)
class Restart(Trouble):
    """A service ends, and starts again. Its rows stay."""

    @property
    def words(self) -> str:
        return f"{self.where} is started again"

    def do(self, run: Run) -> None:
        before = rows_of(run, self.where)
        run.lab.down(self.where)
        run.lab.up(self.where)
        run.notes["restarted"] = True
        if rows_of(run, self.where) < before:
            raise Broken(
                KEPT,
                f"the rows that {self.where} has written, also after it was started again",
                f"of {before} there are {rows_of(run, self.where)}",
                "They were written, and the start threw them away. Use create table if not exists.",
            )


def rows_of(run: Run, service: str) -> int:
    """How many rows a service has, in all its tables."""
    return sum(map(len, run.lab.tables(service).values()))


def holds_in_the_end(run: Run) -> None:
    """Reviews that were taken are somewhere among the rows, and nobody was at hand to be asked."""
    rows_are_there(run)
    if "http" in run.lab.services["reviews"].ports:
        raise Broken(
            LEFT_OUT,
            "def reviews(db)",
            "it takes http as well, and asks nobody",
            "The signature is the architecture: what a service takes is what it depends on. Take "
            "out what you do not need.",
        )


def rows_are_there(run: Run) -> None:
    """Reviews that were taken are somewhere among the rows."""
    if given(run) and not rows_of(run, "reviews"):
        raise Broken(
            KEPT,
            "rows in reviews.db",
            "there are none, although reviews were taken",
            "Write them into the table, in the route that takes them.",
        )


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Pot")
ADA_CUP, BOB_CUP = Review("Ada", "Cup", 4), Review("Bob", "Cup", 4)
OTHERS = ("users", "products", "gateway")
ALL_DOWN, ALL_UP = tuple(map(Down, OTHERS)), tuple(map(Up, OTHERS))
WITHOUT, WITH_AGAIN = Down(DATABASE), Up(DATABASE)
LOOKS = (LookAt("Cup"), LookAt("Pot"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT)
    some = (Review("Ada", "Cup", 2), Review("Bob", "Cup"), Review("Bob", "Pot", 1), *LOOKS)
    return [
        (ADA, CUP, ADA_CUP, LookAt("Cup")),
        (*filled, ADA_CUP, *LOOKS, BOB_CUP, Review("Ada", "Pot", 5), *LOOKS),
        (ADA, CUP, *map(BadReview, BAD)),
        (ADA, CUP, ADA_CUP, Review("Ada", "Cup", 1), LookAt("Cup")),
        (ADA, CUP, *ALL_DOWN, ADA_CUP, LookAt("Cup")),
        (ADA, BOB, CUP, ADA_CUP, WITHOUT, LookAt("Cup"), BOB_CUP, WITH_AGAIN, LookAt("Cup")),
        (ADA, CUP, ADA_CUP, Restart("reviews"), LookAt("Cup"), Review("Ada", "Cup", 1)),
        (ADA, CUP, ReviewTwice("Ada", "Cup", 3), LookAt("Cup"), Lookalikes()),
        (*mixed(1, filled, some, 6), *ALL_DOWN, *some, Restart("reviews"), *ALL_UP, *LOOKS),
    ]
