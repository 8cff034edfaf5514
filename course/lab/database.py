"""SQLite databases that know their owner, and record every call."""

import asyncio
import re
import sqlite3
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from course.lab.errors import BadSetting, LabError, NotYourDatabase, WaitsForEver
from course.lab.mistakes import where_now
from course.lab.record import current_hop
from course.lab.running import Running
from course.ports import Queries, Row

_TABLE = re.compile(
    r"\b(?:from|into|update|join|table(?:\s+if\s+not\s+exists)?)\s+([a-z_]\w*)", re.I
)
_MISSING_TABLE = re.compile(r"no such table: (?:\w+\.)?(\w+)")


@lru_cache(maxsize=512)
def summary(sql: str) -> str:
    """What a statement does, in short: ``SELECT orders users`` (OTel's ``db.query.summary``)."""
    words = sql.split(None, 1)
    operation = words[0].upper() if words else "?"
    return " ".join([operation, *dict.fromkeys(_TABLE.findall(sql))])


class LabDatabase:
    """``ports.Database`` on SQLite. Each statement takes the same time; a commit takes none.

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
        self.call_ns = call_ns
        self._loop = running.loop
        self._recorder = running.recorder
        self._running = running
        self._fail = running.fail
        self._in_control = False
        self._owner_of_table = owner_of_table
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        weakref.finalize(self, self._connection.close)
        self._connection.row_factory = _as_dict
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(self._authorize)

    def schema(self, sql: str) -> None:
        """Create the tables, while the service's app is built. Takes no time."""
        self._admit()
        if self._connection.in_transaction:
            raise self._fail(
                BadSetting(
                    f"The schema of {self.name} was declared while a transaction is open.",
                    where_now(),
                    "Declare it while the app is built: db.schema(...) outside of the handlers.",
                )
            )
        try:
            self._connection.executescript(sql)
        except sqlite3.Error as error:
            raise self._fail(
                BadSetting(
                    f"The schema of {self.name} cannot be read: {error}.",
                    where_now(),
                    "Mend the SQL. It must also work a second time: create table if not exists ...",
                )
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
            self._control("begin immediate")
            transaction = _Transaction(self)
            try:
                yield transaction
            except BaseException:
                transaction.is_open = False
                self._control("rollback")
                raise
            transaction.is_open = False
            self._control("commit")

    def _control(self, sql: str) -> None:
        """Begin or end a transaction: the lab may, a service's own SQL may not."""
        if sql != "begin immediate" and not self._connection.in_transaction:
            return  # a statement has ended it, such as insert or rollback
        self._in_control = True
        try:
            # Unlike any statement of a service, which SQLite may still hold prepared and allowed.
            self._connection.execute(f"{sql} /* by the lab */")
        finally:
            self._in_control = False

    def _authorize(self, action: int, *_: object) -> int:
        """SQLite asks for every part of a statement, when it is prepared."""
        controls = action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)
        if action == sqlite3.SQLITE_ATTACH or (controls and not self._in_control):
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise self._fail(
                WaitsForEver(
                    f"A query on {self.name} waits for a transaction that its own code holds.",
                    where_now(),
                    "Inside `async with db.transaction() as tx` call tx.query, not db.query.",
                )
            )
        if self._lock.locked():
            with self._recorder.part(
                self._user(), "queued", "internal", {"db.namespace": self.name}
            ):
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
        with self._recorder.part(self._user(), name, "client", attributes) as span:
            rows = self.read(sql, parameters)
            await self._loop.sleep_ns(self.call_ns)
            span.attributes["db.response.returned_rows"] = len(rows)
            return rows

    def read(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        """Run a statement at once, without time or span."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as error:
            missing = _MISSING_TABLE.search(str(error))
            other = self._owner_of_table(missing.group(1)) if missing else None
            if other is None or other == self.owner:
                raise
            raise self._fail(
                NotYourDatabase(
                    f"{self._user()} looked for the table {missing.group(1) if missing else ''} in "
                    f"{self.name}, but that table belongs to {other} and is in {other}.db.",
                    f"the service {self._user()}, in the statement: {' '.join(sql.split())}",
                    f"Ask the service {other} for the data instead of reading its tables.",
                )
            ) from None
        except sqlite3.DatabaseError as error:
            if "not authorized" not in str(error):
                raise
            raise self._fail(_not_authorized(self, sql)) from None

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        rows = self.read("select name from sqlite_master where type = 'table' order by name", {})
        return [row["name"] for row in rows if not row["name"].startswith("sqlite_")]

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows, for looking at from outside."""
        return {name: self.read(f'select * from "{name}"', {}) for name in self.table_names()}

    def transaction_is_over(self) -> LabError:
        """A query came after the end of its transaction; it must not be written alone."""
        return self._fail(
            BadSetting(
                f"A query on {self.name} came after its transaction was over.",
                where_now(),
                "Await everything inside of `async with db.transaction() as tx`. If one of several "
                "fails there, the others must not go on: use asyncio.TaskGroup, not gather.",
            )
        )

    def _user(self) -> str:
        hop = current_hop.get(None)
        return hop.service if hop else self.owner

    def _admit(self) -> None:
        user = self._user()
        if user != self.owner:
            raise self._fail(
                NotYourDatabase(
                    f"{user} reached into {self.name}, which belongs to {self.owner}.",
                    f"the service {user}",
                    f"Give {user} a database of its own (the parameter db), or ask {self.owner} "
                    f"with http.get('http://{self.owner}/...').",
                )
            )


class _Transaction:
    """The queries of one transaction, as long as it is open."""

    def __init__(self, database: LabDatabase) -> None:
        self._database = database
        self.is_open = True

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        if not self.is_open:
            raise self._database.transaction_is_over()
        return await self._database.run(sql, parameters)


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _not_authorized(database: LabDatabase, sql: str) -> LabError:
    where = f"{where_now()}, in the statement: {' '.join(sql.split())}"
    if sql.split(None, 1)[0].lower() == "attach":
        return NotYourDatabase(
            f"Another database was to be attached to {database.name}.",
            where,
            "Ask the service that owns the data instead.",
        )
    return BadSetting(
        f"A statement was to begin or end a transaction on {database.name}.",
        where,
        "Write: async with db.transaction() as tx, and then tx.query(...).",
    )
