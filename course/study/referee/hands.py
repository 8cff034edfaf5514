"""Hands that begin something in a shop and do not wait for it: so two things can be under way."""

from asyncio import Task, create_task
from urllib.parse import quote

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from course.lab import Lab
from course.ports import Http


def hands(http: Http) -> Starlette:
    """A service that sends requests beside the rest, and does not mind what becomes of them."""
    under_way: set[Task[None]] = set()

    async def send(method: str, url: str, body: str) -> None:
        try:
            await http.request(method, url, content=body)
        except httpx2.TransportError:
            return  # whom it was sent to has gone down meanwhile, or takes its time

    async def begin(request: Request) -> Response:
        task = create_task(send(**request.query_params))
        under_way.add(task)  # a task that nobody holds may vanish
        task.add_done_callback(under_way.discard)
        return Response()

    return Starlette(routes=[Route("/begin", begin, methods=["POST"])])


def begin(lab: Lab, method: str, url: str, body: str = "") -> None:
    """Send a request, with a JSON body or none, and go on at the moment when it arrives."""
    asked = f"method={method}&url={quote(url)}&body={quote(body)}"
    lab.post(f"http://hands/begin?{asked}")
    lab.run(0)  # it arrives at this moment, with the answer
