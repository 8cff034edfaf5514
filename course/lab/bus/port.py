"""The bus as one service is given it."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from course.lab.bus.handlers import Answering, Listening, answering, listening
from course.lab.bus.handling import Handling
from course.lab.bus.outbox import Outbox
from course.lab.bus.publishing import id_prefix, publish, rfc3339
from course.lab.bus.questions import ask
from course.lab.bus.spans import about, body
from course.lab.bus.subjects import check_subject, matches
from course.lab.circle import refuse_endless_events
from course.lab.clock import Workers
from course.lab.database import LabDatabase
from course.lab.errors import BadSetting, NotYourEvent
from course.lab.mistakes import where_now
from course.lab.record import current_hop, service_here, traceparent
from course.lab.running import Running
from course.lab.transaction import Transaction
from course.ports import Event, Handler, Queries

if TYPE_CHECKING:
    from course.lab.bus.broker import Broker


class ServiceBus:
    """``ports.Bus`` in the lab, for one service from its start until it goes down."""

    def __init__(
        self,
        service: str,
        broker: "Broker",
        running: Running,
        workers: Workers,
        database: LabDatabase | None,
    ) -> None:
        self.service = service
        self.is_connected = False
        self.types: list[str] = []
        self.listening: list[Listening] = []
        self.answering: list[Answering] = []
        self.outbox: Outbox | None = None
        self.handling = Handling(service, running, workers, database)
        self._broker = broker
        self._running = running
        self._database = database
        if database is not None and Outbox.is_in(database):
            self.outbox = Outbox(service, database, broker)

    # While the app is built

    def declare(self, *types: str) -> None:
        """Say which events this service tells."""
        self._only_while_built("bus.declare(...)")
        for event_type in types:
            check_subject(event_type)
            self._broker.check_owner(event_type, self.service)
        self.types += types
        if self._database is not None and self.outbox is None:
            self.outbox = Outbox(self.service, self._database, self._broker)

    def on(self, subject: str, group: str | None = None) -> Callable[[Handler], Handler]:
        """Register a handler of events."""
        self._only_while_built("@bus.on(...)")

        def register(handler: Handler) -> Handler:
            self.listening.append(
                listening(subject, group or self.service, handler, self._database is not None)
            )
            return handler

        return register

    def answers(self, subject: str, after: str | None = None) -> Callable[[Handler], Handler]:
        """Register who answers a question."""
        self._only_while_built("@bus.answers(...)")

        def register(handler: Handler) -> Handler:
            if any(other.subject == subject for other in self.answering):
                raise self._error(
                    f"{self.service} answers {subject} twice.", "Let one handler answer it."
                )
            self.answering.append(answering(subject, after, handler))
            return handler

        return register

    def _only_while_built(self, call: str) -> None:
        if self.is_connected:
            raise self._error(
                f"{call} came too late: {self.service} is running already.",
                f"Write it in the function {self.service} itself, before: return app",
            )

    # While it runs

    def emit(self, tx: Queries, event: Event) -> None:
        """Tell it if, and only if, the transaction commits."""
        data = self._checked(event)
        transaction = self._own_transaction(tx)
        assert self.outbox is not None
        self.outbox.put(transaction, event, data, rfc3339(self._running.loop.now_ns))

    def _own_transaction(self, tx: Queries) -> Transaction:
        if isinstance(tx, Transaction) and tx.database is self._database and tx.is_open:
            return tx
        given = (
            "a transaction that is over"
            if isinstance(tx, Transaction) and not tx.is_open
            else f"a transaction on {tx.database.name}"
            if isinstance(tx, Transaction)
            else "the database itself"
            if isinstance(tx, LabDatabase)
            else repr(tx)
        )
        raise self._error(
            f"bus.emit was given {given}, not an open transaction on {self.service}'s database.",
            "Write: async with db.transaction() as tx, and in it bus.emit(tx, event)."
            if self._database is not None
            else f"Ask for db in the signature of {self.service}, and write: async with "
            "db.transaction() as tx. Or tell it now: await bus.publish(event).",
        )

    async def publish(self, event: Event) -> None:
        """Tell it now, and wait until the bus has stored it."""
        data = self._checked(event)
        recorder = self._running.recorder
        hop = current_hop.get(None)
        name = event.id or self._new_id()
        span = recorder.start(
            hop.span.trace_id if hop else recorder.new_trace_id(),
            hop.span.id if hop else None,
            self.service,
            f"send {event.type}",
            "producer",
            about("send", event.type)
            | {"messaging.message.id": name, "messaging.message.body": body(data)},
        )
        told = Event(
            type=event.type,
            data=json.loads(data),
            id=name,
            source=self.service,
            time=rfc3339(self._running.loop.now_ns),
            traceparent=traceparent(span),
        )
        await publish(self._broker, self.service, [told], [span])

    async def ask(
        self,
        subject: str,
        data: Mapping[str, Any],
        answers: Sequence[str],
        timeout_ms: float = 1000,
    ) -> dict[str, Any]:
        """Ask everybody, and wait for the parts of those named."""
        self._check_caller()
        check_subject(subject)
        if isinstance(answers, str):
            raise self._error(
                f"answers is {answers!r}, a text.", f"Give a list: answers=[{answers!r}]."
            )
        text = self._as_json(data, f"the question {subject}")
        return await ask(self._broker, self.service, subject, text, answers, timeout_ms)

    def _new_id(self) -> str:
        told = self._broker.told_at_once
        told[self.service] += 1
        return f"{id_prefix(self.service, self._running.recorder.run)}p{told[self.service]}"

    def _check_caller(self) -> None:
        """Refuse another service's code, and what goes on after its service went down."""
        if service_here() not in (self.service, None):
            raise self._error(
                f"{service_here()} uses the bus in the name of {self.service}.",
                f"Ask for a bus of its own in the signature of {service_here()}.",
            )
        if self._running.is_crashed():
            raise asyncio.CancelledError("the service is down")

    def _checked(self, event: Event) -> str:
        """The event's data as JSON, if this service may tell it."""
        self._check_caller()
        if not isinstance(event, Event) or not isinstance(event.id, str):
            raise self._error(f"{event!r} is no event.", 'Write: Event("order.placed", {"id": 1}).')
        if event.id.startswith(f"{self.service}#"):
            raise self._error(
                f"The event {event.type} was named {event.id!r}. Such ids are given to events of "
                f"{self.service} that have none.",
                "Name it after what happened, or give it no id.",
            )
        refuse_endless_events(self._running, event.type)
        if event.type not in self.types:
            raise self._running.fail(
                NotYourEvent(
                    f"{self.service} told {event.type!r}, which it has not declared.",
                    where_now(),
                    f"Write bus.declare({event.type!r}) in the function {self.service}. Declared "
                    f"so far: {', '.join(self.types) or 'nothing'}.",
                )
            )
        return self._as_json(event.data, f"the event {event.type}")

    def _as_json(self, data: Mapping[str, Any], what: str) -> str:
        try:
            text = json.dumps(data, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise self._error(
                f"The data of {what} cannot be written as JSON: {error}.",
                "Give a dict of texts, numbers, lists and dicts.",
            ) from None
        if not text.startswith("{"):
            raise self._error(f"The data of {what} is {data!r}.", 'Give a dict: {"id": 1}.')
        return text

    def _error(self, happened: str, advice: str) -> BadSetting:
        error = BadSetting(happened, where_now(), advice)
        self._running.fail(error)
        return error

    # What it has registered

    def subjects(self) -> dict[str, list[str]]:
        """What this service listens to, by consumer."""
        found: dict[str, list[str]] = {}
        for each in self.listening:
            found.setdefault(each.consumer, []).append(each.subject)
        return found

    def handlers(self, event_type: str, consumer: str) -> list[Listening]:
        """Those that an event is for, in the order they were registered."""
        return [
            each
            for each in self.listening
            if each.consumer == consumer and matches(each.subject, event_type)
        ]
