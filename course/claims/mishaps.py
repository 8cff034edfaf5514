"""E5: the ways to be wrong that come with copies: each happens to a naive service and a mended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI

from course.claims.naive import (
    orders_telling_after,
    orders_telling_before,
    orders_waiting,
    purchases_overwriting,
    sales,
    sales_counted_once,
)
from course.claims.stage import ADA, TEA, open_shop
from course.lab import Lab
from course.shop import copying

Service = Callable[..., FastAPI]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is so at the owner, and what somebody else makes of it once all is quiet."""

    owner: Any
    other: Any

    @property
    def is_right(self) -> bool:
        """Whether the two agree."""
        return bool(self.owner == self.other)


def order(lab: Lab, user_id: int = ADA) -> int | None:
    """Buy something, at the service's own address."""
    bought = {"user_id": user_id, "product_id": TEA}
    return lab.post("http://orders/orders", json=bought).status


def orders_after(lab: Lab) -> Outcome:
    """Which orders there are, at the owner and in the copy."""
    lab.settle()
    return Outcome(ids(lab, "orders"), ids(lab, "purchases"))


def ids(lab: Lab, service: str) -> str:
    """The orders that a service knows."""
    return "orders " + ", ".join(str(row["id"]) for row in lab.tables(service)["orders"])


def shop_with(service: Service, name: str) -> Lab:
    """A shop in which one service is another, or is added."""
    lab = open_shop(copying)
    lab.start(service, name=name)
    lab.settle()
    return lab


def lost(orders: Service) -> Outcome:
    """What orders tells does not get to the bus."""
    lab = shop_with(orders, "orders")
    lab.bus.lose("publish", "order.placed")
    order(lab)
    return orders_after(lab)


def written_not_told(orders: Service) -> Outcome:
    """Orders dies right after its commit, and is started again."""
    lab = shop_with(orders, "orders")
    lab.down("orders", at="after commit")
    order(lab)
    lab.up("orders")
    return orders_after(lab)


def told_not_written(orders: Service) -> Outcome:
    """Orders dies right before its commit, and is started again."""
    lab = shop_with(orders, "orders")
    lab.down("orders", at="before commit")
    order(lab)
    lab.up("orders")
    return orders_after(lab)


def doubled(counting: Service) -> Outcome:
    """A delivery arrives twice at who counts what is sold."""
    lab = shop_with(counting, "sales")
    lab.bus.double("order.placed", to="sales")
    order(lab)
    lab.settle()
    (sold,) = lab.tables("sales")["sold"]
    return Outcome(f"{len(lab.tables('orders')['orders'])} sold", f"{sold['number']} sold")


def reordered(purchases: Service) -> Outcome:
    """Two prices of a product arrive in the wrong order."""
    lab = shop_with(purchases, "purchases")
    lab.bus.reorder("product.repriced", to="purchases")
    for price_cents in (200, 300):
        lab.patch(f"http://products/products/{TEA}", json={"price_cents": price_cents})
    lab.settle()
    (original,), (copy,) = lab.tables("products")["products"], lab.tables("purchases")["products"]
    return Outcome(f"{original['price_cents']} cents", f"{copy['price_cents']} cents")


def late(orders: Service) -> Outcome:
    """Somebody who has just signed up orders, before orders has heard of it.

    The shop's own orders refuses then: what it knows is true, and old.
    """
    lab = shop_with(orders, "orders")
    lab.bus.delay(100, "user.signed_up", to="orders")
    new = lab.post("http://users/users", json={"name": "Eve", "email": "eve@example.org"})
    known = lab.get(f"http://users/users/{new.body['id']}").ok
    accepted = order(lab, new.body["id"]) == 201
    return Outcome("known" if known else "unknown", "known" if accepted else "unknown")


@dataclass(frozen=True, slots=True)
class Mishap:
    """One way to be wrong, a service that it strikes, and one that bears it."""

    happen: Callable[[Service], Outcome]
    naive: Service
    mended: Service


ORDERS, PURCHASES = copying.orders.orders, copying.purchases.purchases

MISHAPS: Mapping[str, Mishap] = MappingProxyType(
    {
        "lost on the way": Mishap(lost, orders_telling_after, ORDERS),
        "written here, not told there": Mishap(written_not_told, orders_telling_after, ORDERS),
        "told there, not written here": Mishap(told_not_written, orders_telling_before, ORDERS),
        "doubled": Mishap(doubled, sales, sales_counted_once),
        "reordered": Mishap(reordered, purchases_overwriting, PURCHASES),
        "late": Mishap(late, ORDERS, orders_waiting),
    }
)
