"""E4: data is duplicated, and storage is paid for."""

from collections.abc import Mapping
from contextlib import closing
from tempfile import TemporaryDirectory
from types import MappingProxyType, ModuleType
from typing import NamedTuple

from course.claims.finding import Finding, decided
from course.lab import Lab
from course.shop import asking, copying, direct, monolith

SHOPS: Mapping[str, ModuleType] = MappingProxyType(
    {"monolith": monolith, "direct": direct, "asking": asking, "copying": copying}
)
USERS, PRODUCTS = 50, 50
ORDERS = 1_000
"""So many are placed between two looks at the files."""
SHOP_ORDERS = 100_000_000
"""A shop to pay for."""
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


class Growth(NamedTuple):
    """A shop before and after the orders."""

    before: Stored
    after: Stored

    @property
    def bytes_per_order(self) -> float:
        """What one more order takes. Files grow by whole pages, so it is an average."""
        return (self.after.total - self.before.total) / ORDERS

    def bytes_with(self, orders: int) -> float:
        """What a shop with so many orders takes, if it goes on like this."""
        return self.before.total + orders * self.bytes_per_order

    def cents_per_month(self, orders: int, cents_per_gb: float) -> float:
        """What that costs."""
        return self.bytes_with(orders) / BYTES_PER_GB * cents_per_gb


def grown(architecture: ModuleType) -> Growth:
    """A shop in files, with customers and products, before and after a number of orders."""
    with TemporaryDirectory() as folder, closing(Lab(folder=folder)) as lab:
        lab.start(*architecture.SERVICES)
        for number in range(1, USERS + 1):
            email = f"user{number}@example.org"
            lab.post("/users", json={"name": f"User {number}", "email": email})
        for number in range(1, PRODUCTS + 1):
            attributes = {"colour": "green", "weight_g": number}
            listed = {"title": f"Product {number}", "price_cents": 100, "attributes": attributes}
            lab.post("/products", json=listed)
        before = stored(lab)
        for number in range(ORDERS):
            order = {"user_id": 1 + number % USERS, "product_id": 1 + number * 7 % PRODUCTS}
            lab.post("/orders", json=order)
        return Growth(before, stored(lab))


def data_is_duplicated() -> Finding:
    """E4: the files of each architecture, their rows, and what they would cost."""
    found = {name: grown(shop) for name, shop in SHOPS.items()}
    once, copied = found["monolith"].after, found["copying"].after
    in_the_log = copied.sizes.get("bus", 0) / copied.total
    numbers = {
        "rows": {name: it.after.rows for name, it in found.items()},
        "rows that are there already": {name: it.after.copies for name, it in found.items()},
        "kB in files": {name: it.after.total / 1000 for name, it in found.items()},
        **{
            f"{name}: kB of each file": {
                file: size / 1000 for file, size in found[name].after.sizes.items()
            }
            for name in ("direct", "copying")
        },
        "times the monolith": {name: it.after.total / once.total for name, it in found.items()},
        "bytes for one more order": {name: it.bytes_per_order for name, it in found.items()},
        "copying: part of it in the log of the bus": in_the_log,
        "orders of a large shop": SHOP_ORDERS,
        "its GB, about": {
            name: round(it.bytes_with(SHOP_ORDERS) / BYTES_PER_GB) for name, it in found.items()
        },
        f"its cents per month, at {CENTS_PER_GB} cents per GB": {
            name: round(it.cents_per_month(SHOP_ORDERS, CENTS_PER_GB)) for name, it in found.items()
        },
    }
    but = f"{in_the_log:.0%} of it is the log of the bus, which need not keep all"
    others = [found[name].after for name in ("monolith", "direct", "asking")]
    return decided(
        "E4",
        "data is duplicated, and storage is paid for",
        copied.copies > 0
        and not any(other.copies for other in others)
        and all(other.total < copied.total for other in others),
        numbers,
        but if in_the_log > MOST else "",
    )
