"""The bus as one service is given it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from course.lab.bodies import kept
from course.lab.bus.handlers import Answering, Listening, answering, listening
from course.lab.bus.handling import Handling
from course.lab.bus.outbox import Outbox
from course.lab.bus.publishing import id_prefix, publish, rfc3339
from course.lab.bus.questions import ask
from course.lab.bus.refusals import Refusals
from course.lab.bus.spans import about
from course.lab.bus.subjects import check_subject, matches
from course.lab.clock import Workers
from course.lab.databases.database import LabDatabase
from course.lab.record import traceparent
from course.lab.running import Running
from course.ports import Collections, Event, Handler, Queries

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
        database: LabDatabase[Any] | None,
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
        self._refuse = Refusals(service, running, database)
        if database is not None and database.store.outbox.exists():
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
                raise self._refuse.mistake(
                    f"{self.service} answers {subject} twice.", "Let one handler answer it."
                )
            self.answering.append(answering(subject, after, handler))
            return handler

        return register

    def _only_while_built(self, call: str) -> None:
        if self.is_connected:
            raise self._refuse.mistake(
                f"{call} came too late: {self.service} is running already.",
                f"Write it in the function {self.service} itself, before: return app",
            )

    # While it runs

    def emit(self, tx: Queries | Collections, event: Event) -> None:
        """Tell it if, and only if, the transaction commits."""
        data = self._refuse.event(event, self.types)
        transaction = self._refuse.transaction(tx)
        assert self.outbox is not None
        self.outbox.put(transaction, event, data, self._now())

    async def publish(self, event: Event) -> None:
        """Tell it now, and wait until the bus has stored it."""
        data = self._refuse.event(event, self.types)
        name = event.id or self._new_id()
        span = self._running.recorder.start_here(
            self.service,
            f"send {event.type}",
            "producer",
            about("send", event.type)
            | {"messaging.message.id": name, "messaging.message.body": kept(data)},
        )
        told = Event(
            type=event.type,
            data=json.loads(data),
            id=name,
            source=self.service,
            time=self._now(),
            traceparent=traceparent(span),
        )
        await publish(self._broker, self.service, [told], [span])

    def _now(self) -> str:
        return rfc3339(self._running.loop.now_ns, self._running.recorder.run)

    def _new_id(self) -> str:
        told = self._broker.told_at_once
        told[self.service] += 1
        return f"{id_prefix(self.service, self._running.recorder.run)}p{told[self.service]}"

    async def ask(
        self,
        subject: str,
        data: Mapping[str, Any],
        answers: Sequence[str],
        timeout_ms: float = 1000,
    ) -> dict[str, Any]:
        """Ask everybody, and wait for the parts of those named."""
        self._refuse.caller()
        check_subject(subject)
        if isinstance(answers, str):
            raise self._refuse.mistake(
                f"answers is {answers!r}, a text.", f"Give a list: answers=[{answers!r}]."
            )
        text = self._refuse.data(data, f"the question {subject}")
        return await ask(self._broker, self.service, subject, text, answers, timeout_ms)

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
