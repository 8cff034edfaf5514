"""N1: who waits for whom is read off the trace, not off a keyword."""

import asyncio
from collections.abc import Awaitable, Sequence
from inspect import iscoroutinefunction

from fastapi import FastAPI

from course.claims.finding import Finding, decided
from course.lab import Answer, Lab
from course.ports import Http
from course.webs import request_web

WAYS = ("async def, awaited", "async def, sent off", "def, awaited", "def, sent off")
AS_THE_KEYWORD_SAYS = ("async def, awaited", "def, sent off")


def listener() -> FastAPI:
    """A service that only listens."""
    app = FastAPI()

    @app.get("/hear")
    async def hear() -> str:
        return "heard"

    return app


def speaker(http: Http) -> FastAPI:
    """Calls the listener in four ways: either keyword, waiting or not."""
    app = FastAPI()
    under_way: set[asyncio.Future[object]] = set()

    async def ask() -> None:
        await http.get("http://listener/hear")

    async def tell() -> None:
        under_way.add(asyncio.ensure_future(http.get("http://listener/hear")))

    def plain_ask() -> Awaitable[object]:
        return http.get("http://listener/hear")

    def plain_tell() -> None:
        under_way.add(asyncio.ensure_future(http.get("http://listener/hear")))

    functions = dict(zip(WAYS, (ask, tell, plain_ask, plain_tell), strict=True))

    @app.get("/{way}")
    async def speak(way: str) -> bool:
        done = functions[way]()
        if done is not None:
            await done
        return iscoroutinefunction(functions[way])

    return app


def speak(way: str) -> Answer:
    """Let the speaker call in one of the ways, and wait until all is quiet."""
    lab = Lab()
    lab.start(listener, speaker)
    answer = lab.get(f"http://speaker/{way}")
    lab.settle()
    return answer


def waits(answer: Answer) -> bool:
    """Whether the speaker answered only after its own call had come back."""
    waited: bool = request_web(answer.trace).edges["speaker", "listener"]["waits"]
    return waited


def words_and_waiting(ways: Sequence[str] = WAYS) -> Finding:
    """N1: both keywords, with and without waiting: the keyword does not tell which."""
    answers = {way: speak(way) for way in ways}
    numbers = {
        way: {"waits:": waits(answer), "answers after ms": answer.milliseconds}
        for way, answer in answers.items()
    }
    outcomes = {(answer.body, waits(answer)) for answer in answers.values()}
    return decided(
        "N1",
        outcomes == {(True, True), (True, False), (False, True), (False, False)},
        numbers,
        trace=answers[ways[-1]].trace,
    )
