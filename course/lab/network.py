"""The network: carries one service's requests to the others' apps, and back, on the lab's time."""

import asyncio
from typing import Protocol

import httpx2

from course.lab.errors import CallsInACircle, LabError
from course.lab.link import Link
from course.lab.loop import NS_PER_S
from course.lab.record import Hop, Request, current_hop, http_status
from course.lab.running import Running
from course.lab.server import Exchange, Outcome, Reply
from course.lab.service import Service

ERROR_TYPES: dict[type[httpx2.TransportError], str] = {
    httpx2.ReadTimeout: "timeout",
    httpx2.ConnectError: "connection_refused",
    httpx2.ReadError: "connection_reset",
}
"""What can happen to a call on the way, and its ``error.type``."""

FOREVER_S = 1e9
"""A time limit of so many seconds is none."""

MAX_DEPTH = 32
"""Requests inside requests: no sensible web is as deep."""

SAME_REQUEST = 2
"""A request inside so many just like it goes round; inside one, a state may have changed."""


class Network(Protocol):
    """What a transport needs to know of the network."""

    def link(self, caller: str, callee: str) -> Link:
        """The way from one service to another."""
        ...

    def find(self, callee: str, caller: str) -> Service:
        """The service at an address."""
        ...


class Transport(httpx2.AsyncBaseTransport):
    """Carries one service's requests to the others' apps, and back, on the lab's time."""

    def __init__(self, caller: str, network: Network, running: Running) -> None:
        self._caller = caller
        self._network = network
        self._running = running

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Called by the HTTP client. Raises its exceptions, and its alone."""
        running, loop = self._running, self._running.loop
        body = await request.aread()
        url = str(request.url)
        service = self._network.find(request.url.host, self._caller)
        hop = self._hop((request.method, url, body))
        span = hop.span
        span.attributes["server.address"] = service.name
        request.headers["traceparent"] = f"00-{span.trace_id}-{span.id}-01"
        answer: asyncio.Future[Reply] = loop.create_future()
        limit_s = request.extensions.get("timeout", {}).get("read")
        alarm = (
            limit_s is not None
            and limit_s < FOREVER_S
            and loop.call_at_ns(
                loop.now_ns + round(limit_s * NS_PER_S),
                _too_late,
                answer,
                request,
                service,
                last=True,
            )
        )
        running.send_off(self._travel(request, body, service, hop, answer))
        try:
            reply = await answer
        except asyncio.CancelledError:
            running.recorder.end(span, "cancelled")
            raise
        except httpx2.TransportError as error:
            running.recorder.end(span, ERROR_TYPES[type(error)])
            raise
        finally:
            if alarm:
                alarm.cancel()
        running.recorder.end(span, http_status(span, reply.status, fails_from=400))
        return httpx2.Response(
            reply.status, headers=reply.headers, stream=httpx2.ByteStream(reply.body)
        )

    def _hop(self, request: Request) -> Hop:
        """A new hop, unless it closes a circle."""
        method, url, _ = request
        caller = current_hop.get(None)
        recorder = self._running.recorder
        if caller is not None:
            same = sum(hop.request == request for hop in caller.chain()) >= SAME_REQUEST
            if same or caller.depth >= MAX_DEPTH:
                raise self._running.fail(_circle(caller, request, same))
        span = recorder.start(
            caller.span.trace_id if caller else recorder.new_trace_id(),
            caller.span.id if caller else None,
            self._caller,
            method,
            "client",
            {"http.request.method": method, "url.full": url},
        )
        return Hop(self._caller, span, request, caller, caller.depth + 1 if caller else 1)

    async def _travel(
        self,
        request: httpx2.Request,
        body: bytes,
        service: Service,
        hop: Hop,
        answer: "asyncio.Future[Reply]",
    ) -> None:
        """There, through the app, and back. Goes on when the caller has given up."""
        loop = self._running.loop
        link = self._network.link(self._caller, service.name)

        def deliver(outcome: Outcome) -> None:
            loop.call_at_ns(loop.now_ns + link.latency_ns, _arrive, answer, outcome)

        cut_off = link.cuts_off()
        await loop.sleep_ns(link.latency_ns)
        if cut_off:
            deliver(httpx2.ReadError(f"the call to {service.name} was cut off", request=request))
        elif service.down:
            deliver(httpx2.ConnectError(f"{service.name} is down", request=request))
        else:
            await Exchange(self._running, service, request, body, hop, deliver).run()


def _arrive(answer: "asyncio.Future[Reply]", outcome: Outcome) -> None:
    if answer.done():
        return
    if isinstance(outcome, Reply):
        answer.set_result(outcome)
    else:
        answer.set_exception(outcome)


def _too_late(answer: "asyncio.Future[Reply]", request: httpx2.Request, service: Service) -> None:
    if not answer.done():
        answer.set_exception(
            httpx2.ReadTimeout(f"{service.name} did not answer in time", request=request)
        )


def _circle(caller: Hop, request: Request, same: bool) -> LabError:
    chain = list(caller.chain())[::-1]
    steps = [f"{hop.request[0]} {hop.request[1]}" for hop in chain] + [f"{request[0]} {request[1]}"]
    if len(steps) > 8:
        steps = [*steps[:4], "...", *steps[-3:]]
    return CallsInACircle(
        "Services call each other in a circle."
        if same
        else f"Requests inside requests, {MAX_DEPTH} deep.",
        " -> ".join(steps),
        "Let one of them answer without asking back.",
    )
