"""SQLite as an engine: statements, transactions, and what is refused."""

import re
import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from course.lab.databases.changes import Change
from course.lab.databases.relational import BadSchema, NoSuchTable, NotAllowed
from course.lab.databases.sql_outbox import SqlOutbox
from course.lab.databases.sqlite_file import Kind, Outlived, connect, in_words, size_bytes
from course.lab.databases.sqlite_outbox import OUTBOX
from course.lab.databases.statement import statements
from course.lab.databases.watch import Watch
from course.lab.errors import LabError
from course.ports import Row

_KIND = Kind("the database of a service", 0x4F534644)
_MISSING_TABLE = re.compile(r"no such table: (?:\w+\.)?(\w+)")


class Sqlite:
    """One database, in memory or in a file: ``SqlStore``.

    What can happen to a file is raised as ``course.lab.databases.sqlite_file`` says.
    """

    system = "sqlite"

    def __init__(
        self, path: Path | None = None, survives: Outlived = "process", kind: Kind = _KIND
    ) -> None:
        self.survives: str = "nothing" if path is None else survives
        self._path = path
        self._in_control = False
        self._connection = connect(path, survives, kind)
        self._close = weakref.finalize(self, self._connection.close)
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(_authorizer(weakref.ref(self)))
        self._watch = Watch(self._connection)
        with self._in_words():
            self._watch.begin()

    def close(self) -> None:
        """Let go of the file, so that others can open it."""
        self._close()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._close.alive and self._connection.in_transaction

    def script(self, sql: str) -> None:
        """Run any number of statements, outside of a transaction. Raises ``BadSchema``."""
        with self._changing_the_schema():
            self._connection.executescript(sql)

    def migrations(self) -> int:
        """How many migrations have been run on it."""
        with self._in_words():
            return int(self._connection.execute("pragma user_version").fetchone()[0])

    def migrate(self, sql: str) -> None:
        """Run one more, all its statements or none. Raises ``BadSchema``."""
        number = self.migrations() + 1
        with self._changing_the_schema():
            self.begin()
            try:
                for statement in statements(sql):
                    self._connection.execute(statement)
                self._connection.execute(f"pragma user_version = {number}")
                self.commit()
            finally:
                self.rollback()

    @contextmanager
    def _changing_the_schema(self) -> Iterator[None]:
        """Nobody watches meanwhile: triggers of ours would be in the way."""
        with self._in_words():
            self._watch.end()
        try:
            with self._in_words():
                yield
        except sqlite3.DatabaseError as error:
            raise BadSchema(str(error)) from error
        finally:
            self._watch.begin()

    def size_bytes(self) -> int:
        """What it takes on the disk, or would take."""
        with self._in_words():
            return size_bytes(self._connection)

    def execute(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        """The rows that one statement gives; the rows that it changes are added to ``changes``.

        Raises ``NoSuchTable``, ``NotAllowed``, or SQLite's own errors.
        """
        try:
            return self._watch.run(sql, parameters, changes)
        except sqlite3.DatabaseError as error:
            if "not authorized" in str(error):
                raise NotAllowed(str(error)) from None
            if missing := _MISSING_TABLE.search(str(error)):
                raise NoSuchTable(missing.group(1), error) from None
            with self._in_words():
                raise

    def begin(self) -> None:
        """Open a transaction."""
        self._control("begin immediate")

    def commit(self) -> bool:
        """Keep what was written; undo it where that cannot be. Whether there was anything to keep:
        a statement may have ended the transaction, such as ``insert or rollback``."""
        if not self.in_transaction:
            return False
        try:
            self._control("commit")
        except (sqlite3.Error, LabError):
            self.rollback()
            raise
        return True

    def rollback(self) -> None:
        """Undo what was written."""
        if self.in_transaction:
            self._control("rollback")
            self._watch.after_rollback()

    def _control(self, sql: str) -> None:
        self._in_control = True
        try:
            # Unlike a service's statements, so that no prepared one is found and let through.
            self._connection.execute(f"{sql} /* by the lab */")
        except sqlite3.DatabaseError:
            with self._in_words():
                raise
        finally:
            self._in_control = False

    def _in_words(self) -> AbstractContextManager[None]:
        return nullcontext() if self._path is None else in_words(str(self._path))

    def authorize(self, action: int) -> int:
        """SQLite asks for every part of a statement, when it is prepared."""
        controls = action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)
        if action == sqlite3.SQLITE_ATTACH or (controls and not self._in_control):
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    @property
    def outbox(self) -> SqlOutbox:
        """Where events wait."""
        return SqlOutbox(self, OUTBOX)

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        with self._in_words():
            return self._watch.table_names()

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows."""
        with self._in_words():
            return self._watch.tables()


def _authorizer(store: "weakref.ref[Sqlite]") -> Any:
    """Asks the store without keeping it alive: the connection is closed when the store goes."""

    def authorize(action: int, *_: object) -> int:
        asked = store()
        return sqlite3.SQLITE_DENY if asked is None else asked.authorize(action)

    return authorize
