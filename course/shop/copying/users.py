"""Users: who signs up. The same code as in direct, and an event for whoever wants to know."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Database, Event, Queries, Row
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


def signed_up(user: User) -> Event:
    """What others are told of a new user. The email is nobody else's business."""
    return Event("user.signed_up", {"id": user.id, "name": user.name})


async def sign_up(db: Database, bus: Bus, new: NewUser) -> User:
    """A new user, unless the email is taken. Written and told, or neither."""
    async with db.transaction() as tx:
        row = await insert_user(tx, new)
        if row is None:
            raise Conflict("email", f"{new.email} has signed up already")
        user = User(**row)
        bus.emit(tx, signed_up(user))
    return user


async def get_user(db: Queries, user_id: int) -> User:
    """A user by id."""
    row = await find_user(db, user_id)
    if row is None:
        raise NotFound("user_id", f"there is no user {user_id}")
    return User(**row)


def users(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(USERS)
    bus.declare("user.signed_up")
    app = new_app("users")

    @app.post("/users", status_code=201)
    async def post_user(new: NewUser) -> User:
        return await sign_up(db, bus, new)

    @app.get("/users/{user_id}")
    async def read_user(user_id: Id) -> User:
        return await get_user(db, user_id)

    return app
