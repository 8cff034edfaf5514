"""Orders: who buys what. Users and products are others' business; this service keeps their ids."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Database, Event, Queries, Row
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


COPIES = """
create table if not exists users (id integer primary key);
create table if not exists products (id integer primary key)
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
    """All that this service needs of a user or a product: that there is one."""

    id: int


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


async def find_user(db: Queries, user_id: int) -> Row | None:
    """The row of a user in this copy; ``None`` if there is none."""
    rows = await db.query("select * from users where id = :id", id=user_id)
    return rows[0] if rows else None


async def find_product(db: Queries, product_id: int) -> Row | None:
    """The row of a product in this copy; ``None`` if there is none."""
    rows = await db.query("select * from products where id = :id", id=product_id)
    return rows[0] if rows else None


async def copy_user(event: Event, tx: Queries) -> None:
    """Keep a user's id. Told twice, it is kept once."""
    user = Known(**event.data)
    await tx.query("insert into users (id) values (:id) on conflict do nothing", id=user.id)


async def copy_product(event: Event, tx: Queries) -> None:
    """Keep a product's id. Told twice, it is kept once."""
    product = Known(**event.data)
    await tx.query("insert into products (id) values (:id) on conflict do nothing", id=product.id)


def placed(order: Order) -> Event:
    """What others are told of a new order."""
    data = {"id": order.id, "user_id": order.user_id, "product_id": order.product_id}
    return Event("order.placed", data)


async def place_order(db: Database, bus: Bus, new: NewOrder) -> Order:
    """A new order, if user and product are known here. Written and told, or neither."""
    async with db.transaction() as tx:
        if await find_user(tx, new.user_id) is None:
            raise Refused("user_id", f"there is no user {new.user_id}")
        if await find_product(tx, new.product_id) is None:
            raise Refused("product_id", f"there is no product {new.product_id}")
        order = Order(**await insert_order(tx, new))
        bus.emit(tx, placed(order))
    return order


def orders(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(ORDERS)
    db.schema(COPIES)
    bus.declare("order.placed")
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        return await place_order(db, bus, new)

    @app.get("/orders")
    async def read_orders(user_id: Id) -> list[Order]:
        return [Order(**row) for row in await find_orders(db, user_id)]

    return app
