"""A second try, sent when the first one is late: what it buys, and what it costs. In the lab.

Dean and Barroso advise to wait for the 95th percentile before sending it, so that it adds 5 % at
most (The Tail at Scale, Communications of the ACM 56(2), 2013, pages 74-80). What they report of it
is in ``course.claims.tails_at_scale``, which samples what is measured here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI

from course.claims.tails import slow_now_and_then
from course.lab import Lab
from course.ports import Http

URL = "http://sometimes_slow/"
AFTER_MS = 25
"""A quick call takes 20 ms in the lab, 10 of them on the way. This is later than most answers."""
SLOW_PART = 0.02
"""One call in fifty is slow: often enough for the 99th percentile of so few queries to be slow."""
QUERIES = 500


async def first_of_two(http: Http, url: str, after_ms: float) -> httpx2.Response:
    """The first answer, where a second request is sent if there is none in time.

    Fit for reading only: what is sent twice may be done twice.
    """
    tries = {asyncio.ensure_future(http.get(url, timeout=None))}
    answered, late = await asyncio.wait(tries, timeout=after_ms / 1000)
    if not answered:
        tries.add(asyncio.ensure_future(http.get(url, timeout=None)))
        answered, late = await asyncio.wait(tries, return_when=asyncio.FIRST_COMPLETED)
    for unneeded in late:
        unneeded.cancel()
    return answered.pop().result()


def hedging(after_ms: float) -> Callable[[Http], FastAPI]:
    """A service that asks ``sometimes_slow``, and asks again where no answer came in time."""

    def hedger(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask() -> None:
            await first_of_two(http, URL, after_ms)

        return app

    return hedger


def asking(http: Http) -> FastAPI:
    """A service that asks ``sometimes_slow``, and waits."""
    app = FastAPI()

    @app.get("/")
    async def ask() -> None:
        await http.get(URL, timeout=None)

    return app


@dataclass(frozen=True)
class Queries:
    """How long each of many queries took, in ms, and how many calls one of them made on average."""

    ms: list[float]
    calls: float


def measured(
    asker: Callable[[Http], FastAPI], queries: int = QUERIES, slow_part: float = SLOW_PART
) -> Queries:
    """Many queries to one asker, one after another. Its calls are counted in the trace."""
    lab = Lab()
    lab.start(slow_now_and_then(slow_part))
    lab.start(asker, name="asker")
    answers = [lab.get("http://asker/") for _ in range(queries)]
    lab.settle()
    calls = sum(span.kind == "client" and span.service == "asker" for span in lab.trace)
    return Queries([answer.milliseconds for answer in answers], calls / queries)
