"""Users: who signs up."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Database, Queries, Row
from course.shop.errors import Conflict, NotFound
from course.shop.fields import Email, Id, Text

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


def add_users(app: FastAPI, db: Database) -> None:
    """The routes of this feature."""
    db.schema(USERS)

    @app.post("/users", status_code=201)
    async def post_user(new: NewUser) -> User:
        return await sign_up(db, new)

    @app.get("/users/{user_id}")
    async def read_user(user_id: Id) -> User:
        return await get_user(db, user_id)
