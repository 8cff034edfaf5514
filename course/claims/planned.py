"""A web that was planned for the sampler, started in the lab: real services, on the lab's clock.

So one plan is tried in both worlds. The lab runs each request, and records it; the sampler draws a
million of them.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx2
from fastapi import FastAPI

from course.claims.hedging import first_of_two
from course.lab import Lab
from course.ports import Clock, Http
from course.scale import Call, Hedged, Limited, Service, Web, calls_in_one_request

if TYPE_CHECKING:
    from numpy.random import Generator


def start_planned(web: Web, start: str, seed: int = 0) -> Lab:
    """A lab in which the services of a web run that a request to ``start`` reaches.

    The ways between them take no time: in the plan that is part of a service's own. Ask
    ``lab.get("http://<start>/")``.
    """
    import numpy as np

    lab = Lab(seed)
    reached = calls_in_one_request(web, start)
    for number, name in enumerate(reached):
        random = np.random.default_rng((seed, number))
        lab.start(running(web[name], random), name=name)
    for caller in ("client", *reached):
        for callee in reached:
            lab.link(caller, callee).latency_ms = 0
    return lab


def running(service: Service, random: "Generator") -> Callable[[Http, Clock], FastAPI]:
    """A service that takes its own time, and then makes its calls, round by round."""

    def planned(http: Http, clock: Clock) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def answer() -> None:
            (own_ms,) = service.own.draw(random, 1)
            await clock.sleep(float(own_ms))
            for calls in service.rounds:
                await asyncio.gather(*(made(http, call) for call in calls))

        return app

    return planned


async def made(http: Http, call: Call) -> None:
    """Wait for the answer to a call, as long as the plan says."""
    match call:
        case Hedged(callee, after_ms):
            await first_of_two(http, f"http://{callee}/", after_ms)
        case Limited(callee, after_ms):
            with suppress(httpx2.TimeoutException):
                await http.get(f"http://{callee}/", timeout=after_ms / 1000)
        case callee:
            await http.get(f"http://{callee}/", timeout=None)
