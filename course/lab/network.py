"""The network: carries one service's requests to the others' apps, and back, on the lab's time."""

import asyncio
from typing import Protocol

import httpx2

from course.lab.asgi import Reply
from course.lab.bodies import of_message
from course.lab.circle import inner_hop
from course.lab.link import Link
from course.lab.loop import NS_PER_S
from course.lab.record import Hop, http_status, traceparent
from course.lab.running import Running
from course.lab.server import Exchange, Outcome
from course.lab.service import Service

ERROR_TYPES: dict[type[httpx2.TransportError], str] = {
    httpx2.ReadTimeout: "timeout",
    httpx2.ConnectError: "connection_refused",
    httpx2.ReadError: "connection_reset",
}
"""What can happen to a call on the way, and its ``error.type``."""

FOREVER_S = 1e9
"""A time limit of so many seconds is none."""


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
        body = await request.aread()
        service = self._network.find(request.url.host, self._caller)
        url = str(request.url)
        attributes = {
            "http.request.method": request.method,
            "url.full": url,
            "server.address": service.name,
        }
        asked = (request.method, url, body)
        hop = inner_hop(self._running, self._caller, asked, request.method, attributes)
        request.headers["traceparent"] = traceparent(hop.span)
        hop.span.attributes |= of_message("request", request.headers.raw, body)
        recorder = self._running.recorder
        try:
            reply = await self._reply(request, body, service, hop)
        except asyncio.CancelledError:
            recorder.end(hop.span, "cancelled")
            raise
        except httpx2.TransportError as error:
            recorder.end(hop.span, ERROR_TYPES[type(error)])
            raise
        hop.span.attributes |= of_message("response", reply.headers, reply.body)
        recorder.end(hop.span, http_status(hop.span, reply.status, fails_from=400))
        return httpx2.Response(
            reply.status, headers=reply.headers, stream=httpx2.ByteStream(reply.body)
        )

    async def _reply(
        self, request: httpx2.Request, body: bytes, service: Service, hop: Hop
    ) -> Reply:
        """Send it off, and wait for what comes back, no longer than the client said."""
        loop = self._running.loop
        answer: asyncio.Future[Reply] = loop.create_future()
        self._running.send_off(self._travel(request, body, service, hop, answer))
        limit_s = request.extensions.get("timeout", {}).get("read")
        if limit_s is None or limit_s >= FOREVER_S:
            return await answer
        at_ns = loop.now_ns + round(limit_s * NS_PER_S)
        alarm = loop.call_at_ns(at_ns, _too_late, answer, request, service, last=True)
        try:
            return await answer
        finally:
            alarm.cancel()

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
            loop.call_at_ns(loop.now_ns + link.travel_ns(), _arrive, answer, outcome)

        cut_off = link.cuts_off()
        await loop.sleep_ns(link.travel_ns())
        if cut_off:
            hop.span.attributes |= {"lab.fault": "reset", "lab.fault_at": loop.now_ns}
            deliver(httpx2.ReadError(f"the call to {service.name} was cut off", request=request))
        elif (there := self._network.find(service.name, self._caller)).is_down:
            deliver(httpx2.ConnectError(f"{service.name} is down", request=request))
        else:  # whoever answers now: it may have been started anew since this set out
            await Exchange(self._running, there, request, body, hop, deliver).run()


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
