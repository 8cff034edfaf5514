"""S5: as slow as the slowest request."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from fastapi import FastAPI

from course.lab import Answer, Lab
from course.ports import Clock, Http
from course.trace import Trace

WAYS_MS = {"one": 50, "two": 80, "three": 120}
"""Three services, and how long a call of each takes there and back."""

FAN_OUT = 100
SLOW_PART = 0.01
"""One call in a hundred is slow."""
SLOW_MS, QUICK_MS = 1000, 10
QUERIES = 20


def leaf() -> FastAPI:
    """Answers at once."""
    app = FastAPI()

    @app.get("/")
    async def answer() -> None: ...

    return app


def caller(http: Http) -> FastAPI:
    """Calls three services, one after another or together."""
    app = FastAPI()
    urls = [f"http://{name}/" for name in WAYS_MS]

    @app.get("/sequential")
    async def sequential() -> None:
        for url in urls:
            await http.get(url)

    @app.get("/parallel")
    async def parallel() -> None:
        await asyncio.gather(*(http.get(url) for url in urls))

    return app


def hasty_caller(http: Http) -> FastAPI:
    """Calls three services together, and is content with the first answer."""
    app = FastAPI()
    urls = [f"http://{name}/" for name in WAYS_MS]

    @app.get("/sequential")
    async def sequential() -> None:
        await http.get(urls[0])

    @app.get("/parallel")
    async def parallel() -> None:
        calls = [asyncio.ensure_future(http.get(url)) for url in urls]
        _, late = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        for unneeded in late:
            unneeded.cancel()

    return app


@dataclass(frozen=True, slots=True)
class Road:
    """Who asks, who answers, and where the ways to those who answer begin."""

    asking: Callable[..., FastAPI]
    answering: Callable[..., FastAPI]
    start: str


BY_HTTP = Road(caller, leaf, "caller")
IN_A_HURRY = Road(hasty_caller, leaf, "caller")


def milliseconds_at(how: str, road: Road = BY_HTTP) -> float:
    """How long the caller itself takes to answer, without the way to it."""
    trace = calling(how, road)
    (served,) = [span for span in trace if span.service == "caller" and span.kind == "server"]
    return served.milliseconds


def calling(how: str, road: Road = BY_HTTP) -> Trace:
    """What happens when the caller calls all three."""
    lab = Lab()
    lab.start(road.asking, name="caller")
    for name, there_and_back_ms in WAYS_MS.items():
        lab.start(road.answering, name=name)
        lab.link(road.start, name).latency_ms = there_and_back_ms / 2
    return lab.get(f"http://caller/{how}").trace


def slow_now_and_then(slow_part: float) -> Callable[[Clock], FastAPI]:
    """A service that answers quickly, but a part of the times slowly."""

    def sometimes_slow(clock: Clock) -> FastAPI:
        app, random = FastAPI(), Random(1)

        @app.get("/")
        async def answer() -> None:
            await clock.sleep(SLOW_MS if random.random() < slow_part else QUICK_MS)

        return app

    return sometimes_slow


def fan_of(calls: int) -> Callable[[Http], FastAPI]:
    """A service that calls ``sometimes_slow`` so many times at once, and waits for all."""

    def fan(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask_all() -> None:
            made = (http.get("http://sometimes_slow/", timeout=None) for _ in range(calls))
            await asyncio.gather(*made)

        return app

    return fan


def fanned_out(
    queries: int = QUERIES, calls: int = FAN_OUT, slow_part: float = SLOW_PART
) -> list[Answer]:
    """The answers to many queries, each of which calls so many times at once."""
    lab = Lab()
    lab.start(slow_now_and_then(slow_part), fan_of(calls))
    return [lab.get("http://fan/") for _ in range(queries)]


def answers_ms(
    queries: int = QUERIES, calls: int = FAN_OUT, slow_part: float = SLOW_PART
) -> list[float]:
    """How long each of many fanned-out queries takes."""
    return [answer.milliseconds for answer in fanned_out(queries, calls, slow_part)]
