"""Hands that begin something in a shop and do not wait for it: so two things can be under way."""

from asyncio import Task, create_task
from urllib.parse import quote

import httpx2
from fastapi import FastAPI

from course.lab import Lab
from course.ports import Http
from course.shop.middleware import new_app


def hands(http: Http) -> FastAPI:
    """A service that sends requests beside the rest, and does not mind what becomes of them."""
    app = new_app("hands")
    under_way: set[Task[None]] = set()

    async def send(method: str, url: str, body: str) -> None:
        try:
            await http.request(method, url, content=body)
        except httpx2.TransportError:
            return  # whom it was sent to has gone down meanwhile, or takes its time

    @app.post("/begin")
    async def begin(method: str, url: str, body: str) -> None:
        task = create_task(send(method, url, body))
        under_way.add(task)  # a task that nobody holds may vanish
        task.add_done_callback(under_way.discard)

    return app


def begin(lab: Lab, method: str, url: str, body: str = "") -> None:
    """Send a request, with a JSON body or none, and go on at the moment when it arrives."""
    asked = f"method={method}&url={quote(url)}&body={quote(body)}"
    lab.post(f"http://hands/begin?{asked}")
    lab.run(0)  # it arrives at this moment, with the answer
