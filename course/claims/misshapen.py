"""For E2: an owner that calls a field otherwise in its events, and a listener that reads both."""

from fastapi import FastAPI

from course.ports import Bus, Database, Documents, Event, Queries
from course.shop.copying.products import COLLECTION, NewPrice, product_event, update_price
from course.shop.copying.purchases import (
    COPIES,
    Purchases,
    copy_order,
    copy_product,
    copy_user,
    purchases_of,
)
from course.shop.middleware import new_app

OLD_NAME, NEW_NAME = "price_cents", "price"


def products_renaming(documents: Documents, bus: Bus) -> FastAPI:
    """Products, after somebody thought that ``price`` is the nicer name. Prices only."""
    documents.declare(COLLECTION)
    bus.declare("product.repriced")
    app = new_app("products")

    @app.patch("/products/{product_id}")
    async def patch_product(product_id: int, new: NewPrice) -> None:
        async with documents.transaction() as tx:
            product = await update_price(tx, product_id, new.price_cents)
            assert product is not None
            event = product_event("product.repriced", product)
            data = {NEW_NAME if key == OLD_NAME else key: it for key, it in event.data.items()}
            bus.emit(tx, event._replace(data=data))

    return app


async def copy_product_of_either_shape(event: Event, tx: Queries) -> None:
    """Keep a product, whichever of its names the price came under."""
    data = {OLD_NAME if key == NEW_NAME else key: it for key, it in event.data.items()}
    await copy_product(event._replace(data=data), tx)


def purchases_reading_both(db: Database, bus: Bus) -> FastAPI:
    """Purchases, mended: it understands the old shape and the new."""
    db.schema(COPIES)
    bus.on("user.signed_up")(copy_user)
    bus.on("product.*")(copy_product_of_either_shape)
    bus.on("order.placed")(copy_order)
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int) -> Purchases:
        return await purchases_of(db, user_id)

    return app
