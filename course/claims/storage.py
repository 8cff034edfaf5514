"""E4: data is duplicated, and storage is paid for."""

from collections.abc import Callable, Mapping
from contextlib import closing
from tempfile import TemporaryDirectory
from types import MappingProxyType, ModuleType
from typing import NamedTuple

from fastapi import FastAPI

from course.claims.clerk import (
    LAST_OF_EACH,
    SHOP_ORDERS,
    clerk_of,
    per_order,
    telling_clerk_of,
)
from course.claims.copies import write
from course.claims.finding import Finding, decided
from course.claims.stage import open_shop
from course.lab import Lab
from course.shop import asking, copying, direct, monolith


class Writing(NamedTuple):
    """A shop, who writes orders in it, and in which of its services."""

    shop: ModuleType
    clerk: Callable[..., FastAPI]
    place: str


SHOPS: Mapping[str, Writing] = MappingProxyType(
    {
        "monolith": Writing(monolith, clerk_of(monolith.orders, LAST_OF_EACH), "shop"),
        "direct": Writing(direct, clerk_of(direct.orders), "orders"),
        "asking": Writing(asking, clerk_of(asking.orders), "orders"),
        "copying": Writing(copying, telling_clerk_of(copying.orders), "orders"),
    }
)
STORED_ONCE = MappingProxyType({**SHOPS, "copying": SHOPS["direct"]})
USERS, PRODUCTS, ORDERS = 10, 10, 50
"""A small shop, filled by its customers."""
CENTS_PER_GB = 10
"""What a gigabyte costs in a month. Put in what your provider asks."""
BYTES_PER_GB = 10**9
MOST = 0.5


class Stored(NamedTuple):
    """What a shop keeps."""

    sizes: dict[str, int]
    """Bytes of each database, and of the bus."""
    rows: int
    """Users, products and orders in all databases."""
    copies: int
    """How many of them are there a second or a third time."""

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(self.sizes.values())


def stored(lab: Lab) -> Stored:
    """What a shop keeps at this moment, once all is quiet."""
    lab.settle()
    kept = [
        (table, row["id"])
        for service in lab.services.values()
        if service.database is not None
        for table, rows in lab.tables(service.name).items()
        if table != "outbox"
        for row in rows
    ]
    uses_the_bus = any(service.bus is not None for service in lab.services.values())
    sizes = {name: size for name, size in lab.sizes().items() if name != "bus" or uses_the_bus}
    return Stored(sizes, len(kept), len(kept) - len(set(kept)))


def filled(architecture: ModuleType) -> Stored:
    """A shop in files, with customers, products and orders."""
    with TemporaryDirectory() as folder, closing(Lab(folder=folder)) as lab:
        lab.start(*architecture.SERVICES)
        for number in range(1, USERS + 1):
            email = f"user{number}@example.org"
            lab.post("/users", json={"name": f"User {number}", "email": email})
        for number in range(1, PRODUCTS + 1):
            attributes = {"colour": "green", "weight_g": number}
            listed = {"title": f"Product {number}", "price_cents": 100, "attributes": attributes}
            lab.post("/products", json=listed)
        for number in range(ORDERS):
            order = {"user_id": 1 + number % USERS, "product_id": 1 + number * 7 % PRODUCTS}
            lab.post("/orders", json=order)
        return stored(lab)


def data_is_duplicated(shops: Mapping[str, Writing] = SHOPS) -> Finding:
    """E4: a small shop's rows and files; and what one more order takes in a large shop."""
    small = {name: filled(it.shop) for name, it in shops.items()}
    order = {name: per_order(it.shop.SERVICES, it.clerk, it.place) for name, it in shops.items()}
    gigabytes = {name: it.total * SHOP_ORDERS / BYTES_PER_GB for name, it in order.items()}
    in_the_log = order["copying"].sizes.get("bus", 0) / order["copying"].total
    numbers = {
        "rows": {name: it.rows for name, it in small.items()},
        "rows that are there already": {name: it.copies for name, it in small.items()},
        **{
            f"{name}: kB of each file": {
                file: size / 1000 for file, size in small[name].sizes.items()
            }
            for name in ("direct", "asking", "copying")
        },
        "kB in files": {name: it.total / 1000 for name, it in small.items()},
        "orders of a large shop": SHOP_ORDERS,
        "bytes for one more": {name: it.total for name, it in order.items()},
        "wrong by at most": f"{max(it.error for it in order.values()):.1%}",
        "times the monolith": {
            name: it.total / order["monolith"].total for name, it in order.items()
        },
        "copying: part of it in the log of the bus": in_the_log,
        "GB for its orders, about": {name: round(gb, 1) for name, gb in gigabytes.items()},
        f"cents per month, at {CENTS_PER_GB} cents per GB": {
            name: round(gb * CENTS_PER_GB) for name, gb in gigabytes.items()
        },
    }
    but = f"of what one more order takes, {in_the_log:.0%} is the log of the bus, "
    but += "which need not keep all, unless a new copy is to start from it"
    others = ("monolith", "direct", "asking")
    return decided(
        "E4",
        small["copying"].copies > 0
        and not any(small[other].copies for other in others)
        and all(small[other].total < small["copying"].total for other in others)
        and all(order[other].total < order["copying"].total for other in others),
        numbers,
        but if in_the_log > MOST else "",
        write(open_shop(shops["copying"].shop), "place an order"),
    )
