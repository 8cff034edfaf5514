"""One attempt to deliver an event: there, through the handler, and the acknowledgement back."""

import asyncio
import json
from typing import TYPE_CHECKING, Any

from course.lab.bodies import kept
from course.lab.bus.log import Delivery
from course.lab.bus.spans import BUS, about, fault, told_by
from course.trace import NS_PER_MS, Span

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker
    from course.lab.bus.port import ServiceBus

ACKNOWLEDGED, TIMEOUT, FAILED, DISCONNECTED = (
    "acknowledged",
    "timeout",
    "handler_failed",
    "disconnected",
)


class Attempt:
    """One event on its way to one member of a consumer, until it is acknowledged or given up."""

    def __init__(
        self, broker: "Broker", consumer: str, port: "ServiceBus", delivery: Delivery
    ) -> None:
        self.reason = "no acknowledgement came in time"
        self._broker = broker
        self._loop = broker.running.loop
        self._consumer = consumer
        self._port = port
        self._delivery = delivery
        self._outcome: asyncio.Future[str] = self._loop.create_future()
        self._limit_ns = self._loop.now_ns + round(broker.ack_wait_ms * NS_PER_MS)
        event = delivery.event
        self._text = json.dumps(event.data)
        self._links = told_by(event)
        recorder = broker.running.recorder
        self.span: Span = recorder.start(
            recorder.new_trace_id(),
            None,
            BUS,
            f"deliver {event.type}",
            "client",
            self._about("deliver") | {"server.address": port.service},
            self._links,
        )

    def _about(self, operation: str) -> dict[str, Any]:
        event = self._delivery.event
        return about(operation, event.type) | {
            "messaging.consumer.group.name": self._consumer,
            "messaging.message.id": event.id,
            "messaging.message.body": kept(self._text),
            "bus.position": self._delivery.position,
            "bus.attempt": self._delivery.attempt,
        }

    async def run(self) -> bool:
        """Whether it was acknowledged."""
        alarm = self._loop.call_at_ns(self._limit_ns, self._settle, TIMEOUT, last=True)
        under_way, here = self._broker.under_way, (self._consumer, self._delivery.position)
        under_way[here] = self
        self._set_out()
        outcome = DISCONNECTED
        try:
            outcome = await self._outcome
        finally:
            alarm.cancel()
            del under_way[here]
            error = None if outcome == ACKNOWLEDGED else outcome
            self._broker.running.recorder.end(self.span, error)
        return outcome == ACKNOWLEDGED

    async def wait_is_over(self) -> None:
        """An attempt that failed early is not repeated before its time."""
        await self._loop.sleep_ns(max(0, self._limit_ns - self._loop.now_ns))

    def _settle(self, outcome: str) -> None:
        """The first outcome counts."""
        if not self._outcome.done():
            self._outcome.set_result(outcome)

    def _set_out(self) -> None:
        """One journey; two where the event is doubled; later where it is delayed."""
        faults, link = self._broker.faults, self._broker.network.link(BUS, self._port.service)
        subject, to = self._delivery.event.type, self._port.service
        travel_ns = link.travel_ns()
        arrival_ns = self._loop.now_ns + travel_ns
        if faults.strikes("delivery", subject, to) or link.cuts_off():
            self.mark("delivery lost", self._loop.now_ns + travel_ns // 2)
            return
        if delay := faults.strikes("delay", subject, to):
            arrival_ns += delay.extra_ns
            self.mark("delayed", self._loop.now_ns)
        journeys = [arrival_ns]
        if faults.strikes("double", subject, to):
            journeys.append(arrival_ns + travel_ns)
            self.mark("doubled", self._loop.now_ns)
        for at_ns in journeys:
            self._loop.call_at_ns(at_ns, self._arrive)

    def mark(self, what: str, at_ns: int) -> None:
        """Record a fault that struck."""
        self.span.attributes |= fault(what, at_ns)

    def _arrive(self) -> None:
        if self._port.is_connected:
            self._broker.running.send_off(self._process(), self._port.service)

    async def _process(self) -> None:
        """At the consumer: handle it, and send the acknowledgement, or the word that it failed."""
        event, recorder = self._delivery.event, self._broker.running.recorder
        span = recorder.start(
            self.span.trace_id,
            self.span.id,
            self._port.service,
            f"process {event.type}",
            "consumer",
            self._about("process"),
            self._links,
        )
        try:
            handlers = self._port.handlers(event.type, self._consumer)
            own = event._replace(data=json.loads(self._text))  # as it came by wire
            problem = await self._port.handling.event(handlers, own, span)
        except BaseException as error:
            crashed = self._broker.running.is_crashed()
            recorder.end(span, "crashed" if crashed else type(error).__name__)
            raise
        if problem is not None:
            span.attributes["exception.message"] = str(problem)
        recorder.end(span, type(problem).__name__ if problem else None)
        travel_ns = self._broker.network.link(BUS, self._port.service).travel_ns()
        faults = self._broker.faults
        if not problem and faults.strikes("acknowledgement", event.type, self._port.service):
            self.mark("acknowledgement lost", self._loop.now_ns + travel_ns // 2)
        else:
            self._loop.call_at_ns(self._loop.now_ns + travel_ns, self._come_back, problem)

    def _come_back(self, problem: Exception | None) -> None:
        """At the bus again, perhaps after the attempt was given up."""
        if self._broker.is_down:
            return
        if problem is None:
            here = (self._consumer, self._delivery.position)
            self._broker.log.ack(self._consumer, [self._delivery.position])
            if here in self._broker.under_way:  # this attempt, or a later one
                self._broker.under_way[here]._settle(ACKNOWLEDGED)
        else:
            self.reason = f"{type(problem).__name__}: {problem}"
            self._settle(FAILED)
