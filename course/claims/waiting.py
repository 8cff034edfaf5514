"""N1: who waits for whom is read off the trace, not off a keyword."""

import asyncio
from inspect import iscoroutinefunction

from fastapi import FastAPI

from course.claims.finding import Finding, judged
from course.lab import Lab
from course.ports import Http
from course.trace import Trace


def listener() -> FastAPI:
    """A service that only listens."""
    app = FastAPI()

    @app.get("/hear")
    async def hear() -> str:
        return "heard"

    return app


def speaker(http: Http) -> FastAPI:
    """Calls the listener in two ways: once from an ``async def``, once from a plain ``def``."""
    app = FastAPI()
    under_way: set[asyncio.Task[object]] = set()

    async def ask() -> None:
        await http.get("http://listener/hear")

    def tell() -> None:
        under_way.add(asyncio.create_task(http.get("http://listener/hear")))

    @app.get("/ask")
    async def ask_and_answer() -> bool:
        await ask()
        return iscoroutinefunction(ask)

    @app.get("/tell")
    async def tell_and_answer() -> bool:
        tell()
        return iscoroutinefunction(tell)

    return app


def caller_waits(trace: Trace) -> bool:
    """Whether the service answered only after its own call had come back."""
    (served,) = [span for span in trace if span.service == "speaker" and span.kind == "server"]
    (called,) = [span for span in trace if span.service == "speaker" and span.kind == "client"]
    return called.end <= served.end


def words_and_waiting() -> Finding:
    """N1: an ``async def`` that makes its caller wait, a plain ``def`` that does not."""
    lab = Lab()
    lab.start(listener, speaker)
    ask, tell = lab.get("http://speaker/ask"), lab.get("http://speaker/tell")
    lab.settle()
    numbers = {
        "asking is an async def": ask.body,
        "asking makes the client wait": caller_waits(ask.trace),
        "asking takes ms": ask.milliseconds,
        "telling is an async def": tell.body,
        "telling makes the client wait": caller_waits(tell.trace),
        "telling takes ms": tell.milliseconds,
    }
    return Finding(
        "N1",
        '"sync" and "async" between services do not mean what they mean in code',
        judged(
            ask.body
            and caller_waits(ask.trace)
            and not tell.body
            and not caller_waits(tell.trace)
            and tell.milliseconds < ask.milliseconds
        ),
        numbers,
    )
