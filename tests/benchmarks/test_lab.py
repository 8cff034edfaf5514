"""What the lab costs, against the same call without it, as a ratio in one run."""

import asyncio
import time
from statistics import median

import httpx2
from fastapi import FastAPI
from pydantic import BaseModel

from course.lab import Lab
from course.ports import Http

CALLS = 200
ROUNDS = 9
LIMIT = 1.3


class User(BaseModel):
    id: int
    name: str


def users() -> FastAPI:
    app = FastAPI()

    @app.get("/users/{user_id}")
    async def read(user_id: int) -> User:
        return User(id=user_id, name="Ada")

    return app


async def seconds_for_calls(http: httpx2.AsyncClient) -> float:
    started = time.perf_counter()
    for number in range(CALLS):
        await http.get(f"http://users/users/{number}")
    return time.perf_counter() - started


def asker(http: Http) -> FastAPI:
    app = FastAPI()

    @app.get("/")
    async def ask() -> float:
        return await seconds_for_calls(http)

    return app


async def seconds_without_the_lab() -> float:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=users())) as http:
        return await seconds_for_calls(http)


def test_a_traced_hop_costs_little_more_than_the_plain_call() -> None:
    """Peer: httpx2's own ASGITransport into the same FastAPI app."""
    lab = Lab()
    lab.start(users, asker)
    ratios = [
        lab.get("http://asker/").body / asyncio.run(seconds_without_the_lab())
        for _ in range(ROUNDS)
    ]
    print(f"traced hop / plain hop: {median(ratios):.2f} (limit {LIMIT})")
    assert median(ratios) <= LIMIT
