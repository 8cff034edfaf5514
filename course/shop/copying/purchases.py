"""Purchases: what has this user bought? One statement on copies of what the owners told."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus, Database, Event, Queries, Row
from course.shop.errors import NotFound
from course.shop.fields import Id
from course.shop.middleware import new_app

COPIES = """
create table if not exists users (
    id integer primary key,
    name text not null
);
create table if not exists products (
    id integer primary key,
    title text not null,
    price_cents integer not null,
    version integer not null
);
create table if not exists orders (
    id integer primary key,
    user_id integer not null,
    product_id integer not null
)
"""

PURCHASES_OF_USER = """
select users.name, orders.id as order_id, product_id, title, price_cents
from users
left join orders on orders.user_id = users.id
left join products on products.id = orders.product_id
where users.id = :user_id
order by orders.id
"""


class Purchase(BaseModel):
    """One product bought, at today's price."""

    order_id: int
    product_id: int
    title: str
    price_cents: int


class Purchases(BaseModel):
    """What the shop answers."""

    user_id: int
    name: str
    purchases: list[Purchase]


async def find_purchases(db: Queries, user_id: int) -> list[Row]:
    """A row for each order; one without an order for a user who has none; none for nobody."""
    return await db.query(PURCHASES_OF_USER, user_id=user_id)


async def purchases_of(db: Queries, user_id: int) -> Purchases:
    """What a user has bought, in order. An order waits here until its product has come."""
    rows = await find_purchases(db, user_id)
    if not rows:
        raise NotFound("user_id", f"there is no user {user_id}")
    bought = [Purchase(**row) for row in rows if row["title"] is not None]
    return Purchases(user_id=user_id, name=rows[0]["name"], purchases=bought)


class Buyer(BaseModel):
    """What this service needs of a user."""

    id: int
    name: str


class Item(BaseModel):
    """What it needs of a product."""

    id: int
    title: str
    price_cents: int
    version: int


class Ordered(BaseModel):
    """What it needs of an order."""

    id: int
    user_id: int
    product_id: int


async def copy_user(event: Event, tx: Queries) -> None:
    """Keep a user. Told twice, it is kept once."""
    await tx.query(
        "insert into users (id, name) values (:id, :name) on conflict do nothing",
        **Buyer(**event.data).model_dump(),
    )


async def copy_product(event: Event, tx: Queries) -> None:
    """Keep a product as it is now. What is not newer than the copy changes nothing."""
    await tx.query(
        "insert into products (id, title, price_cents, version)"
        " values (:id, :title, :price_cents, :version)"
        " on conflict do update set"
        " title = excluded.title, price_cents = excluded.price_cents, version = excluded.version"
        " where excluded.version > products.version",
        **Item(**event.data).model_dump(),
    )


async def copy_order(event: Event, tx: Queries) -> None:
    """Keep an order. Told twice, it is kept once."""
    await tx.query(
        "insert into orders (id, user_id, product_id) values (:id, :user_id, :product_id)"
        " on conflict do nothing",
        **Ordered(**event.data).model_dump(),
    )


def purchases(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    bus.on("product.repriced")(copy_product)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        return await purchases_of(db, user_id)

    return app
