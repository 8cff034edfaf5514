"""The outbox: events are written beside the rows they tell of, and a relay publishes them."""

import asyncio
import json
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from course.lab.bodies import kept
from course.lab.bus.publishing import id_prefix, publish
from course.lab.bus.spans import about
from course.lab.databases.database import LabDatabase
from course.lab.databases.transaction import Transaction
from course.lab.errors import BadSetting
from course.lab.record import read_traceparent, traceparent
from course.ports import BusUnavailable, DatabaseUnavailable, Event, Row
from course.trace import NS_PER_MS, Span

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker

BATCH = 100
"""So many events travel to the bus together."""
PAUSE_MS = 100
"""After a try that failed the relay waits so long before the next."""


class Outbox:
    """One service's outbox and its relay. What is in it outlives the service.

    An event that nobody named is named after its row's number, which is never given twice.
    """

    def __init__(self, service: str, database: LabDatabase[Any], broker: "Broker") -> None:
        self._service = service
        self._database = database
        self._running = broker.running
        self._broker = broker
        self._may_have_more = True
        self._relay: asyncio.Task[None] | None = None
        self._table = database.store.outbox
        if others := database.on_commit.keys() - {service}:
            raise BadSetting(
                f"{service} and {', '.join(others)} share {database.name}, and both tell events.",
                f"bus.declare(...) in {service}",
                "An outbox belongs to one service: give each a database of its own.",
            )
        with database.ending_the_run():
            self._table.create()
        database.on_commit[service] = self.wake

    def put(self, tx: Transaction, event: Event, data: str, time: str) -> None:
        """Write an event into the outbox, in the transaction of the rows it tells of."""
        recorder = self._running.recorder
        attributes = about("create", event.type) | {"messaging.message.body": kept(data)}
        with recorder.part(self._service, f"create {event.type}", "producer", attributes) as span:
            row = {
                "id": event.id,
                "type": event.type,
                "data": data,
                "time": time,
                "traceparent": traceparent(span),
            }
            prefix = id_prefix(self._service, recorder.run)
            span.attributes["messaging.message.id"] = tx.at_once(
                lambda changes: self._table.put(row, prefix, changes), span.attributes
            )
        self._may_have_more = True

    def wake(self) -> None:
        """Somebody committed, or the bus is back: publish what there is."""
        is_running = self._running.loop.is_running()
        is_down = self._broker.is_down or self._database.is_down
        if is_running and self._may_have_more and not self.is_busy and not is_down:
            self._relay = self._running.send_off(self._relay_all(), self._service)

    @property
    def is_busy(self) -> bool:
        """Whether its relay is at work."""
        return self._relay is not None and not self._relay.done()

    async def _relay_all(self) -> None:
        """Publish until the outbox is empty, or until its database is gone."""
        with suppress(DatabaseUnavailable):
            self._may_have_more = await self._publish_all()

    async def _publish_all(self) -> bool:
        """Publish until the outbox is empty. Each try is a span, also one that fails.

        While the bus is down there is no use in trying, so something is left: when it is back it
        says so.
        """
        while rows := await self._oldest():
            spans = [self._span(row) for row in rows]
            events = [self._event(row) for row in rows]
            try:
                await publish(self._broker, self._service, events, spans)
            except BusUnavailable:
                if self._broker.is_down:
                    return True
                await self._running.loop.sleep_ns(PAUSE_MS * NS_PER_MS)
            else:
                async with self._database.quietly() as tx:
                    published = partial(self._table.delete, rows[-1]["number"])
                    tx.at_once(published, spans[-1].attributes)
        return False

    async def _oldest(self) -> list[Row]:
        """What has been committed and is not known to be published."""
        async with self._database.quietly() as tx:
            rows: list[Row] = tx.at_once(lambda _: self._table.oldest(BATCH), {})
            return rows

    def _event(self, row: Row) -> Event:
        """A row as the event it holds."""
        return Event(
            type=row["type"],
            data=json.loads(row["data"]),
            id=row["id"],
            source=self._service,
            time=row["time"],
            traceparent=row["traceparent"],
        )

    def _span(self, row: Row) -> Span:
        told = read_traceparent(row["traceparent"])
        attributes = about("send", row["type"]) | {
            "messaging.message.id": row["id"],
            "messaging.message.body": kept(row["data"]),
        }
        return self._running.recorder.start(
            told.trace_id,
            told.span_id,
            self._service,
            f"send {row['type']}",
            "client",
            attributes,
        )
