"""Databases that know their owner, take their time, and record every call."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from course.lab.errors import BadSetting, LabError, NotYourDatabase, WaitsForEver
from course.lab.mistakes import where_now
from course.lab.record import service_here
from course.lab.running import Running
from course.lab.sqlite import NoSuchTable, NotAllowed, Store, summary
from course.ports import Queries, Row


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
    ) -> None:
        self.owner = owner
        self.name = f"{owner}.db"
        self.store = Store()
        self._running = running
        self._call_ns = call_ns
        self._owner_of_table = owner_of_table
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    def schema(self, sql: str) -> None:
        """Create the tables, while the service's app is built. Takes no time."""
        self._admit()
        if self.store.in_transaction:
            raise self._error(
                f"The schema of {self.name} was declared while a transaction is open.",
                "Declare it while the app is built: db.schema(...) outside of the handlers.",
            )
        try:
            self.store.script(sql)
        except sqlite3.Error as error:
            raise self._error(
                f"The schema of {self.name} cannot be read: {error}.",
                "Mend the SQL. It must also work a second time: create table if not exists ...",
            ) from None

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives. Waits while somebody else's transaction is open."""
        if self._holder is not None:
            async with self._turn():
                pass
        return await self.run(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """All or nothing. One at a time per database."""
        self._admit()
        async with self._turn():
            self.store.begin()
            transaction = _Transaction(self)
            try:
                yield transaction
            except BaseException:
                self.store.rollback()
                raise
            else:
                self.store.commit()
            finally:
                transaction.is_open = False

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise self._running.fail(
                WaitsForEver(
                    f"A query on {self.name} waits for a transaction that its own code holds.",
                    where_now(),
                    "Inside `async with db.transaction() as tx` call tx.query, not db.query.",
                )
            )
        if self._lock.locked():
            waiting = {"db.namespace": self.name}
            with self._running.recorder.part(self._user(), "queued", "internal", waiting):
                await self._lock.acquire()
        else:
            await self._lock.acquire()
        self._holder = task
        try:
            yield
        finally:
            self._holder = None
            self._lock.release()

    async def run(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        """Run a statement on behalf of the running service; recorded, and in its time."""
        self._admit()
        if self._running.is_crashed():
            raise asyncio.CancelledError("the service is down")
        name = summary(sql)
        attributes = {
            "db.system.name": "sqlite",
            "db.namespace": self.name,
            "db.operation.name": name.partition(" ")[0],
            "db.query.summary": name,
            "db.query.text": sql,
        }
        with self._running.recorder.part(self._user(), name, "client", attributes) as span:
            rows = self._execute(sql, parameters)
            await self._running.loop.sleep_ns(self._call_ns)
            span.attributes["db.response.returned_rows"] = len(rows)
            return rows

    def _execute(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        try:
            return self.store.execute(sql, parameters)
        except NoSuchTable as missing:
            other = self._owner_of_table(missing.table)
            if other is None or other == self.owner:
                raise missing.error from None
            raise self._not_yours(
                f"{self._user()} looked for the table {missing.table} in {self.name}, but that "
                f"table belongs to {other} and is in {other}.db.",
                f"Ask the service {other} for the data instead of reading its tables.",
            ) from None
        except NotAllowed:
            if sql.split(None, 1)[0].lower() == "attach":
                raise self._not_yours(
                    f"Another database was to be attached to {self.name}.",
                    "Ask the service that owns the data instead.",
                ) from None
            raise self._error(
                f"A statement was to begin or end a transaction on {self.name}.",
                "Write: async with db.transaction() as tx, and then tx.query(...).",
            ) from None

    def transaction_is_over(self) -> LabError:
        """A query came after the end of its transaction; it must not be written alone."""
        return self._error(
            f"A query on {self.name} came after its transaction was over.",
            "Await everything inside of `async with db.transaction() as tx`. If one of several "
            "fails there, the others must not go on: use asyncio.TaskGroup, not gather.",
        )

    def _user(self) -> str:
        return service_here() or self.owner

    def _admit(self) -> None:
        user = self._user()
        if user != self.owner:
            raise self._not_yours(
                f"{user} reached into {self.name}, which belongs to {self.owner}.",
                f"Give {user} a database of its own (the parameter db), or ask {self.owner} "
                f"with http.get('http://{self.owner}/...').",
            )

    def _not_yours(self, happened: str, advice: str) -> LabError:
        return self._running.fail(NotYourDatabase(happened, where_now(), advice))

    def _error(self, happened: str, advice: str) -> LabError:
        return self._running.fail(BadSetting(happened, where_now(), advice))


class _Transaction:
    """The queries of one transaction, as long as it is open."""

    def __init__(self, database: LabDatabase) -> None:
        self._database = database
        self.is_open = True

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        if not self.is_open:
            raise self._database.transaction_is_over()
        return await self._database.run(sql, parameters)
