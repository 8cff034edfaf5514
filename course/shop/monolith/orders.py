"""Orders: who buys what."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Database, Queries, Row
from course.shop.errors import Refused
from course.shop.fields import Id
from course.shop.monolith.products import find_product
from course.shop.monolith.users import find_user

ORDERS = """
create table if not exists orders (
    id integer primary key,
    user_id integer not null references users,
    product_id integer not null references products
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


async def place_order(db: Database, new: NewOrder) -> Order:
    """A new order, if user and product are known."""
    async with db.transaction() as tx:
        if await find_user(tx, new.user_id) is None:
            raise Refused("user_id", f"there is no user {new.user_id}")
        if await find_product(tx, new.product_id) is None:
            raise Refused("product_id", f"there is no product {new.product_id}")
        return Order(**await insert_order(tx, new))


def add_orders(app: FastAPI, db: Database) -> None:
    """The routes of this feature."""
    db.schema(ORDERS)

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        return await place_order(db, new)

    @app.get("/orders")
    async def read_orders(user_id: Id) -> list[Order]:
        return [Order(**row) for row in await find_orders(db, user_id)]
