"""S4: any failed request fails the whole."""

from collections.abc import Callable, Sequence
from itertools import product
from types import ModuleType

from fastapi import FastAPI

from course.claims.finding import Finding, decided, standard_error
from course.claims.stage import open_shop, use_at_owner
from course.lab import Answer, Lab
from course.ports import Http
from course.shop import direct
from course.shop.direct.purchases import Purchases, purchases_of
from course.shop.errors import Unavailable
from course.shop.middleware import new_app
from course.webs import request_web

NEIGHBOURS = ("users", "orders", "products")
FAILURE_RATE = 0.1
"""The part of the calls that fail, on each link a query needs, independently of each other."""
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


def outcomes(
    architecture: ModuleType,
    neighbours: Sequence[str] = NEIGHBOURS,
    feature: str = "read purchases",
) -> dict[tuple[str, ...], bool]:
    """For every set of neighbours that are down: whether a feature still works at its owner."""
    lab = open_shop(architecture)
    found = {}
    for states in product((False, True), repeat=len(neighbours)):
        down = tuple(name for name, is_down in zip(neighbours, states, strict=True) if is_down)
        for name in down:
            lab.down(name)
        found[down] = use_at_owner(lab, feature).ok
        for name in down:
            lab.up(name)
        lab.settle()
    return found


def shaky_shop(architecture: ModuleType, purchases: Callable[..., FastAPI], seed: int = 0) -> Lab:
    """A shop in which every link that a query needs, from purchases on, fails at the same rate."""
    lab = open_shop(architecture, seed)
    web = request_web(use_at_owner(lab, "read purchases").trace)
    lab.start(purchases, name="purchases")
    for caller, callee in web.edges:
        if caller != "client" and web.nodes[callee]["kind"] != "database":
            lab.link(caller, callee).failure_rate = FAILURE_RATE
    return lab


def calls_in(answer: Answer) -> int:
    """How many calls between services, or to and from a bus, were made for an answer."""
    return sum(
        span.kind == "client" and span.service != "client" and "server.address" in span.attributes
        for span in answer.trace
    )


def availability(
    architecture: ModuleType, purchases: Callable[..., FastAPI], seed: int = 0
) -> tuple[float, float]:
    """The part of the queries that are answered, and how many calls one query costs."""
    lab = shaky_shop(architecture, purchases, seed)
    answers = [use_at_owner(lab, "read purchases") for _ in range(QUERIES)]
    return (
        sum(answer.ok for answer in answers) / QUERIES,
        sum(map(calls_in, answers)) / QUERIES,
    )


def one_fails_all() -> Finding:
    """S4: neighbours up and down; then the availability against the product of the parts'."""
    found = outcomes(direct)
    calls = calls_in(use_at_owner(open_shop(direct), "read purchases"))
    computed = (1 - FAILURE_RATE) ** calls
    measured, cost = availability(direct, direct.purchases.purchases)
    computed_twice = 1 - (1 - computed) ** 2
    measured_twice, cost_twice = availability(direct, purchases_trying_twice)
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
