"""What a read has to show: everything that had been confirmed when it was asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from math import inf
from typing import Any

from course.comparing.moments import Buy, Reprice


@dataclass(frozen=True, slots=True)
class Change:
    """A write as whoever asked for it knows it; moments in ns.

    ``confirmed`` is when its answer was there, and infinite where it was refused: then nobody was
    promised anything, and it may or may not have happened.
    """

    deed: Buy | Reprice
    asked: int
    confirmed: float
    id: int | None = None
    """The number of an order that was confirmed."""


def missed(page: Any, user: int, asked: float, changes: Collection[Change]) -> list[Change]:
    """The changes that were confirmed by ``asked`` and that the answer ``page`` does not show.

    What was still under way may be there or not. Of two changes of a price that overlap nobody
    knows which came later, so either is right: the rule is that of a regular register (L. Lamport,
    "On Interprocess Communication", 1986), which the four are held to alike.
    """
    known = [change for change in changes if change.confirmed <= asked and change.confirmed < inf]
    if not known:
        return []
    orders = {line["order_id"] for line in page["purchases"]}
    prices = {line["product_id"]: line["price_cents"] for line in page["purchases"]}
    set_by = {
        (change.deed.product, change.deed.price_cents): change
        for change in changes
        if isinstance(change.deed, Reprice)
    }
    found = []
    for change in known:
        deed = change.deed
        if isinstance(deed, Buy):
            is_missed = deed.user == user and change.id not in orders
        else:
            shown = prices.get(deed.product)
            by = set_by.get((deed.product, shown)) if shown is not None else None
            since = by.confirmed if by is not None else -inf
            is_missed = change is not by and since <= change.asked
        if is_missed:
            found.append(change)
    return found
