"""Purchases: what has this user bought? This service has no database; it asks everybody."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Bus
from course.shop.asking.calls import ask
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


class Ordered(BaseModel):
    """What it needs of an order."""

    id: int
    product_id: int


class Item(BaseModel):
    """What it needs of a product."""

    product_id: int
    title: str
    price_cents: int


class Parts(BaseModel):
    """What it needs of each owner, under the owner's name."""

    users: str | None
    orders: list[Ordered]
    products: list[Item]


def put_together(user_id: int, parts: Parts) -> Purchases:
    """The owners' parts as one answer."""
    if parts.users is None:
        raise NotFound("user_id", f"there is no user {user_id}")
    found = {item.product_id: item.model_dump() for item in parts.products}
    for order in parts.orders:
        if order.product_id not in found:
            why = f"does not know product {order.product_id}, which was ordered"
            raise BadAnswer("products", why)
    bought = [Purchase(order_id=order.id, **found[order.product_id]) for order in parts.orders]
    return Purchases(user_id=user_id, name=parts.users, purchases=bought)


async def purchases_of(bus: Bus, user_id: int) -> Purchases:
    """What a user has bought, in order. One question asks all owners."""
    parts = await ask(bus, "purchases.of_user", {"user_id": user_id}, Parts)
    return put_together(user_id, parts)


def purchases(bus: Bus) -> FastAPI:
    """The service."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        return await purchases_of(bus, user_id)

    return app
