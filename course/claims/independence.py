"""E2: a service with its own copy needs no other to answer. What it depends on even so."""

from types import ModuleType
from typing import Any

from course.claims.failing import NEIGHBOURS, outcomes
from course.claims.finding import Finding, decided
from course.claims.misshapen import products_renaming, purchases_reading_both
from course.claims.schemas import price_in
from course.claims.stage import ADA, FEATURES, open_shop, use_at_owner
from course.lab import Answer, Lab
from course.shop import copying, direct

ORDERS_NEEDS = ("users", "products", "purchases")
OLD_CENTS = 100
"""The price that the shop opens with; ``change a price`` sets another."""
AN_HOUR_MS = 3_600_000


def price_read(lab: Lab) -> int | None:
    """What purchases says that the product costs; ``None`` where it does not answer."""
    return price_told(use_at_owner(lab, "read purchases"))


def price_told(answer: Answer) -> int | None:
    """What an answer of purchases says that the product costs; ``None`` where it is an error."""
    return price_in(answer.body) if answer.ok else None


def with_and_without_others(shop: ModuleType) -> tuple[Answer, Answer]:
    """What purchases answers before and after all others go down, gateway and bus included."""
    lab = open_shop(shop)
    before = use_at_owner(lab, "read purchases")
    for name in [*lab.services, "bus"]:
        if name != "purchases":
            lab.down(name)
    return before, use_at_owner(lab, "read purchases")


def without_the_bus(shop: ModuleType) -> dict[str, Any]:
    """Change a price, and start one more copy, while the bus is down; then let it come back."""
    lab = open_shop(shop)
    lab.down("bus")
    price = FEATURES["change a price"](lab, "").body["price_cents"]
    lab.start(copying.purchases.purchases, name="newcomer")
    lab.run(AN_HOUR_MS)
    during = price_read(lab), lab.get(f"http://newcomer/purchases/{ADA}").status
    lab.up("bus")
    lab.settle()
    after = price_read(lab), lab.get(f"http://newcomer/purchases/{ADA}").status
    return {
        "an hour without the bus: products says": price,
        "an hour without the bus: purchases says": during[0],
        "an hour without the bus: a new copy answers": during[1],
        "the bus is back: purchases says": after[0],
        "the bus is back: the new copy answers": after[1],
    }


def with_another_shape(shop: ModuleType) -> dict[str, Any]:
    """An owner calls a field otherwise in what it tells; then its listener learns to read it."""
    lab = open_shop(shop)
    lab.start(products_renaming, name="products")
    changed = FEATURES["change a price"](lab, "")
    lab.settle()
    letters = lab.bus.dead_letters()
    missed = use_at_owner(lab, "read purchases")
    lab.start(purchases_reading_both, name="purchases")
    for letter in letters:
        lab.bus.send_again(letter)
    lab.settle()
    return {
        "a field renamed: products answers": changed.status,
        "a field renamed: events laid aside": len(letters),
        "a field renamed: purchases answers": missed.status,
        "a field renamed: purchases says": price_told(missed),
        "the reader mended, sent again: purchases says": price_read(lab),
    }


def no_dependency(shop: ModuleType = copying) -> Finding:
    """E2: every set of others up and down; then no bus, and an event of another shape."""
    answers = {
        "direct": outcomes(direct, NEIGHBOURS),
        "copying": outcomes(shop, (*NEIGHBOURS, "bus")),
    }
    accepts = {
        "direct": outcomes(direct, ORDERS_NEEDS, "place an order"),
        "copying": outcomes(shop, (*ORDERS_NEEDS, "bus"), "place an order"),
    }
    before, alone = with_and_without_others(shop)
    lonely, misread = without_the_bus(shop), with_another_shape(shop)
    numbers = {
        "sets of others, and the bus, up and down": {
            name: len(found) for name, found in answers.items()
        },
        "sets with which purchases answers": {n: sum(s.values()) for n, s in answers.items()},
        "sets with which orders accepts": {n: sum(s.values()) for n, s in accepts.items()},
        "nothing else is up: the same answer": alone.ok and alone.body == before.body,
        **lonely,
        **misread,
    }
    stale = lonely["an hour without the bus: purchases says"] == OLD_CENTS
    missed = misread["a field renamed: purchases says"] == OLD_CENTS
    needs = ["the bus"] * stale + ["events of the shape that it knows"] * missed
    return decided(
        "E2",
        all(answers["copying"].values())
        and all(accepts["copying"].values())
        and bool(numbers["nothing else is up: the same answer"]),
        numbers,
        f"to answer at its own address it needs nobody; to be right it needs {' and '.join(needs)}"
        if needs
        else "",
        alone.trace,
    )
