"""Orders: who buys what. Users and products are others' business, so this service asks them."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Database, Queries, Question, Row
from course.shop.asking.calls import ask
from course.shop.errors import Refused
from course.shop.fields import Id
from course.shop.middleware import new_app

ORDERS = """
create table if not exists orders (
    id integer primary key,
    user_id integer not null,
    product_id integer not null
)
"""


class NewOrder(BaseModel):
    """What somebody who buys sends."""

    user_id: Id
    product_id: Id


class Order(BaseModel):
    """What the shop answers."""

    id: int
    user_id: int
    product_id: int


class Known(BaseModel):
    """All that this service needs of users and products: whether they know theirs."""

    users: bool
    products: bool


async def insert_order(db: Queries, new: NewOrder) -> Row:
    """The new row."""
    rows = await db.query(
        "insert into orders (user_id, product_id) values (:user_id, :product_id) returning *",
        user_id=new.user_id,
        product_id=new.product_id,
    )
    return rows[0]


async def find_orders(db: Queries, user_id: int) -> list[Row]:
    """The rows of a user's orders, in the order they were placed."""
    return await db.query("select * from orders where user_id = :id order by id", id=user_id)


async def orders_of(db: Queries, user_id: int) -> list[dict[str, Any]]:
    """What a user ordered, in the order it was placed."""
    rows = await find_orders(db, user_id)
    return [{"id": row["id"], "product_id": row["product_id"]} for row in rows]


async def place_order(db: Database, bus: Bus, new: NewOrder) -> Order:
    """A new order, if user and product are known. One question asks both."""
    known = await ask(bus, "order.possible", new.model_dump(), Known)
    if not known.users:
        raise Refused("user_id", f"there is no user {new.user_id}")
    if not known.products:
        raise Refused("product_id", f"there is no product {new.product_id}")
    return Order(**await insert_order(db, new))


def orders(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(ORDERS)
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        return await place_order(db, bus, new)

    @app.get("/orders")
    async def read_orders(user_id: Id) -> list[Order]:
        return [Order(**row) for row in await find_orders(db, user_id)]

    @bus.answers("purchases.of_user")
    async def answer_orders(question: Question) -> list[dict[str, Any]]:
        return await orders_of(db, question.data["user_id"])

    return app
