"""Requests and replies as ASGI says them (https://asgi.readthedocs.io/en/latest/specs/www.html)."""

from dataclasses import dataclass

import httpx2

from course.lab.service import Message, Service

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back from an app."""

    status: int
    headers: Headers
    body: bytes


BARE_500 = Reply(500, [(b"content-type", b"text/plain")], b"Internal Server Error")


def scope(service: Service, request: httpx2.Request) -> Message:
    """What an app is told of a request."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "headers": [(key.lower(), value) for key, value in request.headers.raw],
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "server": (service.name, 80),
        "client": ("127.0.0.1", 0),
        "root_path": "",
    }
