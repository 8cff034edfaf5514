"""Retries that multiply: three layers that try three times each make 27 calls at the bottom.

The remedies are those of Google's book (Beyer and others, Site Reliability Engineering, O'Reilly
2016, chapters 21 and 22): retry at one layer only, the one right above what fails; and a budget,
by which a service stops retrying where retries are more than 10 % of its calls.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI, HTTPException

from course.claims.tails import leaf
from course.lab import Lab
from course.ports import Http

TRIES, LAYERS = 3, 3
QUERIES = 100
FAILURE_RATE = 0.1
"""The part of the calls of the bottom that fail where it is shaky, and not down."""


@dataclass(slots=True)
class Retrying:
    """How often a layer tries, and how many retries it may make for each call on average.

    With ``budget`` 0.1 it makes one retry for every ten calls at most; ``tries`` is the most for
    one call in any case.
    """

    tries: int = 1
    budget: float = float("inf")


ONCE = Retrying()
EVERYWHERE = (Retrying(TRIES),) * LAYERS
LOWEST_ONLY = (ONCE, ONCE, Retrying(TRIES))
ON_A_BUDGET = (Retrying(TRIES, budget=0.1),) * LAYERS


def layer(callee: str, retrying: Retrying) -> Callable[[Http], FastAPI]:
    """A service that asks the one below it, and tries again where that fails."""

    def trying(http: Http) -> FastAPI:
        app = FastAPI()
        calls = retries = 0

        @app.get("/")
        async def ask() -> None:
            nonlocal calls, retries
            calls += 1
            for attempt in range(retrying.tries):
                if attempt > 0:
                    if retries + 1 > retrying.budget * calls:
                        break
                    retries += 1
                if await succeeds(http, callee):
                    return
            raise HTTPException(503, f"{callee} failed")

        return app

    return trying


async def succeeds(http: Http, callee: str) -> bool:
    """Whether a call is answered, and not by an error."""
    try:
        response = await http.get(f"http://{callee}/", timeout=None)
    except httpx2.TransportError:
        return False
    return response.is_success


@dataclass(frozen=True)
class Retries:
    """What retrying does to many queries."""

    answered: float
    """The part of the queries that were answered."""
    calls: float
    """How many calls of the bottom one query makes on average."""


def stack(layers: Sequence[Retrying]) -> Lab:
    """Layers that ask each other: ``layer1`` the next, and so on, and the last the ``bottom``."""
    lab = Lab()
    lab.start(leaf, name="bottom")
    for number, retrying in enumerate(layers, 1):
        below = "bottom" if number == len(layers) else f"layer{number + 1}"
        lab.start(layer(below, retrying), name=f"layer{number}")
    return lab


def while_down(layers: Sequence[Retrying], queries: int = QUERIES) -> Retries:
    """Many queries while the bottom is down. Nobody is answered; how often is it asked?"""
    lab = stack(layers)
    lab.down("bottom")
    return tried(lab, queries)


def while_shaky(
    layers: Sequence[Retrying], queries: int = QUERIES, failure_rate: float = FAILURE_RATE
) -> Retries:
    """Many queries while a part of the calls of the bottom fail."""
    lab = stack(layers)
    lab.link(f"layer{len(layers)}", "bottom").failure_rate = failure_rate
    return tried(lab, queries)


def tried(lab: Lab, queries: int) -> Retries:
    """Many queries to the first layer; the calls of the bottom are counted in the trace."""
    answers = [lab.get("http://layer1/") for _ in range(queries)]
    calls = [span for span in lab.trace if span.attributes.get("server.address") == "bottom"]
    return Retries(
        answered=sum(answer.ok for answer in answers) / queries,
        calls=sum(span.kind == "client" for span in calls) / queries,
    )
