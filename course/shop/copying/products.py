"""Products: what is for sale. The same code as in direct, and events for whoever wants to know."""

import json

from fastapi import FastAPI
from pydantic import BaseModel, Field, JsonValue

from course.ports import Bus, Database, Event, Queries, Row
from course.shop.errors import NotFound
from course.shop.fields import Attributes, Cents, Id, Text
from course.shop.middleware import new_app

PRODUCTS = """
create table if not exists products (
    id integer primary key,
    title text not null,
    price_cents integer not null,
    attributes text not null,
    version integer not null default 1
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
        "update products set price_cents = :price_cents, version = version + 1"
        " where id = :id returning *",
        price_cents=price_cents,
        id=product_id,
    )
    return rows[0] if rows else None


def to_product(row: Row | None, product_id: int) -> Product:
    """A row as the product it stands for; an error if there is none."""
    if row is None:
        raise NotFound("product_id", f"there is no product {product_id}")
    return Product(**{**row, "attributes": json.loads(row["attributes"])})


def product_event(what: str, row: Row) -> Event:
    """What others are told of a product: all they need, so that the newest version is enough."""
    return Event(what, {key: row[key] for key in ("id", "title", "price_cents", "version")})


async def list_product(db: Database, bus: Bus, new: NewProduct) -> Product:
    """A new product. Written and told, or neither."""
    async with db.transaction() as tx:
        row = await insert_product(tx, new)
        bus.emit(tx, product_event("product.listed", row))
    return to_product(row, row["id"])


async def reprice(db: Database, bus: Bus, product_id: int, new: NewPrice) -> Product:
    """A product at its new price, if there is one. Written and told, or neither."""
    async with db.transaction() as tx:
        row = await update_price(tx, product_id, new.price_cents)
        if row is not None:
            bus.emit(tx, product_event("product.repriced", row))
    return to_product(row, product_id)


def products(db: Database, bus: Bus) -> FastAPI:
    """The service."""
    db.schema(PRODUCTS)
    bus.declare("product.listed", "product.repriced")
    app = new_app("products")

    @app.post("/products", status_code=201)
    async def post_product(new: NewProduct) -> Product:
        return await list_product(db, bus, new)

    @app.get("/products")
    async def read_products() -> list[Product]:
        return [to_product(row, row["id"]) for row in await find_products(db)]

    @app.get("/products/{product_id}")
    async def read_product(product_id: Id) -> Product:
        return to_product(await find_product(db, product_id), product_id)

    @app.patch("/products/{product_id}")
    async def patch_product(product_id: Id, new: NewPrice) -> Product:
        return await reprice(db, bus, product_id, new)

    return app
