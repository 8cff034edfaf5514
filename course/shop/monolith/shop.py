"""The monolith: every feature in one app, on one database."""

from fastapi import FastAPI

from course.ports import Database
from course.shop.middleware import new_app
from course.shop.monolith.orders import add_orders
from course.shop.monolith.products import add_products
from course.shop.monolith.purchases import add_purchases
from course.shop.monolith.users import add_users


def shop(db: Database) -> FastAPI:
    """The whole shop."""
    app = new_app("shop")
    add_users(app, db)
    add_products(app, db)
    add_orders(app, db)
    add_purchases(app, db)
    return app
