"""S4: any failed request fails the whole."""

from collections.abc import Callable, Sequence
from itertools import product
from types import ModuleType
from typing import NamedTuple

from fastapi import FastAPI

from course.claims.finding import Finding, decided, standard_error
from course.claims.removed import purchases_in_part
from course.claims.stage import instead, open_shop, use_at_owner
from course.lab import Answer, Lab
from course.ports import Http
from course.shop import direct
from course.shop.direct.purchases import Purchases, purchases_of
from course.shop.errors import Unavailable
from course.shop.middleware import new_app
from course.trace import Span, Trace
from course.webs import request_web

NEIGHBOURS = ("users", "orders", "products")
FAILURE_RATE = 0.1
"""The part of the calls that fail, on each link a query needs, independently of each other."""
QUERIES = 150


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


def calls_in(answer: Answer) -> list[Span]:
    """The calls between services, or to and from a bus, that were made for an answer."""
    return [
        span
        for span in answer.trace
        if span.kind == "client"
        and span.service != "client"
        and "server.address" in span.attributes
    ]


class Availability(NamedTuple):
    """What becomes of many queries in a shaky shop."""

    answered: float
    """The part of the queries that were answered."""
    calls: float
    """How many calls one query made on average."""
    as_their_calls: float
    """The part of the queries that were answered exactly if each of their calls was."""


def availability(
    architecture: ModuleType, purchases: Callable[..., FastAPI], seed: int = 0
) -> Availability:
    """What becomes of many queries where calls fail now and then."""
    lab = shaky_shop(architecture, purchases, seed)
    answers = [use_at_owner(lab, "read purchases") for _ in range(QUERIES)]
    calls = [calls_in(answer) for answer in answers]
    same = (
        answer.ok == all(call.status != "error" for call in made)
        for answer, made in zip(answers, calls, strict=True)
    )
    return Availability(
        sum(answer.ok for answer in answers) / QUERIES,
        sum(map(len, calls)) / QUERIES,
        sum(same) / QUERIES,
    )


def one_down(architecture: ModuleType) -> Trace:
    """What happens to a query while one neighbour is down."""
    lab = open_shop(architecture)
    lab.down("products")
    return use_at_owner(lab, "read purchases").trace


def one_fails_all(purchases: Callable[..., FastAPI] = direct.purchases.purchases) -> Finding:
    """S4: neighbours up and down; then the availability against the product of the parts'."""
    shop = instead(direct, purchases=purchases)
    found, in_part = outcomes(shop), outcomes(instead(direct, purchases=purchases_in_part))
    calls = len(calls_in(use_at_owner(open_shop(shop), "read purchases")))
    computed = (1 - FAILURE_RATE) ** calls
    once = availability(shop, purchases)
    computed_twice = 1 - (1 - computed) ** 2
    twice = availability(shop, purchases_trying_twice)
    error, error_twice = (standard_error(part, QUERIES) for part in (computed, computed_twice))
    but = f"tried twice it fails more rarely: {twice.answered:.0%} work instead of "
    but += f"{once.answered:.0%}, where calls fail by chance, each for itself; "
    but += f"content with a part, {sum(in_part.values())} of {len(found)} combinations answer"
    numbers = {
        "combinations of neighbours up and down": len(found),
        "combinations that answer": sum(found.values()),
        "content with a part: combinations that answer": sum(in_part.values()),
        "part of the calls that work": 1 - FAILURE_RATE,
        "calls in one query": calls,
        "queries": QUERIES,
        "of them answered exactly if all their calls were": round(QUERIES * once.as_their_calls),
        "part of the queries that work, computed": computed,
        "part of the queries that work, measured": once.answered,
        "its standard error": error,
        "calls made per query": once.calls,
        "tried twice: computed": computed_twice,
        "tried twice: measured": twice.answered,
        "tried twice: calls made per query": twice.calls,
    }
    return decided(
        "S4",
        [down for down, answered in found.items() if answered] == [()]
        and once.as_their_calls == 1
        and abs(once.answered - computed) <= 3 * error
        and abs(twice.answered - computed_twice) <= 3 * error_twice,
        numbers,
        but if twice.answered > once.answered else "",
        one_down(shop),
    )
