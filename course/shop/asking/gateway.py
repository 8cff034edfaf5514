"""The gateway: one address for the whole shop. It knows who answers what, and nothing else."""

from collections.abc import Mapping

from fastapi import FastAPI, Request, Response

from course.ports import Http
from course.shop.asking.calls import call
from course.shop.errors import NotFound
from course.shop.middleware import new_app

OWNERS = {
    "users": "users",
    "products": "products",
    "orders": "orders",
    "purchases": "purchases",
}
"""The first word of a path, and the service that answers it."""

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

PATIENCE_S = 3.0
"""Longer than the services wait for each other, so that their answer says who was late."""


def content_type(headers: Mapping[str, str]) -> dict[str, str]:
    """The one header that a body cannot do without."""
    return {key: value for key, value in headers.items() if key.lower() == "content-type"}


async def forward(http: Http, request: Request) -> Response:
    """Pass a request on to its owner, and the answer back."""
    owner = OWNERS.get(request.url.path.split("/")[1])
    if owner is None:
        raise NotFound(f"{request.method} {request.url.path}", "Not Found")
    path = request.scope["raw_path"].decode()
    answer = await call(
        http,
        request.method,
        f"http://{owner}{path}?{request.url.query}"
        if request.url.query
        else f"http://{owner}{path}",
        content=await request.body(),
        headers=content_type(request.headers),
        timeout=PATIENCE_S,
    )
    return Response(answer.content, answer.status_code, content_type(answer.headers))


def gateway(http: Http) -> FastAPI:
    """The service."""
    app = new_app("gateway")

    @app.api_route("/{path:path}", methods=METHODS)
    async def pass_on(request: Request) -> Response:
        return await forward(http, request)

    return app
