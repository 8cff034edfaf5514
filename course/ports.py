"""What a service may ask for. Its parameters say what it depends on.

A service is a function from its ports to an ASGI app::

    def users(db: Database) -> FastAPI: ...
    def purchases(http: Http) -> FastAPI: ...

Whoever runs it (the lab, later a cluster) reads the signature and gives it just those, by
parameter name: ``db``, ``documents``, ``columns``, ``http``, ``bus``, ``clock``. A service has one
database at most, so the first three exclude each other.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

import httpx2

Row = dict[str, Any]
"""One row of a result: column name to value."""

Http = httpx2.AsyncClient
"""A client whose URLs name services: ``await http.get("http://users/users/1")``."""


class Queries(Protocol):
    """Something that answers SQL: a database, or a transaction on one."""

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives. Parameters are named: ``where id = :id``, ``id=1``."""
        ...


class Database(Queries, Protocol):
    """A relational database that belongs to one service."""

    def schema(self, sql: str) -> None:
        """Declare the tables the service needs, while the app is built. Must be repeatable."""
        ...

    def migrate(self, *steps: str) -> None:
        """Change tables that are there already, while the app is built, after ``schema``.

        Each step runs once in the life of the database, whole or not at all, in this order. To
        change the tables again in a later version, add a step at the end.
        """
        ...

    def transaction(self) -> AbstractAsyncContextManager[Queries]:
        """All or nothing: what is written inside is kept at the end, or undone by an exception.

        One at a time per database; other queries wait until it is over.
        """
        ...


class Columns(Database, Protocol):
    """A database for sums over many rows: it keeps the values of a column together.

    It understands SQL too. What it is slow at is to find or to change single rows.
    """


class Collections(Protocol):
    """Something that holds documents: a database of documents, or a transaction on one.

    A document is a JSON object. It is kept in a collection, under the value of its ``id``: a whole
    number from 0 on, or a text.
    """

    async def get(self, collection: str, id: int | str) -> Row | None:
        """The document with this id; ``None`` if there is none."""
        ...

    async def all(self, collection: str) -> list[Row]:
        """All documents of a collection in the order of their ids, numbers before texts."""
        ...

    async def add(self, collection: str, document: Mapping[str, Any]) -> Row:
        """Keep a new document, and give it with its id: 1, 2, 3... None is given twice."""
        ...

    async def put(self, collection: str, document: Mapping[str, Any]) -> None:
        """Keep a document under its id, in the place of the one that was there."""
        ...

    async def remove(self, collection: str, id: int | str) -> None:
        """Forget the document with this id, if there is one."""
        ...


class Documents(Collections, Protocol):
    """A database of documents that belongs to one service."""

    def declare(self, *collections: str) -> None:
        """Say which collections the service keeps, while the app is built."""
        ...

    def transaction(self) -> AbstractAsyncContextManager[Collections]:
        """All or nothing, and one at a time, as with a relational database."""
        ...


class DatabaseUnavailable(Exception):
    """The database could not be reached. Nothing of what was asked of it has happened."""


class Event(NamedTuple):
    """Something that has happened, for whoever wants to know.

    The attributes are those of CloudEvents 1.0 (https://github.com/cloudevents/spec). A service
    gives ``type``, in the past tense, and ``data``; it may name the ``id``, so that a second
    telling of the same thing is recognised. The rest is filled in when the event is told.
    """

    type: str
    """What happened: ``order.placed``. On the bus this is the subject that one listens to."""
    data: Mapping[str, Any]
    """What there is to know of it, as a JSON object."""
    id: str = ""
    """With ``source`` it tells this event from every other."""
    source: str = ""
    """The service that it comes from."""
    time: str = ""
    """When it was told, as RFC 3339 writes it."""
    traceparent: str = ""
    """The span that told it, as W3C Trace Context writes it."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question on the bus, as it reaches somebody who may know a part of the answer."""

    subject: str
    data: Mapping[str, Any]
    parts: Mapping[str, Any] = field(default_factory=dict)
    """What others have answered on the way here: service to its part."""


class BusUnavailable(Exception):
    """The bus could not be reached, or did not confirm in time that it has taken something."""


Handler = TypeVar("Handler", bound=Callable[..., Awaitable[Any]])


class Bus(Protocol):
    """Where services tell what happened, and ask who knows. Words and rules follow NATS JetStream.

    Events are stored, in the order in which the bus gets them, and delivered at least once.
    Questions are not stored: who is there hears them.
    """

    def declare(self, *types: str) -> None:
        """Say which events this service tells, while the app is built. No other may tell them."""
        ...

    def emit(self, tx: Queries | Collections, event: Event) -> None:
        """Tell it if, and only if, the transaction commits.

        The event is written beside the rows, into the outbox of the same database. A relay, woken
        by the commit, publishes it.
        """
        ...

    async def publish(self, event: Event) -> None:
        """Tell it now, and wait until the bus has stored it. Raises ``BusUnavailable``."""
        ...

    def on(self, subject: str, group: str | None = None) -> Callable[[Handler], Handler]:
        """Register a handler for events, while the app is built: ``async def (event, tx)``.

        ``tx`` is a transaction on the service's own database; a service without one has handlers
        with one parameter. The event is acknowledged when the handler has returned and the
        transaction is committed; until then it is delivered again and again, up to a limit.

        The place in the log is kept under the name of the service, or of ``group``: each event
        goes to one member of a group. ``*`` stands for one word of a subject, ``>`` for the rest.
        """
        ...

    async def ask(
        self,
        subject: str,
        data: Mapping[str, Any],
        answers: Sequence[str],
        timeout_ms: float = 1000,
    ) -> dict[str, Any]:
        """Ask everybody, and wait until the services named in ``answers`` have each added a part.

        Gives the parts by service. Whoever did not answer in time is missing. Raises
        ``BusUnavailable``.
        """
        ...

    def answers(self, subject: str, after: str | None = None) -> Callable[[Handler], Handler]:
        """Register who answers a question, while the app is built: ``async def (question)``.

        What it returns is this service's part. With ``after`` the question comes once that service
        has answered, with its part in ``question.parts``.
        """
        ...


class Clock(Protocol):
    """The time, and ways to spend it."""

    @property
    def now_ms(self) -> float:
        """Milliseconds since some fixed moment."""
        ...

    async def sleep(self, ms: float) -> None:
        """Wait without occupying anybody."""
        ...

    async def work(self, ms: float) -> None:
        """Compute for ``ms``: one of the service's workers is busy meanwhile."""
        ...
