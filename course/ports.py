"""What a service may ask for. Its parameters say what it depends on.

A service is a function from its ports to an ASGI app::

    def users(db: Database) -> FastAPI: ...
    def purchases(http: Http) -> FastAPI: ...

Whoever runs it (the lab, later a cluster) reads the signature and gives it just those, by
parameter name: ``db``, ``http``, ``clock``.
"""

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

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

    def transaction(self) -> AbstractAsyncContextManager[Queries]:
        """All or nothing: what is written inside is kept at the end, or undone by an exception.

        One at a time per database; other queries wait until it is over.
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
