"""Users: who signs up. The same code as in direct, and an answer for whoever asks."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Database, Queries, Question, Row
from course.shop.errors import Conflict, NotFound
from course.shop.fields import Email, Id, Text
from course.shop.middleware import new_app

USERS = """
create table if not exists users (
    id integer primary key,
    name text not null,
    email text not null unique collate nocase
)
"""


class NewUser(BaseModel):
    """What somebody who signs up sends."""

    name: Text
    email: Email


class User(BaseModel):
    """What the shop answers."""

    id: int
    name: str
    email: str


async def insert_user(db: Queries, new: NewUser) -> Row | None:
    """The new row; ``None`` if the email is taken."""
    rows = await db.query(
        "insert into users (name, email) values (:name, :email) on conflict do nothing returning *",
        name=new.name,
        email=new.email,
    )
    return rows[0] if rows else None


async def find_user(db: Queries, user_id: int) -> Row | None:
    """The row of a user; ``None`` if there is none."""
    rows = await db.query("select * from users where id = :id", id=user_id)
    return rows[0] if rows else None


async def sign_up(db: Queries, new: NewUser) -> User:
    """A new user, unless the email is taken."""
    row = await insert_user(db, new)
    if row is None:
        raise Conflict("email", f"{new.email} has signed up already")
    return User(**row)


async def get_user(db: Queries, user_id: int) -> User:
    """A user by id."""
    row = await find_user(db, user_id)
    if row is None:
        raise NotFound("user_id", f"there is no user {user_id}")
    return User(**row)


async def name_of_user(db: Queries, user_id: int) -> str | None:
    """What a user is called; ``None`` if there is none."""
    row = await find_user(db, user_id)
    return row["name"] if row else None


async def knows_user(db: Queries, user_id: int) -> bool:
    """Whether there is such a user."""
    return await find_user(db, user_id) is not None


def users(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(USERS)
    app = new_app("users")

    @app.post("/users", status_code=201)
    async def post_user(new: NewUser) -> User:
        return await sign_up(db, new)

    @app.get("/users/{user_id}")
    async def read_user(user_id: Id) -> User:
        return await get_user(db, user_id)

    @bus.answers("purchases.of_user")
    async def answer_name(question: Question) -> str | None:
        return await name_of_user(db, question.data["user_id"])

    @bus.answers("order.possible")
    async def answer_known(question: Question) -> bool:
        return await knows_user(db, question.data["user_id"])

    return app
