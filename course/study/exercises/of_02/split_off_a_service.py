"""Notebook 02: reviews leaves the monolith, and keeps only what is its own."""

from course.study.exercise import Answer, Exercise, Played, Wrong
from course.study.referee.posting import OUR_FAULT
from course.study.referee.reviewing import (
    ACCEPTS,
    ALONE,
    KEPT,
    LEFT_OUT,
    LISTS,
    OWN,
    RULE,
    SHAPE,
    holds_in_the_end,
    open_shop,
    schedules,
)

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


IN_DOCUMENTS = """\
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
"""


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
    check=Played(open_shop, schedules, holds_in_the_end),
    solution=Answer(
        service(),
        "Whatever needs only reviews has moved along: the shape, the rule of one review each, the "
        "table. What needed users and products is lost: somebody who does not exist may review "
        "what does not exist, and the name has to be fetched by who wants to show it. That is the "
        "price for standing alone, and the next notebooks are about paying less.",
    ),
    right=(
        Answer(IN_DOCUMENTS),
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
            service(table=TABLE.replace("product_id = :id", "product_id = :id group by stars")),
            LISTS,
            "Each review is a line of its own",
            6,
        ),
        Wrong(
            service(
                read="""
    kept = {}

    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        if product_id not in kept:
            kept[product_id] = await db.query(OF_PRODUCT, id=product_id)
        return kept[product_id]

    return app
"""
            ),
            LISTS,
            "from the moment when it was taken",
            5,
        ),
        Wrong(
            service(
                read="""
    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        found = await db.query(OF_PRODUCT, id=product_id)
        if not found:
            raise NotFound("product_id", "unknown")
        return found

    return app
"""
            ),
            LISTS,
            "A product without reviews has an empty list",
            2,
        ),
        Wrong(
            service(
                read="""
    @app.get("/reviews/{product_id}")
    async def read_reviews(product_id: Id):
        try:
            return await db.query(OF_PRODUCT, id=product_id)
        except Exception:
            return []

    return app
"""
            ),
            OUR_FAULT,
            "200 came back, with []",
            3,
        ),
        Wrong(
            service(
                post="""\
        try:
            await db.query(ADD.split("on")[0], **dict(new))
        except Exception:
            raise Conflict("product_id", "reviewed") from None
"""
            ),
            OUR_FAULT,
            "409 came back",
            4,
        ),
        Wrong(
            service(begin=BEGIN.replace(", status_code=201", "")),
            ACCEPTS,
            "says that something was made",
            3,
        ),
        Wrong(
            service(
                post="""\
        await db.query(ADD.replace("insert", "insert or replace"), **dict(new))
"""
            ),
            RULE,
            "The second must not change the first",
            4,
        ),
        Wrong(
            service(table=TABLE.replace("create", "drop table if exists reviews;\ncreate")),
            KEPT,
            "the start threw them away",
            4,
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
        Wrong(
            IN_DOCUMENTS.replace("} {", "}{"),
            ACCEPTS,
            "1 and 11 are the same as 11 and 1",
            1,
        ),
        Wrong(service(begin=BEGIN.replace("(db)", "(db, http)")), LEFT_OUT, "and asks nobody"),
    ),
)
