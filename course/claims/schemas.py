"""D4: a neighbour's schema may change. What that does to who asks, and to who reaches in."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from course.claims.finding import Finding, decided
from course.claims.sharing import OWNER, SERVICES
from course.claims.stage import ADA, TEA, fill
from course.lab import Lab
from course.ports import Database, Row
from course.shop import direct
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.shop.monolith.products import PRODUCTS, Product, to_product
from course.shop.monolith.purchases import PURCHASES_OF_USER

ASKING = direct.purchases.purchases
OTHERS = ("products", "orders", "purchases", "trespasser")
"""The services that may use the database of ``OWNER``."""
PRICE_CENTS = 100
"""What the shop opens with."""
RENAME = "alter table products rename column price_cents to price"
EXPAND = """
alter table products add column price integer;
update products set price = price_cents
"""
CONTRACT = "alter table products drop column price_cents"
NEW_NAME = "select id, title, price as price_cents, attributes from products where id = :id"
OLD_NAME = "select id, title, price_cents, attributes from products where id = :id"
OLD_PRICE = "update products set price_cents = :price_cents where id = :id"
BOTH_PRICES = "update products set price_cents = :price_cents, price = :price_cents where id = :id"
NEW_PRICE_CENTS = 500
MOVED = PURCHASES_OF_USER.replace("price_cents", "price as price_cents")
"""The trespasser's statement, once it has been told of the new name."""


def products_reading(sql: str, *migrations: str) -> Callable[..., FastAPI]:
    """A version of products: how it reads a row, and what has been done to its table so far."""

    def products(db: Database) -> FastAPI:
        db.schema(PRODUCTS)
        db.migrate(*migrations)
        app = new_app("products")

        @app.get("/products/{product_id}")
        async def read_product(product_id: Id) -> Product:
            rows = await db.query(sql, id=product_id)
            return to_product(rows[0] if rows else None, product_id)

        return app

    return products


def products_writing(sql: str, *migrations: str) -> Callable[..., FastAPI]:
    """A version of products that only changes prices, by a statement of its own."""

    def products(db: Database) -> FastAPI:
        db.schema(PRODUCTS)
        db.migrate(*migrations)
        app = new_app("products")

        @app.patch("/products/{product_id}")
        async def change_price(product_id: Id, price_cents: int) -> None:
            await db.query(sql, id=product_id, price_cents=price_cents)

        return app

    return products


def trespasser_with(sql: str) -> Callable[..., FastAPI]:
    """Purchases that reads the tables of its neighbours itself."""

    def trespasser(db: Database) -> FastAPI:
        app = new_app("trespasser")

        @app.get("/purchases/{user_id}")
        async def read_purchases(user_id: Id) -> dict[str, list[Row]]:
            return {"purchases": await db.query(sql, user_id=user_id)}

        return app

    return trespasser


REACHING_IN = trespasser_with(PURCHASES_OF_USER)


def open_shop_with_both(asks: Callable[..., FastAPI]) -> Lab:
    """A shop on one database, in which purchases asks its neighbours and a trespasser does not."""
    lab = Lab()
    lab.share(OWNER, *OTHERS)
    lab.start(*(service for service in SERVICES if service.__name__ != "purchases"))
    lab.start(asks, name="purchases")
    lab.start(REACHING_IN)
    return fill(lab)


def who_answers(lab: Lab) -> dict[str, bool]:
    """Who can say what Ada has bought: the service that asks, the one that reaches in."""
    return {
        name: (answer := lab.get(f"http://{service}/purchases/{ADA}")).ok
        and price_in(answer.body) == PRICE_CENTS
        for name, service in {"asks": "purchases", "reaches in": "trespasser"}.items()
    }


def price_in(purchases: Any) -> int:
    """What the first thing on a list of purchases costs."""
    return int(purchases["purchases"][0]["price_cents"])


def renamed_at_once(asks: Callable[..., FastAPI] = ASKING) -> Lab:
    """A shop in which products has renamed a column of its own. Its API stays as it was."""
    lab = open_shop_with_both(asks)
    lab.start(products_reading(NEW_NAME, RENAME))
    return lab


def renamed_in_three_steps(asks: Callable[..., FastAPI] = ASKING) -> list[dict[str, bool]]:
    """First both names are there, then everybody moves to the new one, then the old one goes."""
    lab = open_shop_with_both(asks)
    steps = []
    lab.start(products_reading(OLD_NAME, EXPAND))
    steps.append(who_answers(lab))
    lab.start(products_reading(NEW_NAME, EXPAND), trespasser_with(MOVED))
    steps.append(who_answers(lab))
    lab.start(products_reading(NEW_NAME, EXPAND, CONTRACT))
    steps.append(who_answers(lab))
    return steps


def is_kept(update: str) -> bool:
    """Whether a price written between the first two steps is there by the new name."""
    lab = open_shop_with_both(ASKING)
    lab.start(products_writing(update, EXPAND))
    assert lab.patch(f"http://products/products/{TEA}?price_cents={NEW_PRICE_CENTS}").ok
    lab.start(products_reading(NEW_NAME, EXPAND))
    found: int = lab.get(f"http://products/products/{TEA}").body["price_cents"]
    return found == NEW_PRICE_CENTS


def schema_may_change(asks: Callable[..., FastAPI] = ASKING) -> Finding:
    """D4: rename a column at once, and in three steps: expand, migrate, contract."""
    renamed, steps = renamed_at_once(asks), renamed_in_three_steps(asks)
    at_once = who_answers(renamed)
    by_old, by_both = is_kept(OLD_PRICE), is_kept(BOTH_PRICES)
    numbers = {
        "a column renamed at once: who asks still answers": at_once["asks"],
        "a column renamed at once: who reaches in still answers": at_once["reaches in"],
        "expand, migrate, contract: steps": len(steps),
        "expand, migrate, contract: steps in which both answer": sum(
            all(step.values()) for step in steps
        ),
        "a price written meanwhile by the old name only: is kept": by_old,
        "a price written meanwhile by both names: is kept": by_both,
    }
    but = "as long as its answers keep their shape"
    if all(all(step.values()) for step in steps):
        but += "; the trespasser has to move in step"
        but += ", and who writes meanwhile has to write both names" if by_both > by_old else ""
    return decided(
        "D4",
        at_once["asks"] and not at_once["reaches in"] and all(step["asks"] for step in steps),
        numbers,
        but,
        renamed.get(f"http://trespasser/purchases/{ADA}").trace,
    )
