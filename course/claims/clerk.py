"""For E4: what one more order takes in a shop that has very many, whose ids have many digits.

A clerk stands in for the service that takes orders. It writes and tells them with the shop's own
functions. It asks nobody whether there are such a user and such a product: of that nothing is kept.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from types import ModuleType
from typing import NamedTuple

from fastapi import FastAPI

from course.lab import Lab
from course.ports import Bus, Clock, Database

SHOP_ORDERS, SHOP_USERS, SHOP_PRODUCTS = 100_000_000, 10_000_000, 100_000
"""How many there are already. These are the ids of the last of each."""
LAST_ORDER = f"insert into orders values ({SHOP_ORDERS}, 1, 1) on conflict do nothing"
LAST_OF_EACH = (
    f"insert into users values (1, '', 'a'), ({SHOP_USERS}, '', 'b') on conflict do nothing",
    f"insert into products values (1, '', 1, '{{}}'), ({SHOP_PRODUCTS}, '', 1, '{{}}')"
    " on conflict do nothing",
    LAST_ORDER,
)
"""For a database that knows who may order what."""
AT_A_TIME, TIMES = 10, 80
"""So many orders are placed between two looks at the files, and so often: often enough for every
file that grows to grow by some pages."""
APART_MS = 100
"""So long after each other, so that the bus is told of each by itself."""


def clerk_of(orders: ModuleType, before: Sequence[str] = (LAST_ORDER,)) -> Callable[..., FastAPI]:
    """A service that writes orders as ``orders`` does, where nobody is told."""

    def clerk(db: Database, clock: Clock) -> FastAPI:
        db.schema(orders.ORDERS)
        app = FastAPI()

        @app.post("/orders")
        async def place_some() -> None:
            for statement in before:
                await db.query(statement)
            for _ in range(AT_A_TIME):
                new = orders.NewOrder(user_id=SHOP_USERS, product_id=SHOP_PRODUCTS)
                await orders.insert_order(db, new)
                await clock.sleep(APART_MS)

        return app

    return clerk


def telling_clerk_of(orders: ModuleType) -> Callable[..., FastAPI]:
    """A service that writes and tells orders as ``orders`` does."""

    def clerk(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema(orders.ORDERS)
        bus.declare("order.placed")
        app = FastAPI()

        @app.post("/orders")
        async def place_some() -> None:
            await db.query(LAST_ORDER)
            for _ in range(AT_A_TIME):
                new = orders.NewOrder(user_id=SHOP_USERS, product_id=SHOP_PRODUCTS)
                async with db.transaction() as tx:
                    row = await orders.insert_order(tx, new)
                    bus.emit(tx, orders.placed(orders.Order(**row)))
                await clock.sleep(APART_MS)

        return app

    return clerk


class PerOrder(NamedTuple):
    """What one more order takes."""

    sizes: dict[str, float]
    """Bytes in each file that grows: databases, and the log of the bus."""
    error: float
    """The part of a size by which it may be wrong, as the files are looked at only now and then."""

    @property
    def total(self) -> float:
        """All bytes."""
        return sum(self.sizes.values())


def per_order(
    services: Sequence[Callable[..., FastAPI]], clerk: Callable[..., FastAPI], name: str
) -> PerOrder:
    """What one more order takes in a shop in which a clerk stands in for the service ``name``.

    A file grows by whole pages. So its growth is taken from when it has just grown for the first
    time to when it has just grown for the last time.
    """
    with closing(Lab()) as lab:
        lab.start(*services)
        lab.start(clerk, name=name)
        looks = [lab.sizes()]
        for _ in range(TIMES):
            assert lab.post(f"http://{name}/orders").ok
            lab.settle()
            looks.append(lab.sizes())
    sizes, errors = {}, []
    for file in looks[0]:
        grown = [at for at in range(1, len(looks)) if looks[at][file] > looks[at - 1][file]]
        if grown:
            first, last = grown[0], grown[-1]
            more = looks[last][file] - looks[first][file]
            sizes[file] = more / ((last - first) * AT_A_TIME)
            errors.append(1 / (last - first))
    return PerOrder(sizes, max(errors))
