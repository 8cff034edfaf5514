"""The server in front of an app: takes a request in, runs the app, sends the reply off."""

import asyncio
from collections.abc import Callable

import httpx2

from course.lab.asgi import BARE_500, Reply, scope
from course.lab.record import Hop, current_hop, http_status, read_traceparent
from course.lab.running import Running
from course.lab.service import Message, Service

Outcome = Reply | httpx2.TransportError
"""What goes back to the caller: a reply, or what cut it off."""


class Exchange:
    """One request to one service. ``deliver`` is called once, when the answer leaves.

    The app may go on after that, as with a background task; the answer does not wait for it.
    """

    def __init__(
        self,
        running: Running,
        service: Service,
        request: httpx2.Request,
        body: bytes,
        hop: Hop,
        deliver: Callable[[Outcome], None],
    ) -> None:
        self._running = running
        self._service = service
        self._request = request
        self._unread = [body]
        self._deliver = deliver
        caller = read_traceparent(request.headers["traceparent"])
        attributes = {"http.request.method": request.method, "url.path": request.url.path}
        self._span = running.recorder.start(
            caller.trace_id, caller.span_id, service.name, request.method, "server", attributes
        )
        self._hop = Hop(service.name, self._span, hop.request, hop.caller, hop.depth)
        self._scope = scope(service, request)
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._left = asyncio.Event()

    async def run(self) -> None:
        """Wait for a worker, run the app, and see to it that something is delivered."""
        current_hop.set(self._hop)
        try:
            with self._running.answering(self._hop):
                await self._service.workers.take_on()
                await self._run_app()
        except BaseException as error:
            self._leave(self._broken_off(), type(error).__name__)
            if self._running.is_crashed():
                return
            raise
        if self._start is None:
            self._leave(BARE_500)
        else:
            self._leave(self._broken_off(), "broken_off")

    async def _run_app(self) -> None:
        try:
            await self._service.app(self._scope, self._receive, self._send)
        except Exception as error:
            self._note(error)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling() or self._running.is_crashed():
                raise
            self._note(RuntimeError(f"the handler awaited something that was cancelled {error}"))

    def _note(self, error: Exception) -> None:
        self._span.attributes["exception.type"] = type(error).__name__
        self._span.attributes["exception.message"] = str(error)
        self._running.note(self._hop, error, self._scope.get("endpoint"))

    async def _receive(self) -> Message:
        if self._unread:
            return {"type": "http.request", "body": self._unread.pop(), "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._parts.append(message.get("body", b""))
            if not message.get("more_body", False) and self._start is not None:
                headers = list(self._start.get("headers", []))
                self._leave(Reply(self._start["status"], headers, b"".join(self._parts)))

    def _leave(self, outcome: Outcome, error: str | None = None) -> None:
        """The first outcome counts; that of a service that is down is lost, whatever it is."""
        if self._left.is_set():
            return
        self._left.set()
        span = self._span
        route = getattr(self._scope.get("route"), "path", None)
        if isinstance(outcome, Reply) and route is not None:
            span.attributes["http.route"] = route
            span.name = f"{self._request.method} {route}"
        if self._running.is_crashed():
            outcome, error = self._lost(), "crashed"
        if isinstance(outcome, Reply):
            error = http_status(span, outcome.status, fails_from=500)
        self._running.recorder.end(span, error)
        self._deliver(outcome)

    def _lost(self) -> httpx2.ReadError:
        return httpx2.ReadError(
            f"{self._service.name} went down while it answered", request=self._request
        )

    def _broken_off(self) -> httpx2.ReadError:
        return httpx2.ReadError(
            f"the answer of {self._service.name} broke off", request=self._request
        )
