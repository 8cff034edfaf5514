"""The outbox: events are written beside the rows they tell of, and a relay publishes them."""

import asyncio
import json
from typing import TYPE_CHECKING

from course.lab.bodies import kept
from course.lab.bus.publishing import id_prefix, publish
from course.lab.bus.spans import about
from course.lab.database import LabDatabase
from course.lab.record import read_traceparent, traceparent
from course.lab.transaction import Transaction
from course.ports import BusUnavailable, Event, Row
from course.trace import NS_PER_MS, Span

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker

BATCH = 100
"""So many events travel to the bus together."""
PAUSE_MS = 100
"""After a try that failed the relay waits so long before the next."""

SCHEMA = """
create table if not exists outbox (
    number integer primary key autoincrement,
    id text not null,
    type text not null,
    data text not null,
    time text not null,
    traceparent text not null
)
"""
INSERT = """
insert into outbox (id, type, data, time, traceparent)
values (
    coalesce(
        nullif(:id, ''),
        :prefix || (select 1 + coalesce(max(seq), 0) from sqlite_sequence where name = 'outbox')
    ),
    :type, :data, :time, :traceparent
)
returning id
"""
OLDEST = "select * from outbox order by number limit :limit"
DELETE = "delete from outbox where number <= :number"


class Outbox:
    """One service's outbox and its relay. What is in it outlives the service.

    An event that nobody named is named after its row's number, which is never given twice.
    """

    @staticmethod
    def is_in(database: LabDatabase) -> bool:
        """Whether a version of the service that ran before has left one."""
        return "outbox" in database.store.table_names()

    def __init__(self, service: str, database: LabDatabase, broker: "Broker") -> None:
        self._service = service
        self._database = database
        self._running = broker.running
        self._broker = broker
        self._may_have_more = True
        self._relay: asyncio.Task[None] | None = None
        database.schema(SCHEMA)
        database.on_commit = self.wake

    def put(self, tx: Transaction, event: Event, data: str, time: str) -> None:
        """Write an event into the outbox, in the transaction of the rows it tells of."""
        recorder = self._running.recorder
        attributes = about("create", event.type) | {"messaging.message.body": kept(data)}
        with recorder.part(self._service, f"create {event.type}", "producer", attributes) as span:
            row = {
                "id": event.id,
                "prefix": id_prefix(self._service, recorder.run),
                "type": event.type,
                "data": data,
                "time": time,
                "traceparent": traceparent(span),
            }
            (written,) = tx.write(INSERT, row, span.attributes)
            span.attributes["messaging.message.id"] = written["id"]
        self._may_have_more = True

    def wake(self) -> None:
        """Somebody committed, or the bus is back: publish what there is."""
        is_running = self._running.loop.is_running()
        if is_running and self._may_have_more and not self.is_busy and not self._broker.is_down:
            self._relay = self._running.send_off(self._publish_all(), self._service)

    @property
    def is_busy(self) -> bool:
        """Whether its relay is at work."""
        return self._relay is not None and not self._relay.done()

    async def _publish_all(self) -> None:
        """Publish until the outbox is empty. Each try is a span, also one that fails.

        While the bus is down there is no use in trying: when it is back it says so.
        """
        while rows := await self._oldest():
            spans = [self._span(row) for row in rows]
            events = [self._event(row) for row in rows]
            try:
                await publish(self._broker, self._service, events, spans)
            except BusUnavailable:
                if self._broker.is_down:
                    return
                await self._running.loop.sleep_ns(PAUSE_MS * NS_PER_MS)
            else:
                async with self._database.quietly() as tx:
                    tx.write(DELETE, {"number": rows[-1]["number"]}, spans[-1].attributes)
        self._may_have_more = False

    async def _oldest(self) -> list[Row]:
        """What has been committed and is not known to be published."""
        async with self._database.quietly() as tx:
            return tx.write(OLDEST, {"limit": BATCH}, {})

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
