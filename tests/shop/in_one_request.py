"""Purchases with direct requests, of which one asks for all products: what the shop could do."""

import asyncio

from fastapi import FastAPI

from course.ports import Http
from course.shop.direct.calls import ask
from course.shop.direct.purchases import Buyer, Item, Purchase, Purchases, ask_orders
from course.shop.middleware import new_app


class Listed(Item):
    """What the purchases below need of each product."""

    id: int


def purchases(http: Http) -> FastAPI:
    """Direct requests, but one for all products."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int) -> Purchases:
        user, orders, items = await asyncio.gather(
            ask(http, f"http://users/users/{user_id}", Buyer),
            ask_orders(http, user_id),
            ask(http, "http://products/products", list[Listed]),
        )
        assert user is not None
        assert items is not None
        named = {item.id: item.model_dump(exclude={"id"}) for item in items}
        bought = [
            Purchase(order_id=each.id, product_id=each.product_id, **named[each.product_id])
            for each in orders
        ]
        return Purchases(user_id=user_id, name=user.name, purchases=bought)

    return app
