"""S5: as slow as the slowest request."""

import asyncio
from random import Random

from fastapi import FastAPI

from course.claims.finding import Finding, decided, standard_error
from course.lab import Lab
from course.ports import Clock, Http

WAYS_MS = {"one": 50, "two": 80, "three": 120}
"""Three services, and how long a call of each takes there and back."""

FAN_OUT = 100
SLOW_PART = 0.01
"""One call in a hundred is slow."""
SLOW_MS, QUICK_MS = 1000, 10
QUERIES = 100
CALLS = 2000


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


def milliseconds_at(how: str) -> float:
    """How long the caller itself takes to answer, without the way to it."""
    lab = Lab()
    lab.start(caller)
    for name, there_and_back_ms in WAYS_MS.items():
        lab.start(leaf, name=name)
        lab.link("caller", name).latency_ms = there_and_back_ms / 2
    trace = lab.get(f"http://caller/{how}").trace
    (served,) = [span for span in trace if span.service == "caller" and span.kind == "server"]
    return served.milliseconds


def sometimes_slow(clock: Clock) -> FastAPI:
    """Answers quickly, but one time in a hundred slowly."""
    app, random = FastAPI(), Random(1)

    @app.get("/")
    async def answer() -> None:
        await clock.sleep(SLOW_MS if random.random() < SLOW_PART else QUICK_MS)

    return app


def fan(http: Http) -> FastAPI:
    """Calls ``sometimes_slow`` many times at once, and waits for all."""
    app = FastAPI()

    @app.get("/")
    async def ask_all() -> None:
        calls = (http.get("http://sometimes_slow/", timeout=None) for _ in range(FAN_OUT))
        await asyncio.gather(*calls)

    return app


def answers_ms(queries: int = QUERIES) -> list[float]:
    """How long each of many fanned-out queries takes."""
    lab = Lab()
    lab.start(sometimes_slow, fan)
    return [lab.get("http://fan/").milliseconds for _ in range(queries)]


def slow_part_of_calls() -> float:
    """The part of the calls that are slow, counted one by one."""
    lab = Lab()
    lab.start(sometimes_slow)
    return sum(lab.get("/").milliseconds >= SLOW_MS for _ in range(CALLS)) / CALLS


def slowest_decides() -> Finding:
    """S5: three calls in both orders, exactly; then the share of slow answers at a fan-out."""
    parallel, sequential = milliseconds_at("parallel"), milliseconds_at("sequential")
    slow = sum(ms >= SLOW_MS for ms in answers_ms()) / QUERIES
    computed = 1 - (1 - SLOW_PART) ** FAN_OUT
    error = standard_error(computed, QUERIES)
    but = f"what has to wait for another adds up: {sequential:g} ms instead of {parallel:g}"
    numbers = {
        "the calls take ms": list(WAYS_MS.values()),
        "together they take ms": parallel,
        "one after another they take ms": sequential,
        "slow part of the calls, set": SLOW_PART,
        "slow part of the calls, measured": slow_part_of_calls(),
        "calls in one query": FAN_OUT,
        "slow part of the queries, computed": computed,
        "slow part of the queries, measured": slow,
        "standard error": error,
    }
    return decided(
        "S5",
        "as slow as the slowest request",
        parallel == max(WAYS_MS.values())
        and sequential == sum(WAYS_MS.values())
        and abs(slow - computed) <= 3 * error,
        numbers,
        but,
    )
