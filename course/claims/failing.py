"""S4: any failed request fails the whole."""

from collections.abc import Callable
from itertools import product

from fastapi import FastAPI

from course.claims.finding import Finding, decided, standard_error
from course.claims.stage import ADA, open_shop
from course.lab import Answer, Lab
from course.ports import Http
from course.shop import direct
from course.shop.direct.purchases import Purchases, purchases_of
from course.shop.errors import Unavailable
from course.shop.middleware import new_app

NEIGHBOURS = ("users", "orders", "products")
FAILURE_RATE = 0.1
"""The part of the calls from purchases that fail, on each link, independently of each other."""
QUERIES = 400


def purchases_trying_twice(http: Http) -> FastAPI:
    """The purchases service, with a second try when a neighbour could not be reached.

    Fit for reading only: an order tried twice may be placed twice.
    """
    app = new_app("purchases")

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int) -> Purchases:
        try:
            return await purchases_of(http, user_id)
        except Unavailable:
            return await purchases_of(http, user_id)

    return app


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


def shaky_shop(purchases: Callable[..., FastAPI], seed: int = 0) -> Lab:
    """A shop in which every link from purchases fails at the same rate."""
    lab = open_shop(direct, seed)
    lab.start(purchases, name="purchases")
    for name in NEIGHBOURS:
        lab.link("purchases", name).failure_rate = FAILURE_RATE
    return lab


def calls_in(answer: Answer) -> int:
    """How many calls purchases made for an answer."""
    return sum(span.kind == "client" and span.service == "purchases" for span in answer.trace)


def availability(purchases: Callable[..., FastAPI], seed: int = 0) -> tuple[float, float]:
    """The part of the queries that are answered, and how many calls one query costs."""
    lab = shaky_shop(purchases, seed)
    answers = [lab.get(f"/purchases/{ADA}") for _ in range(QUERIES)]
    return (
        sum(answer.ok for answer in answers) / QUERIES,
        sum(map(calls_in, answers)) / QUERIES,
    )


def one_fails_all() -> Finding:
    """S4: neighbours up and down; then the availability against the product of the parts'."""
    found = outcomes()
    calls = calls_in(open_shop(direct).get(f"/purchases/{ADA}"))
    computed = (1 - FAILURE_RATE) ** calls
    measured, cost = availability(direct.purchases.purchases)
    computed_twice = 1 - (1 - computed) ** 2
    measured_twice, cost_twice = availability(purchases_trying_twice)
    but = f"tried twice it fails more rarely: {measured_twice:.0%} work instead of {measured:.0%}"
    numbers = {
        "combinations of neighbours up and down": len(found),
        "combinations that answer": sum(found.values()),
        "part of the calls that work": 1 - FAILURE_RATE,
        "calls in one query": calls,
        "part of the queries that work, computed": computed,
        "part of the queries that work, measured": measured,
        "calls made per query": cost,
        "tried twice: computed": computed_twice,
        "tried twice: measured": measured_twice,
        "tried twice: calls made per query": cost_twice,
    }
    return decided(
        "S4",
        "any failed request fails the whole",
        [down for down, answered in found.items() if answered] == [()]
        and abs(measured - computed) <= 3 * standard_error(computed, QUERIES)
        and abs(measured_twice - computed_twice) <= 3 * standard_error(computed_twice, QUERIES),
        numbers,
        but,
    )
