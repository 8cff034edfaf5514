"""The shop as services that share one database: the monolith's features, a process for each."""

from fastapi import FastAPI

from course.claims.stage import fill
from course.lab import Lab
from course.ports import Database
from course.shop.direct.gateway import gateway
from course.shop.middleware import new_app
from course.shop.monolith.orders import add_orders
from course.shop.monolith.products import add_products
from course.shop.monolith.purchases import add_purchases
from course.shop.monolith.users import add_users

OWNER = "users"
"""Whose database it is; the others reach into it."""


def users(db: Database) -> FastAPI:
    """The users of the monolith, in a service of its own."""
    app = new_app("users")
    add_users(app, db)
    return app


def products(db: Database) -> FastAPI:
    """The products of the monolith, in a service of its own."""
    app = new_app("products")
    add_products(app, db)
    return app


def orders(db: Database) -> FastAPI:
    """The orders of the monolith, in a service of its own."""
    app = new_app("orders")
    add_orders(app, db)
    return app


def purchases(db: Database) -> FastAPI:
    """The purchases of the monolith, with their join, in a service of its own."""
    app = new_app("purchases")
    add_purchases(app, db)
    return app


SERVICES = (users, products, orders, purchases, gateway)


def open_sharing_shop() -> Lab:
    """A running shop on one database, in which Ada has bought something."""
    lab = Lab()
    lab.share(OWNER, "products", "orders", "purchases")
    lab.start(*SERVICES)
    return fill(lab)
