"""SQLite databases that know their owner, and record every call."""

import asyncio
import re
import sqlite3
import weakref
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from course.lab.errors import NotYourDatabase, WaitsForEver
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
        self._fail = running.fail
        self._owner_of_table = owner_of_table
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        weakref.finalize(self, self._connection.close)
        self._connection.row_factory = _as_dict
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(_no_attach)

    def schema(self, sql: str) -> None:
        """Create the tables, while the service's app is built. Takes no time."""
        self._connection.executescript(sql)

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives. Waits while somebody else's transaction is open."""
        if self._holder is not None:
            async with self._turn():
                pass
        return await self._run(sql, parameters)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Queries]:
        """All or nothing. One at a time per database."""
        async with self._turn():
            self._admit()
            self._connection.execute("begin immediate")
            try:
                yield _Transaction(self._run)
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")

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

    async def _run(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        self._admit()
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
            raise self._fail(
                NotYourDatabase(
                    f"{self._user()} tried to attach another database to {self.name}.",
                    f"the service {self._user()}, in the statement: {' '.join(sql.split())}",
                    "Ask the service that owns the data instead.",
                )
            ) from None

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows, for looking at from outside."""
        names = self.read("select name from sqlite_master where type = 'table' order by name", {})
        return {
            row["name"]: self.read(f'select * from "{row["name"]}" order by rowid', {})
            for row in names
            if not row["name"].startswith("sqlite_")
        }

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
    """The queries of one open transaction."""

    def __init__(self, run: Callable[[str, dict[str, Any]], Any]) -> None:
        self._run = run

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        rows: list[Row] = await self._run(sql, parameters)
        return rows


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}


def _no_attach(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
