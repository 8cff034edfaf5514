"""Notebook 02: reviews leaves the monolith, and keeps only what is its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Answer as Reply
from course.lab import Lab
from course.lab.errors import NotYourDatabase
from course.shop import direct
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, shown, told
from course.study.referee.posting import refused, sent_twice_at_once
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
KEPT = "keeps its reviews in a database of its own"

URL = "http://reviews/reviews"
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
            self.judge(run, sent(run, "POST", URL, json=self.new(run)), first)
            given(run).setdefault((self.name, self.title), self.stars)

    def judge(self, run: Run, answer: Reply, first: bool) -> None:
        """The first review of a product by a user is taken, a second one is not."""
        if not first:
            advice = "unique (user_id, product_id) looks at its own table only. It can stay."
            refused(RULE, answer, "product_id", advice)
        elif answer.status != 201:
            down = f"{listed(sorted(run.down))} down, and " if run.down else ""
            advice = "reviews has no table of users or products, and whoever fills one, it is not "
            advice += "reviews. What does it need to know to write down a review?"
            happened = f"{down}{told(answer)}"
            raise Broken(clause_of(run, ACCEPTS), f"{self.words}: 201", happened, advice)
        asked_nobody(run)


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
        clause = clause_of(run, LISTS)
        advice = "The name is in users.db. Who has the user_id can ask for it there."
        body = run.answered(clause, answer, f"the reviews of {self.title}", advice)
        asked_nobody(run)
        found = lines(body, clause)
        expected = sorted(
            (run.users[name], stars)
            for (name, title), stars in given(run).items()
            if title == self.title
        )
        what = f"user_id and stars of the reviews of {self.title}: {shown(expected)}"
        if "restarted" in run.notes and len(found) < len(expected):
            advice = "What a program remembers by itself is gone when it ends."
            raise Broken(KEPT, what, f"after a restart it was {shown(found)}", advice)
        if found != expected:
            raise Broken(clause, what, f"it was {shown(found)}")


def lines(body: Any, clause: str) -> list[tuple[Any, Any]]:
    """User and stars of each review, in the order of the users."""
    try:
        return sorted((line["user_id"], line["stars"]) for line in body)
    except (TypeError, KeyError):
        expected = "a list of reviews with user_id and stars"
        raise Broken(clause, expected, f"it was {shown(body)}") from None


@dataclass(frozen=True)
class Restart(Trouble):
    """A service ends, and starts again."""

    @property
    def words(self) -> str:
        return f"{self.where} is started again"

    def do(self, run: Run) -> None:
        run.lab.down(self.where)
        run.lab.up(self.where)
        run.notes["restarted"] = True


def rows_are_there(run: Run) -> None:
    """Reviews that were taken are somewhere among the rows."""
    if given(run) and not any(run.lab.tables("reviews").values()):
        raise Broken(
            KEPT,
            "rows in reviews.db",
            "there are none, although reviews were taken",
            "Write them into the table, in the route that takes them.",
        )


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Pot")
ADA_CUP = Review("Ada", "Cup", 4)
OTHERS = ("users", "products", "gateway")
ALL_DOWN, ALL_UP = tuple(map(Down, OTHERS)), tuple(map(Up, OTHERS))
LOOKS = (LookAt("Cup"), LookAt("Pot"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT)
    some = (Review("Ada", "Cup", 2), Review("Bob", "Cup"), Review("Bob", "Pot", 1), *LOOKS)
    return [
        (ADA, CUP, ADA_CUP, LookAt("Cup")),
        (*filled, ADA_CUP, Review("Bob", "Cup", 1), Review("Ada", "Pot", 5), *LOOKS),
        (ADA, CUP, *map(BadReview, BAD)),
        (ADA, CUP, ADA_CUP, Review("Ada", "Cup", 1), LookAt("Cup")),
        (ADA, CUP, *ALL_DOWN, ADA_CUP, LookAt("Cup")),
        (ADA, CUP, ADA_CUP, Restart("reviews"), LookAt("Cup"), Review("Ada", "Cup", 1)),
        (ADA, CUP, ReviewTwice("Ada", "Cup", 3), LookAt("Cup")),
        (*mixed(1, filled, some, 6), *ALL_DOWN, *some, Restart("reviews"), *ALL_UP, *LOOKS),
    ]


SETUP = '''\
from fastapi import FastAPI
from pydantic import BaseModel, Field

from course.shop.errors import Conflict, NotFound, Refused
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.shop.monolith.products import find_product
from course.shop.monolith.users import find_user

REVIEWS = """
create table if not exists reviews (
    user_id integer not null references users,
    product_id integer not null references products,
    stars integer not null,
    unique (user_id, product_id)
)
"""
ADD = """
insert into reviews values (:user_id, :product_id, :stars)
on conflict do nothing returning *
"""
OF_PRODUCT = """
select name, stars from reviews
join users on users.id = user_id
where product_id = :id
"""


class NewReview(BaseModel):
    user_id: Id
    product_id: Id
    stars: int = Field(ge=1, le=5)
'''

TABLE = '''\
REVIEWS = """
create table if not exists reviews (
    user_id integer not null,
    product_id integer not null,
    stars integer not null,
    unique (user_id, product_id)
)
"""
OF_PRODUCT = "select user_id, stars from reviews where product_id = :id"


'''

BEGIN = """\
def reviews(db):
    db.schema(REVIEWS)
    app = new_app("reviews")

    @app.post("/reviews", status_code=201)
    async def post_review(new: NewReview):
"""

ADD_IT = """\
        if not await db.query(ADD, **dict(new)):
            raise Conflict("product_id", "reviewed")
"""

READ = """
    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        return await db.query(OF_PRODUCT, id=product_id)

    return app
"""


def service(table: str = TABLE, begin: str = BEGIN, post: str = ADD_IT, read: str = READ) -> str:
    """The source of reviews: as in the solution, but for what is given."""
    return table + begin + post + read


EXERCISE = Exercise(
    id="split-off-a-service",
    notebook="02",
    title="Split off a service",
    task=(
        "Make reviews a service that stands alone: it asks nobody, and works when all others are "
        "down. Keep what needs only its own data. Instead of the name, answer the user_id."
    ),
    hand_in=("reviews",),
    setup=SETUP,
    starter=service(
        table="",
        post="""\
        async with db.transaction() as tx:
            if await find_user(tx, new.user_id) is None:
                raise Refused("user_id", "there is no such user")
            if await find_product(tx, new.product_id) is None:
                raise Refused("product_id", "there is no such product")
            if not await tx.query(ADD, **dict(new)):
                raise Conflict("product_id", "you have reviewed it already")
""",
    ),
    hints=(
        "Go through it line by line. Which lines need rows of users or products? Those rows are in "
        "another database now.",
        "There are three places: the two checks in the logic, references in the table, and the "
        "join in the statement that reads. Write your own REVIEWS and OF_PRODUCT.",
        "Keep unique, the Conflict, NewReview and new_app: none of them needs anybody else. And "
        "read with: select user_id, stars from reviews where product_id = :id.",
    ),
    check=Played(open_shop, schedules, rows_are_there),
    solution=Answer(
        service(),
        "Whatever needs only reviews has moved along: the shape, the rule of one review each, the "
        "table. What needed users and products is lost: somebody who does not exist may review "
        "what does not exist, and the name has to be fetched by who wants to show it. That is the "
        "price for standing alone, and the next notebooks are about paying less.",
    ),
    right=(
        Answer("""\
def reviews(documents):
    documents.declare("reviews")
    app = new_app("stars")

    @app.post("/reviews", status_code=201)
    async def post_review(new: NewReview):
        key = f"{new.user_id} {new.product_id}"
        async with documents.transaction() as tx:
            if await tx.get("reviews", key):
                raise Refused("product_id", "twice")
            await tx.put("reviews", {"id": key, **new.model_dump()})

    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        return [it for it in await documents.all("reviews") if it["product_id"] == product_id]

    return app
"""),
        Answer("""\
import sqlite3


def my_reviews(db):
    db.schema("create table if not exists given (who, what, many, primary key (what, who))")
    app = new_app("reviews")

    @app.get("/reviews/{product_id}")
    async def of(product_id: Id) -> list[NewReview]:
        found = await db.query("select * from given where what = :what", what=product_id)
        return [
            NewReview(user_id=row["who"], product_id=row["what"], stars=row["many"])
            for row in found
        ]

    @app.post("/reviews", status_code=201)
    async def give(review: NewReview) -> NewReview:
        try:
            await db.query(ADD.split("on")[0].replace("reviews", "given"), **dict(review))
        except sqlite3.IntegrityError:
            raise Conflict("product_id", "twice") from None
        return review

    return app


reviews = my_reviews
"""),
    ),
    wrong=(
        Wrong(
            service(table=TABLE.replace("null,", "null references users,", 1)),
            OWN,
            "users belongs to users and is in users.db",
            3,
        ),
        Wrong(
            service(
                post="""\
        if await find_user(db, new.user_id) is None:
            raise Refused("user_id", "there is no such user")
"""
                + ADD_IT
            ),
            OWN,
            "users belongs to users and is in users.db",
            3,
        ),
        Wrong(
            service(table=TABLE[: TABLE.index("OF_PRODUCT")] + "\n"),
            OWN,
            "users belongs to users and is in users.db",
            2,
        ),
        Wrong(
            service(
                begin=BEGIN.replace("(db)", "(db, http)"),
                post="""\
        if (await http.get(f"http://users/users/{new.user_id}")).status_code == 404:
            raise Refused("user_id", "there is no such user")
"""
                + ADD_IT,
            ),
            ALONE,
            "it asked users",
            3,
        ),
        Wrong(
            service(
                table=TABLE.replace(
                    '"""\nOF', ';\ncreate table if not exists users (id integer)\n"""\nOF'
                ),
                post="""\
        if not await db.query("select id from users where id = :id", id=new.user_id):
            raise Refused("user_id", "there is no such user")
"""
                + ADD_IT,
            ),
            ACCEPTS,
            "reviews has no table of users or products",
            3,
        ),
        Wrong(
            service(begin=BEGIN.replace("new_app(", "FastAPI(title=")),
            SHAPE,
            "The form comes with the middleware",
            1,
        ),
        Wrong(
            service(
                table=TABLE.replace(",\n    unique (user_id, product_id)", ""),
                post="        await db.query(ADD, **dict(new))\n",
            ),
            RULE,
            "looks at its own table only",
            4,
        ),
        Wrong(
            """\
def reviews(db):
    app = new_app("reviews")
    known = {}

    @app.post("/reviews", status_code=201)
    async def post_review(new: NewReview):
        if (new.user_id, new.product_id) in known:
            raise Conflict("product_id", "reviewed")
        known[new.user_id, new.product_id] = new.stars

    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        found = [(user, stars) for (user, product), stars in known.items() if product == product_id]
        return [{"user_id": user, "stars": stars} for user, stars in found]

    return app
""",
            KEPT,
            "rows in reviews.db",
            3,
        ),
        Wrong(
            service(table=TABLE.replace(" where product_id = :id", "")),
            LISTS,
            "user_id and stars of the reviews of",
            5,
        ),
        Wrong(
            """\
def reviews():
    app = new_app("reviews")
    known = {}

    @app.post("/reviews", status_code=201)
    async def post_review(new: NewReview):
        if (new.user_id, new.product_id) in known:
            raise Conflict("product_id", "reviewed")
        known[new.user_id, new.product_id] = new.stars

    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        found = [(user, stars) for (user, product), stars in known.items() if product == product_id]
        return [{"user_id": user, "stars": stars} for user, stars in found]

    return app
""",
            KEPT,
            "def reviews(db)",
        ),
    ),
)
