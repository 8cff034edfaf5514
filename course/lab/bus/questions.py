"""A question on the bus: everybody hears it, owners add their parts, the asker gathers them."""

import asyncio
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from course.lab.bodies import kept
from course.lab.bus.answerers import check_answers
from course.lab.bus.handlers import Answering
from course.lab.bus.spans import BUS, about, fault
from course.lab.circle import inner_hop
from course.lab.clock import to_ns
from course.lab.record import OPEN, Hop
from course.ports import BusUnavailable, Question
from course.trace import Span

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker
    from course.lab.bus.port import ServiceBus


async def ask(
    broker: "Broker",
    asker: str,
    subject: str,
    data: str,
    wanted: Sequence[str],
    timeout_ms: float,
) -> dict[str, Any]:
    """The parts by service, as far as they came in time. ``data`` is JSON."""
    check_answers(broker, asker, subject, wanted)
    conversation = Conversation(broker, asker, subject, data, wanted)
    return await conversation.run(to_ns(timeout_ms, "A time to wait for answers"))


class Conversation:
    """One question, from asking it to having the parts, or to the end of the asker's patience."""

    def __init__(
        self, broker: "Broker", asker: str, subject: str, data: str, wanted: Sequence[str]
    ) -> None:
        self._broker = broker
        self._loop = broker.running.loop
        self._recorder = broker.running.recorder
        self._asker = asker
        self._subject = subject
        self._data = data
        self._wanted = wanted
        self._parts: dict[str, str] = {}
        self._gathered: dict[str, Any] = {}
        self._done: asyncio.Future[None] = self._loop.create_future()
        self._passes: dict[str, Span] = {}
        self._hop = inner_hop(
            broker.running,
            asker,
            ("ask", subject, data.encode()),
            f"ask {subject}",
            self._about("ask", BUS, data) | {"bus.answers": list(wanted)},
        )

    def _about(self, operation: str, to: str, text: str) -> dict[str, Any]:
        return about(operation, self._subject) | {
            "server.address": to,
            "messaging.message.body": kept(text),
        }

    async def run(self, patience_ns: int) -> dict[str, Any]:
        """Ask, and gather."""
        alarm = self._loop.call_at_ns(
            self._loop.now_ns + patience_ns, _wake, self._done, None, last=True
        )
        self._broker.running.send_off(self._set_out())
        error: str | None = "cancelled"
        try:
            await self._done
            error = None if all(name in self._gathered for name in self._wanted) else "timeout"
        except BusUnavailable as unavailable:
            error = str(unavailable).rpartition(": ")[2].replace(" ", "_")
            raise
        finally:
            alarm.cancel()
            for name in self._wanted:  # the others take their time: nobody waits for them
                if name in self._passes:
                    self._recorder.end(self._passes.pop(name), error)
            self._recorder.end(self._hop.span, error)
        return dict(self._gathered)

    async def _set_out(self) -> None:
        """To the bus, and from there to everybody who answers such questions."""
        link = self._broker.network.link(self._asker, BUS)
        problem = "connection reset" if link.cuts_off() else None
        await self._loop.sleep_ns(link.travel_ns())
        if problem:
            self._hop.span.attributes |= fault("reset", self._loop.now_ns)
        if self._broker.is_down:
            problem = problem or "connection refused"
        if problem:
            unavailable = BusUnavailable(f"the bus did not take it: {problem}")
            at_ns = self._loop.now_ns + link.travel_ns()
            self._loop.call_at_ns(at_ns, _wake, self._done, unavailable)
        else:
            self._pass_on(after=None)

    def _pass_on(self, after: str | None) -> None:
        for port in self._broker.ports.values():
            for answering in port.answering:
                fits = answering.subject == self._subject and answering.after == after
                if fits and port.is_connected:
                    self._broker.running.send_off(self._pass(port, answering))

    async def _pass(self, port: "ServiceBus", answering: Answering) -> None:
        link = self._broker.network.link(BUS, port.service)
        text = self._data if answering.after is None else self._parts[answering.after]
        passed = self._passes[port.service] = self._recorder.start(
            self._hop.span.trace_id,
            self._hop.span.id,
            BUS,
            f"pass {self._subject}",
            "client",
            self._about("pass", port.service, text),
        )
        is_cut_off = link.cuts_off()
        await self._loop.sleep_ns(link.travel_ns())
        if is_cut_off:
            passed.attributes |= fault("reset", self._loop.now_ns)
        elif port.is_connected:
            self._broker.running.send_off(self._answer(port, answering, passed), port.service)

    async def _answer(self, port: "ServiceBus", answering: Answering, passed: Span) -> None:
        span = self._recorder.start(
            passed.trace_id,
            passed.id,
            port.service,
            f"answer {self._subject}",
            "server",
            about("answer", self._subject),
        )
        question = Question(
            self._subject,
            json.loads(self._data),
            {name: json.loads(part) for name, part in self._parts.items()},
        )
        hop = Hop(port.service, span, self._hop.request, self._hop.caller, self._hop.depth)
        try:
            part = await port.handling.question(answering, question, hop)
        except BaseException as error:
            crashed = self._broker.running.is_crashed()
            self._recorder.end(span, "crashed" if crashed else type(error).__name__)
            raise
        if part is None:
            self._recorder.end(span, span.attributes["exception.type"])
            return
        span.attributes["messaging.message.body"] = kept(part)
        self._recorder.end(span)
        link = self._broker.network.link(BUS, port.service)
        self._loop.call_at_ns(self._loop.now_ns + link.travel_ns(), self._heard, port.service, part)

    def _heard(self, service: str, part: str) -> None:
        """A part is at the bus: on to the asker, and to those who need it for their own.

        Nothing comes of it where the asker waits no more.
        """
        passed = self._passes.pop(service, None)
        if passed is None or self._broker.is_down:
            return
        self._recorder.end(passed)
        if self._hop.span.end != OPEN:
            return
        self._parts[service] = part
        span = self._recorder.start(
            self._hop.span.trace_id,
            self._hop.span.id,
            BUS,
            f"return {self._subject}",
            "producer",
            self._about("return", self._asker, part) | {"bus.part_of": service},
        )
        link = self._broker.network.link(self._asker, BUS)
        self._loop.call_at_ns(
            self._loop.now_ns + link.travel_ns(), self._returned, service, part, span
        )
        self._pass_on(after=service)

    def _returned(self, service: str, part: str, span: Span) -> None:
        self._recorder.end(span)
        self._gathered[service] = json.loads(part)
        if all(name in self._gathered for name in self._wanted):
            _wake(self._done, None)


def _wake(done: "asyncio.Future[None]", error: Exception | None) -> None:
    if done.done():
        return
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
