"""Databases that know their owner, take their time, and record every call."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from pathlib import Path
from typing import Any

from course.lab import statement
from course.lab.changes import Change
from course.lab.errors import LabError
from course.lab.record import service_here
from course.lab.refusals import Refusals
from course.lab.running import Running
from course.lab.sqlite import NoSuchTable, NotAllowed, Store
from course.lab.transaction import Transaction
from course.lab.turns import Turns
from course.ports import Row


class LabDatabase:
    """``ports.Database``. Each statement takes the same time; a commit takes none.

    A statement takes effect at once; its rows arrive when its time has passed.
    """

    def __init__(
        self,
        owner: str,
        running: Running,
        call_ns: int,
        owner_of_table: Callable[[str], str | None],
        path: Path | None = None,
    ) -> None:
        self.owner = owner
        self.name = f"{owner}.db"
        self.store = Store(path)
        self.at_point: Callable[[str], None] = lambda _: None
        """Called "before commit" and "after commit" of a service's transaction; may raise."""
        self.on_commit: Callable[[], None] = lambda: None
        """Called when a service's transaction has been committed."""
        self._running = running
        self._call_ns = call_ns
        self._refusals = Refusals(owner, running, owner_of_table)
        self._turns = Turns()

    def schema(self, sql: str) -> None:
        """Create the tables, while the service's app is built. Takes no time."""
        self._admit()
        if self.store.in_transaction:
            raise self._refusals.schema_inside()
        try:
            with self.ending_the_run():
                self.store.script(sql)
        except sqlite3.Error as error:
            raise self._refusals.bad_schema(error) from None

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives. Waits while somebody else's transaction is open."""
        if self._turns.holder is not None:
            async with self._turn(self._queued()):
                pass
        return await self.run(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """All or nothing. One at a time per database."""
        self._admit()
        async with self._turn(self._queued()):
            with Transaction(self).opened() as transaction:
                yield transaction
                self.at_point("before commit")
            if transaction.is_committed:
                self.on_commit()
                self.at_point("after commit")

    @asynccontextmanager
    async def quietly(self) -> AsyncIterator[Transaction]:
        """A transaction of the lab itself: its waiting is no span, and it has no points."""
        self._admit()
        async with self._turn(nullcontext()):
            with Transaction(self).opened() as transaction:
                yield transaction

    async def run(
        self, sql: str, parameters: dict[str, Any], transaction: Transaction | None = None
    ) -> list[Row]:
        """Run a statement on behalf of the running service; recorded, and in its time."""
        self.check(transaction)
        attributes = statement.attributes(sql, self.name)
        name = attributes["db.query.summary"]
        with self._running.recorder.part(self._user(), name, "client", attributes):
            rows = self.execute(sql, parameters, attributes, transaction)
            await self._running.loop.sleep_ns(self._call_ns)
            attributes["db.response.returned_rows"] = len(rows)
            return rows

    def execute(
        self,
        sql: str,
        parameters: dict[str, Any],
        attributes: dict[str, Any],
        transaction: Transaction | None,
    ) -> list[Row]:
        """Run a statement at once, and note what it changes in the ``attributes`` of a span."""
        changes: list[Change] = []
        try:
            with self.ending_the_run():
                return self.store.execute(sql, parameters, changes)
        except NoSuchTable as missing:
            raise self._refusals.missing(missing, self._user()) from None
        except NotAllowed:
            raise self._refusals.not_allowed(sql) from None
        finally:
            if changes:
                attributes["db.namespace"] = self.name
                attributes["db.changes"] = [*attributes.get("db.changes", ()), *changes]
                if transaction is None:
                    attributes["db.committed"] = self.now_ns
                else:
                    transaction.note(attributes)

    def check(self, transaction: Transaction | None = None) -> None:
        """Refuse what comes from another service, from one that is down, or too late."""
        self._admit()
        if self._running.is_crashed():
            raise asyncio.CancelledError("the service is down")
        if transaction is not None and not transaction.is_open:
            raise self._refusals.transaction_is_over()

    @contextmanager
    def ending_the_run(self) -> Iterator[None]:
        """While open, what is wrong with the file ends the run: no service can mend it."""
        try:
            yield
        except LabError as error:
            raise self._running.fail(error) from None

    @property
    def now_ns(self) -> int:
        """The time on the lab's clock."""
        return self._running.loop.now_ns

    def _turn(self, waiting: AbstractContextManager[object]) -> AbstractAsyncContextManager[None]:
        if self._turns.is_mine:
            raise self._refusals.waits_for_itself()
        return self._turns.turn(waiting)

    def _queued(self) -> AbstractContextManager[object]:
        if not self._turns.has_a_line:
            return nullcontext()
        where = {"db.namespace": self.name}
        return self._running.recorder.part(self._user(), "queued", "internal", where)

    def _user(self) -> str:
        return service_here() or self.owner

    def _admit(self) -> None:
        user = self._user()
        if user != self.owner:
            raise self._refusals.not_the_owner(user)
