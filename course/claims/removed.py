"""Services for the counter-tests: in each, what makes a statement hold is taken away."""

from typing import Any

from fastapi import FastAPI

from course.ports import Bus, Database, Documents, Http, Question
from course.shop import copying, direct
from course.shop.asking.products import (
    COLLECTION,
    NewProduct,
    Product,
    find_products,
    insert_product,
    to_product,
)
from course.shop.copying.orders import COPIES, ORDERS, NewOrder, Order, insert_order
from course.shop.direct.calls import ask
from course.shop.direct.purchases import Buyer, Purchases, purchases_of
from course.shop.errors import Unavailable
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.shop.monolith.orders import add_orders
from course.shop.monolith.products import add_products
from course.shop.monolith.users import add_users


def shop_without_purchases(db: Database) -> FastAPI:
    """For M1: the monolith, of which one feature has moved out."""
    app = new_app("shop")
    add_users(app, db)
    add_products(app, db)
    add_orders(app, db)
    return app


def users_asking(db: Database, http: Http) -> FastAPI:
    """For M2: users that has products asked before anything else."""
    app = direct.users.users(db)

    @app.middleware("http")
    async def ask_first(request: Any, call_next: Any) -> Any:
        await http.get("http://products/products")
        return await call_next(request)

    return app


def purchases_in_part(http: Http) -> FastAPI:
    """For S4: purchases that answers with a name alone, where that is all it gets."""
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: Id) -> Purchases:
        try:
            return await purchases_of(http, user_id)
        except Unavailable:
            user = await ask(http, f"http://users/users/{user_id}", Buyer)
            name = user.name if user is not None else "somebody"
            return Purchases(user_id=user_id, name=name, purchases=[])

    return app


def products_hearing_at_once(documents: Documents, bus: Bus) -> FastAPI:
    """For A1: products that answers with all it has, and does not build on what orders answered."""
    documents.declare(COLLECTION)
    app = new_app("products")

    @app.post("/products", status_code=201)
    async def post_product(new: NewProduct) -> Product:
        product = await insert_product(documents, new)
        return to_product(product, product["id"])

    @bus.answers("purchases.of_user")
    async def answer_items(question: Question) -> list[dict[str, Any]]:
        return [
            {"product_id": row["id"], "title": row["title"], "price_cents": row["price_cents"]}
            for row in await find_products(documents)
        ]

    @bus.answers("order.possible")
    async def answer_known(question: Question) -> bool:
        return True

    return app


def orders_telling_nobody(db: Database, bus: Bus) -> FastAPI:
    """For E1: orders that writes, and tells nobody."""
    db.schema(ORDERS)
    db.schema(COPIES)
    bus.declare("order.placed")
    bus.on("user.signed_up")(copying.orders.copy_user)
    bus.on("product.listed")(copying.orders.copy_product)
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: NewOrder) -> Order:
        return Order(**await insert_order(db, new))

    return app


def orders_asking(db: Database, http: Http, bus: Bus) -> FastAPI:
    """For E2: orders that asks users and products, as in direct, and keeps no copies."""
    db.schema(ORDERS)
    bus.declare("order.placed")
    app = new_app("orders")

    @app.post("/orders", status_code=201)
    async def post_order(new: direct.orders.NewOrder) -> Order:
        order = Order(**(await direct.orders.place_order(db, http, new)).model_dump())
        async with db.transaction() as tx:
            bus.emit(tx, copying.orders.placed(order))
        return order

    return app
