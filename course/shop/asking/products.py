"""Products: what is for sale. The same code as in direct, and an answer for whoever asks."""

import asyncio
import json
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, Field, JsonValue

from course.ports import Bus, Database, Queries, Question, Row
from course.shop.errors import NotFound
from course.shop.fields import Attributes, Cents, Id, Text
from course.shop.middleware import new_app

PRODUCTS = """
create table if not exists products (
    id integer primary key,
    title text not null,
    price_cents integer not null,
    attributes text not null
)
"""


class NewProduct(BaseModel):
    """What somebody who lists a product sends."""

    title: Text
    price_cents: Cents
    attributes: Attributes = Field(default_factory=dict)


class NewPrice(BaseModel):
    """What somebody who changes a price sends."""

    price_cents: Cents


class Product(BaseModel):
    """What the shop answers."""

    id: int
    title: str
    price_cents: int
    attributes: dict[str, JsonValue]


async def insert_product(db: Queries, new: NewProduct) -> Row:
    """The new row."""
    rows = await db.query(
        "insert into products (title, price_cents, attributes)"
        " values (:title, :price_cents, :attributes) returning *",
        title=new.title,
        price_cents=new.price_cents,
        attributes=json.dumps(new.attributes),
    )
    return rows[0]


async def find_product(db: Queries, product_id: int) -> Row | None:
    """The row of a product; ``None`` if there is none."""
    rows = await db.query("select * from products where id = :id", id=product_id)
    return rows[0] if rows else None


async def find_products(db: Queries) -> list[Row]:
    """The rows of all products, in the order they were listed."""
    return await db.query("select * from products order by id")


async def update_price(db: Queries, product_id: int, price_cents: int) -> Row | None:
    """The changed row; ``None`` if there is none."""
    rows = await db.query(
        "update products set price_cents = :price_cents where id = :id returning *",
        price_cents=price_cents,
        id=product_id,
    )
    return rows[0] if rows else None


def to_product(row: Row | None, product_id: int) -> Product:
    """A row as the product it stands for; an error if there is none."""
    if row is None:
        raise NotFound("product_id", f"there is no product {product_id}")
    return Product(**{**row, "attributes": json.loads(row["attributes"])})


async def items_of(db: Queries, orders: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the products in ``orders`` are called and cost, each of them once."""
    ids = sorted({order["product_id"] for order in orders})
    rows = await asyncio.gather(*(find_product(db, product_id) for product_id in ids))
    return [
        {"product_id": row["id"], "title": row["title"], "price_cents": row["price_cents"]}
        for row in rows
        if row is not None
    ]


async def knows_product(db: Queries, product_id: int) -> bool:
    """Whether there is such a product."""
    return await find_product(db, product_id) is not None


def products(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(PRODUCTS)
    app = new_app("products")

    @app.post("/products", status_code=201)
    async def post_product(new: NewProduct) -> Product:
        row = await insert_product(db, new)
        return to_product(row, row["id"])

    @app.get("/products")
    async def read_products() -> list[Product]:
        return [to_product(row, row["id"]) for row in await find_products(db)]

    @app.get("/products/{product_id}")
    async def read_product(product_id: Id) -> Product:
        return to_product(await find_product(db, product_id), product_id)

    @app.patch("/products/{product_id}")
    async def patch_product(product_id: Id, new: NewPrice) -> Product:
        return to_product(await update_price(db, product_id, new.price_cents), product_id)

    @bus.answers("purchases.of_user", after="orders")
    async def answer_items(question: Question) -> list[dict[str, Any]]:
        return await items_of(db, question.parts["orders"])

    @bus.answers("order.possible")
    async def answer_known(question: Question) -> bool:
        return await knows_product(db, question.data["product_id"])

    return app
