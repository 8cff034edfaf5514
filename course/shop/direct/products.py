"""Products: what is for sale. Each is a document, for no two have the same attributes."""

from fastapi import FastAPI
from pydantic import BaseModel, Field, JsonValue

from course.ports import Collections, Documents, Row
from course.shop.errors import NotFound
from course.shop.fields import Attributes, Cents, Id, Text
from course.shop.middleware import new_app

COLLECTION = "products"


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


async def insert_product(documents: Collections, new: NewProduct) -> Row:
    """The new document."""
    return await documents.add(COLLECTION, new.model_dump())


async def find_product(documents: Collections, product_id: int) -> Row | None:
    """The document of a product; ``None`` if there is none."""
    return await documents.get(COLLECTION, product_id)


async def find_products(documents: Collections) -> list[Row]:
    """The documents of all products, in the order they were listed."""
    return await documents.all(COLLECTION)


async def update_price(documents: Collections, product_id: int, price_cents: int) -> Row | None:
    """The changed document; ``None`` if there is none. In a transaction: it reads, then writes."""
    product = await find_product(documents, product_id)
    if product is None:
        return None
    changed = {**product, "price_cents": price_cents}
    await documents.put(COLLECTION, changed)
    return changed


def to_product(document: Row | None, product_id: int) -> Product:
    """A document as the product it stands for; an error if there is none."""
    if document is None:
        raise NotFound("product_id", f"there is no product {product_id}")
    return Product(**document)


async def reprice(documents: Documents, product_id: int, new: NewPrice) -> Product:
    """A product at its new price, if there is one."""
    async with documents.transaction() as tx:
        product = await update_price(tx, product_id, new.price_cents)
    return to_product(product, product_id)


def products(documents: Documents) -> FastAPI:
    """The service."""
    documents.declare(COLLECTION)
    app = new_app("products")

    @app.post("/products", status_code=201)
    async def post_product(new: NewProduct) -> Product:
        product = await insert_product(documents, new)
        return to_product(product, product["id"])

    @app.get("/products")
    async def read_products() -> list[Product]:
        return [to_product(each, each["id"]) for each in await find_products(documents)]

    @app.get("/products/{product_id}")
    async def read_product(product_id: Id) -> Product:
        return to_product(await find_product(documents, product_id), product_id)

    @app.patch("/products/{product_id}")
    async def patch_product(product_id: Id, new: NewPrice) -> Product:
        return await reprice(documents, product_id, new)

    return app
