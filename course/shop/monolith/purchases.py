"""Purchases: what has this user bought? One statement answers it."""

from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Database, Queries, Row
from course.shop.errors import NotFound
from course.shop.fields import Id

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
    """What a user has bought, in order."""
    rows = await find_purchases(db, user_id)
    if not rows:
        raise NotFound("user_id", f"there is no user {user_id}")
    bought = [Purchase(**row) for row in rows if row["order_id"] is not None]
    return Purchases(user_id=user_id, name=rows[0]["name"], purchases=bought)


def add_purchases(app: FastAPI, db: Database) -> None:
    """The route of this feature."""

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        return await purchases_of(db, user_id)
