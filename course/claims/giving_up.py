"""A time limit: what it buys in waiting, what it costs in answers, and who works on for nobody."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI, HTTPException

from course.claims.hedging import QUERIES, SLOW_PART, URL
from course.claims.tails import slow_now_and_then
from course.lab import Lab
from course.ports import Http

LIMIT_MS = 25
"""A quick call takes 20 ms in the lab, 10 of them on the way."""


def giving_up(limit_ms: float) -> Callable[[Http], FastAPI]:
    """A service that asks ``sometimes_slow``, and fails where no answer came in time."""

    def asker(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask() -> None:
            try:
                await http.get(URL, timeout=limit_ms / 1000)
            except httpx2.TimeoutException:
                raise HTTPException(504, "sometimes_slow did not answer in time") from None

        return app

    return asker


@dataclass(frozen=True)
class Limit:
    """What a time limit does to many queries."""

    ms: list[float]
    """How long each took, answered or not."""
    answered: float
    """The part of the queries that were answered."""
    for_nobody_ms: float
    """How long the callee worked, in all, on what it finished after its caller had given up."""
    for_somebody_ms: float
    """How long it worked on all the others."""


def limited(
    limit_ms: float = LIMIT_MS, queries: int = QUERIES, slow_part: float = SLOW_PART
) -> Limit:
    """Many queries, one after another; then the lab runs on, until the callee is done, too."""
    lab = Lab()
    lab.start(slow_now_and_then(slow_part), giving_up(limit_ms))
    answers = [lab.get("http://asker/") for _ in range(queries)]
    lab.settle()
    trace = lab.trace
    worked = {True: 0.0, False: 0.0}
    for span in trace:
        call = trace.parent(span)
        if span.service == "sometimes_slow" and call is not None:
            worked[span.end > call.end] += span.milliseconds
    return Limit(
        [answer.milliseconds for answer in answers],
        sum(answer.ok for answer in answers) / queries,
        for_nobody_ms=worked[True],
        for_somebody_ms=worked[False],
    )
