"""S4: any failed request fails the whole."""

from itertools import product
from math import sqrt

from course.claims.finding import Finding, judged
from course.claims.stage import ADA, open_shop
from course.shop import direct

NEIGHBOURS = ("users", "orders", "products")
FAILURE_RATE = 0.1
"""The part of the calls from purchases that fail, on each link."""
QUERIES = 400


def outcomes() -> dict[tuple[str, ...], bool]:
    """For every set of neighbours that are down: whether purchases still answers."""
    found = {}
    for states in product((False, True), repeat=len(NEIGHBOURS)):
        lab = open_shop(direct)
        down = tuple(name for name, is_down in zip(NEIGHBOURS, states, strict=True) if is_down)
        for name in down:
            lab.down(name)
        found[down] = lab.get(f"/purchases/{ADA}").ok
    return found


def availability(seed: int = 0) -> float:
    """The part of the queries that are answered while every link fails at the same rate."""
    lab = open_shop(direct, seed)
    for name in NEIGHBOURS:
        lab.link("purchases", name).failure_rate = FAILURE_RATE
    return sum(lab.get(f"/purchases/{ADA}").ok for _ in range(QUERIES)) / QUERIES


def one_fails_all() -> Finding:
    """S4: every neighbour up and down; then the availability against the product of its parts."""
    found = outcomes()
    measured = availability()
    expected = (1 - FAILURE_RATE) ** len(NEIGHBOURS)
    error = sqrt(expected * (1 - expected) / QUERIES)
    numbers = {
        "combinations of neighbours up and down": len(found),
        "combinations that answer": sum(found.values()),
        "each call works": 1 - FAILURE_RATE,
        "calls in one query": len(NEIGHBOURS),
        "product of their availabilities": expected,
        "measured availability": measured,
        "standard error": error,
    }
    return Finding(
        "S4",
        "any failed request fails the whole",
        judged(
            [down for down, answered in found.items() if answered] == [()]
            and abs(measured - expected) <= 3 * error
        ),
        numbers,
    )
