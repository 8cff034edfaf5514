"""For E5: services as one would write them at first, and those of them mended that need it."""

from fastapi import FastAPI

from course.ports import Bus, BusUnavailable, Clock, Database, Event, Queries
from course.shop.copying.orders import (
    COPIES,
    ORDERS,
    NewOrder,
    Order,
    copy_product,
    copy_user,
    insert_order,
    place_order,
    placed,
)
from course.shop.copying.purchases import COPIES as PURCHASES
from course.shop.copying.purchases import Item
from course.shop.errors import Refused, Unavailable
from course.shop.middleware import new_app

PAUSE_MS, TRIES = 50, 20
"""How often an order looks again for a user or a product that has not come yet."""

SOLD = """
create table if not exists sold (product_id integer primary key, number integer not null);
create table if not exists counted (order_id integer primary key)
"""


async def tell(bus: Bus, event: Event) -> None:
    """Tell it now, without an outbox."""
    try:
        await bus.publish(event)
    except BusUnavailable:
        raise Unavailable("bus", "could not be reached") from None


def orders_telling_after(db: Database, bus: Bus) -> FastAPI:
    """Orders that are written, and then told: between the two anything can happen."""
    db.schema(ORDERS)
    bus.declare("order.placed")
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        async with db.transaction() as tx:
            order = Order(**await insert_order(tx, new))
        await tell(bus, placed(order))
        return order

    return app


def orders_telling_before(db: Database, bus: Bus) -> FastAPI:
    """Orders that are told, and then kept: between the two anything can happen as well."""
    db.schema(ORDERS)
    bus.declare("order.placed")
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        async with db.transaction() as tx:
            order = Order(**await insert_order(tx, new))
            await tell(bus, placed(order))
        return order

    return app


def orders_waiting(db: Database, bus: Bus, clock: Clock) -> FastAPI:
    """Orders that wait for a user or a product that they do not know yet, before they refuse."""
    db.schema(ORDERS)
    db.schema(COPIES)
    bus.declare("order.placed")
    bus.on("user.signed_up")(copy_user)
    bus.on("product.listed")(copy_product)
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        for _ in range(TRIES):
            try:
                return await place_order(db, bus, new)
            except Refused:
                await clock.sleep(PAUSE_MS)
        return await place_order(db, bus, new)

    return app


async def count(tx: Queries, product_id: int) -> None:
    """One more of a product is sold."""
    await tx.query(
        "insert into sold values (:id, 1) on conflict do update set number = number + 1",
        id=product_id,
    )


def sales(db: Database, bus: Bus) -> FastAPI:
    """Counts what is sold: each event that comes, one more."""
    db.schema(SOLD)

    @bus.on("order.placed")
    async def count_order(event: Event, tx: Queries) -> None:
        await count(tx, event.data["product_id"])

    return new_app("sales")


def sales_counted_once(db: Database, bus: Bus) -> FastAPI:
    """Counts what is sold: each order once, however often it is told."""
    db.schema(SOLD)

    @bus.on("order.placed")
    async def count_order(event: Event, tx: Queries) -> None:
        new = await tx.query(
            "insert into counted values (:id) on conflict do nothing returning *",
            id=event.data["id"],
        )
        if new:
            await count(tx, event.data["product_id"])

    return new_app("sales")


def purchases_overwriting(db: Database, bus: Bus) -> FastAPI:
    """Keeps of each product what it heard last, whichever is newer."""
    db.schema(PURCHASES)

    @bus.on("product.*")
    async def copy_last(event: Event, tx: Queries) -> None:
        await tx.query(
            "insert or replace into products values (:id, :title, :price_cents, :version)",
            **Item(**event.data).model_dump(),
        )

    return new_app("purchases")
