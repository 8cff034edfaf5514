"""D1: the big problem is the data."""

from collections.abc import Callable

from fastapi import FastAPI

from course.claims.boundaries import open_split_shop
from course.claims.finding import Finding, decided
from course.claims.parts import answers_alone
from course.claims.stage import ADA, FEATURES, open_shop
from course.lab import Lab
from course.lab.errors import NotYourDatabase
from course.ports import Database
from course.shop import monolith
from course.shop.direct.orders import NewOrder, insert_order
from course.shop.monolith.purchases import PURCHASES_OF_USER

NOBODY = 99


def joiner(db: Database) -> FastAPI:
    """Tries to answer purchases with the monolith's statement, on whatever database it is given."""
    app = FastAPI()

    @app.get("/join")
    async def join() -> int:
        return len(await db.query(PURCHASES_OF_USER, user_id=ADA))

    @app.post("/orders")
    async def order_for_nobody() -> int:
        row = await insert_order(db, NewOrder(user_id=NOBODY, product_id=NOBODY))
        return int(row["id"])

    return app


def can_join(lab: Lab, owner: str) -> bool:
    """Whether the statement can be answered by the database of ``owner``, if it takes any."""
    if "db" not in lab.services[owner].ports:
        return False
    lab.start(joiner, name=owner)
    try:
        return lab.get(f"http://{owner}/join").ok
    except NotYourDatabase:
        return False


def lets_nobody_order(lab: Lab, owner: str) -> bool:
    """Whether the database of ``owner`` accepts an order for nobody, if no code checks it."""
    lab.start(joiner, name=owner)
    return lab.post(f"http://{owner}/orders").ok


def nobody_can_join(open_split: Callable[[], Lab] = open_split_shop) -> Finding:
    """D1: try the join on every database; and an order that no code checks."""
    whole = open_shop(monolith).get(f"/purchases/{ADA}")
    statements = [span for span in whole.trace if "db.namespace" in span.attributes]
    split = open_split()
    owners = [name for name, service in split.services.items() if service.database]
    able = [owner for owner in owners if can_join(open_split(), owner)]
    needy = [feature for feature in FEATURES if not answers_alone(feature)]
    numbers = {
        "monolith: statements for purchases": len(statements),
        "monolith: can join": can_join(open_shop(monolith), "shop"),
        "monolith: its database accepts an order for nobody": lets_nobody_order(
            open_shop(monolith), "shop"
        ),
        "split: tables of each database": [f"{o}.db: {', '.join(split.tables(o))}" for o in owners],
        "split: databases that can join": len(able),
        "split: its database accepts an order for nobody": lets_nobody_order(
            open_split(), "orders"
        ),
        "split: features that need data of others": needy,
    }
    return decided(
        "D1",
        len(statements) == 1
        and bool(numbers["monolith: can join"])
        and not numbers["monolith: its database accepts an order for nobody"]
        and not able
        and bool(numbers["split: its database accepts an order for nobody"]),
        numbers,
        f"it concerns {len(needy)} of {len(FEATURES)} features; and how big it is beside network "
        "and operations, no number here says",
        whole.trace,
    )
