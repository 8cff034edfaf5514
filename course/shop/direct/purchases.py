"""Purchases: what has this user bought? This service has no database; it asks everybody."""

import asyncio

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Http
from course.shop.direct.calls import ask
from course.shop.errors import BadAnswer, NotFound
from course.shop.fields import Id
from course.shop.middleware import new_app


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


class Buyer(BaseModel):
    """What this service needs of a user."""

    name: str


class Ordered(BaseModel):
    """What it needs of an order."""

    id: int
    product_id: int


class Item(BaseModel):
    """What it needs of a product."""

    title: str
    price_cents: int


async def ask_orders(http: Http, user_id: int) -> list[Ordered]:
    """The orders of a user. Who has none has an empty list, so there must be a list."""
    orders = await ask(http, f"http://orders/orders?user_id={user_id}", list[Ordered])
    if orders is None:
        raise BadAnswer("orders", "has no list of orders")
    return orders


async def ask_product(http: Http, product_id: int) -> Item:
    """A product that somebody ordered, so there must be one."""
    item = await ask(http, f"http://products/products/{product_id}", Item)
    if item is None:
        raise BadAnswer("products", f"does not know product {product_id}, which was ordered")
    return item


async def purchases_of(http: Http, user_id: int) -> Purchases:
    """What a user has bought, in order. Questions that need no other answer are asked together."""
    user, orders = await asyncio.gather(
        ask(http, f"http://users/users/{user_id}", Buyer), ask_orders(http, user_id)
    )
    if user is None:
        raise NotFound("user_id", f"there is no user {user_id}")
    ids = sorted({order.product_id for order in orders})
    items = await asyncio.gather(*(ask_product(http, product_id) for product_id in ids))
    found = {product_id: item.model_dump() for product_id, item in zip(ids, items, strict=True)}
    bought = [
        Purchase(order_id=order.id, product_id=order.product_id, **found[order.product_id])
        for order in orders
    ]
    return Purchases(user_id=user_id, name=user.name, purchases=bought)


def purchases(http: Http) -> FastAPI:
    """The service."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        return await purchases_of(http, user_id)

    return app
