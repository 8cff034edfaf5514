"""From a service to the bus, and the confirmation back."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from course.lab.bus.faults import Lost
from course.lab.bus.spans import BUS, fault
from course.lab.errors import LabError
from course.ports import BusUnavailable, Event
from course.trace import NS_PER_MS, Span

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker

CONFIRM_MS = 1000
"""Who publishes gives up after so long without a confirmation."""


def rfc3339(ns: int, run: int) -> str:
    """A moment on the lab's clock, which begins in 1970, and in each run of a folder a day later:
    so what is told in one run comes after what was told in the one before."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=run, microseconds=ns / 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def id_prefix(service: str, run: int) -> str:
    """How the ids begin that events get which nobody named: in each run of a folder otherwise."""
    return f"{service}#{run}." if run else f"{service}#"


async def publish(broker: "Broker", source: str, events: list[Event], spans: list[Span]) -> None:
    """Bring events to the bus, and wait until it has stored them; ends their spans.

    Raises ``BusUnavailable`` where no confirmation came. They may have been stored even so.
    """
    loop, recorder = broker.running.loop, broker.running.recorder
    for span in spans:
        span.attributes["server.address"] = BUS
    confirmed: asyncio.Future[str | None] = loop.create_future()
    limit_ns = loop.now_ns + CONFIRM_MS * NS_PER_MS
    alarm = loop.call_at_ns(limit_ns, _settle, confirmed, "timeout", last=True)
    broker.running.send_off(_travel(broker, source, events, spans, confirmed))
    problem: str | None = "cancelled"
    try:
        problem = await confirmed
    finally:
        alarm.cancel()
        for span in spans:
            recorder.end(span, problem)
    if problem is not None:
        raise BusUnavailable(f"the bus did not take it: {problem.replace('_', ' ')}")


async def _travel(
    broker: "Broker",
    source: str,
    events: list[Event],
    spans: list[Span],
    confirmed: "asyncio.Future[str | None]",
) -> None:
    loop, link = broker.running.loop, broker.network.link(source, BUS)
    is_cut_off, there_ns = link.cuts_off(), link.travel_ns()
    if _strikes(broker, "publish", source, events):
        _mark(spans, "publish lost", loop.now_ns + there_ns // 2)
        return
    await loop.sleep_ns(there_ns)
    problem = None
    if is_cut_off:
        problem = "connection_reset"
        _mark(spans, "reset", loop.now_ns)
    elif broker.is_down:
        problem = "connection_refused"
    else:
        try:
            broker.store(events, spans)
        except LabError as error:
            broker.running.fail(error)
            return
    back_ns = link.travel_ns()
    if problem is None and _strikes(broker, "confirmation", source, events):
        _mark(spans, "confirmation lost", loop.now_ns + back_ns // 2)
    else:
        loop.call_at_ns(loop.now_ns + back_ns, _settle, confirmed, problem)


def _strikes(broker: "Broker", what: Lost, source: str, events: list[Event]) -> bool:
    """Events that travel together are lost together."""
    return any(broker.faults.strikes(what, event.type, source) for event in events)


def _mark(spans: list[Span], what: str, at_ns: int) -> None:
    for span in spans:
        span.attributes |= fault(what, at_ns)


def _settle(confirmed: "asyncio.Future[str | None]", problem: str | None) -> None:
    if not confirmed.done():
        confirmed.set_result(problem)
