"""S5 again, for A2: whoever asks on a bus waits for the slowest part."""

from collections.abc import Callable
from random import Random

from fastapi import FastAPI

from course.claims.tails import QUICK_MS, SLOW_MS, WAYS_MS, Road
from course.lab import Lab
from course.ports import Bus, Clock, Question

PATIENCE_MS = 10 * SLOW_MS
"""Longer than anybody is slow: what is measured here is the waiting, not the giving up."""


def knower(bus: Bus) -> FastAPI:
    """Answers a question at once."""

    @bus.answers("way.known")
    async def answer(question: Question) -> None: ...

    return FastAPI()


def asker(bus: Bus) -> FastAPI:
    """Asks three services, with a question for each or with one for all."""
    app = FastAPI()

    @app.get("/sequential")
    async def sequential() -> None:
        for name in WAYS_MS:
            await bus.ask("way.known", {}, [name])

    @app.get("/parallel")
    async def parallel() -> None:
        await bus.ask("way.known", {}, [*WAYS_MS])

    return app


BY_BUS = Road(asker, knower, "bus")


def slow_owner(random: Random, slow_part: float) -> Callable[[Bus, Clock], FastAPI]:
    """A service that answers a question quickly, but a part of the times slowly."""

    def owner(bus: Bus, clock: Clock) -> FastAPI:
        @bus.answers("part.known")
        async def answer(question: Question) -> None:
            await clock.sleep(SLOW_MS if random.random() < slow_part else QUICK_MS)

        return FastAPI()

    return owner


def asks_all_of(owners: list[str]) -> Callable[[Bus], FastAPI]:
    """A service that puts one question to all owners, and waits for every part."""

    def asks_all(bus: Bus) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def ask_all() -> None:
            await bus.ask("part.known", {}, owners, timeout_ms=PATIENCE_MS)

        return app

    return asks_all


def parts_ms(questions: int, owners: int, slow_part: float) -> list[float]:
    """How long each of many questions takes. Who is slow when is drawn as in S5."""
    lab, random = Lab(), Random(1)
    names = [f"owner{number}" for number in range(owners)]
    for name in names:
        lab.start(slow_owner(random, slow_part), name=name)
    lab.start(asks_all_of(names))
    return [lab.get("http://asks_all/").milliseconds for _ in range(questions)]
