"""The server in front of an app: takes a request in, runs the app, gives the reply back."""

import asyncio
from dataclasses import dataclass

import httpx2

from course.lab.record import Hop, current_hop, http_status
from course.lab.running import Running
from course.lab.service import Message, Service

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back from an app."""

    status: int
    headers: Headers
    body: bytes


async def serve(
    running: Running, service: Service, request: httpx2.Request, body: bytes, hop: Hop
) -> Reply | None:
    """The app's reply, recorded as a server span; ``None`` if the service went down meanwhile."""
    recorder = running.recorder
    trace_id, parent = _context(request.headers["traceparent"])
    attributes = {"http.request.method": request.method, "url.path": request.url.path}
    span = recorder.start(trace_id, parent, service.name, request.method, "server", attributes)
    here = Hop(service.name, span, hop.request, hop.caller, hop.depth)
    current_hop.set(here)
    try:
        with running.answering(here):
            await service.workers.acquire()
            service.workers.release()
            reply, route = await _run_app(running, service, request, body, here)
    except asyncio.CancelledError:
        recorder.end(span, "crashed")
        if running.was_crashed():
            return None
        raise
    if route is not None:
        span.attributes["http.route"] = route
        span.name = f"{request.method} {route}"
    recorder.end(span, http_status(span, reply.status, fails_from=500))
    return reply


def _context(traceparent: str) -> tuple[str, str]:
    """Trace id and parent id of a W3C ``traceparent`` header."""
    _, trace_id, parent, _ = traceparent.split("-")
    return trace_id, parent


async def _run_app(
    running: Running, service: Service, request: httpx2.Request, body: bytes, hop: Hop
) -> tuple[Reply, str | None]:
    """Run the app on one request, as a server does; an exception becomes a bare 500."""
    scope: Message = {
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
    unread = [body]
    start: list[Message] = []
    parts: list[bytes] = []
    over = asyncio.Event()

    async def receive() -> Message:
        if unread:
            return {"type": "http.request", "body": unread.pop(), "more_body": False}
        await over.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.append(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                over.set()

    try:
        await service.app(scope, receive, send)
    except Exception as error:
        hop.span.attributes["exception.type"] = type(error).__name__
        hop.span.attributes["exception.message"] = str(error)
        running.note(hop, error, scope.get("endpoint"))
    route = getattr(scope.get("route"), "path", None)
    if not start:
        return Reply(500, [(b"content-type", b"text/plain")], b"Internal Server Error"), route
    return Reply(start[0]["status"], list(start[0].get("headers", [])), b"".join(parts)), route
