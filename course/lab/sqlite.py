"""SQLite underneath a service's database: statements, transactions, and what is refused."""

import re
import sqlite3
import weakref
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from course.lab.changes import Change
from course.lab.errors import LabError
from course.lab.sqlite_file import Kind, Outlived, connect, in_words
from course.lab.watch import Watch
from course.ports import Row

_KIND = Kind("the database of a service", 0x4F534644)
_MISSING_TABLE = re.compile(r"no such table: (?:\w+\.)?(\w+)")


class NoSuchTable(Exception):
    """A statement names a table that is not in this database."""

    def __init__(self, table: str, error: sqlite3.Error) -> None:
        super().__init__(str(error))
        self.table = table
        self.error = error


class NotAllowed(Exception):
    """A statement would attach another database, or begin or end a transaction."""


class Store:
    """One database, in memory or in a file. Transactions begin and end by its methods only.

    What can happen to a file is raised as ``course.lab.sqlite_file`` says, by each method.
    """

    def __init__(self, path: Path | None = None, survives: Outlived = "process") -> None:
        self.survives = "nothing" if path is None else survives
        """What its rows outlive: ``nothing``, the ``process``, or the ``machine``."""
        self._path = path
        self._in_control = False
        self._connection = connect(path, survives, _KIND)
        self.close = weakref.finalize(self, self._connection.close)
        """Let go of the file, so that others can open it."""
        self._connection.row_factory = _as_dict
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(_authorizer(weakref.ref(self)))
        self._watch = Watch(self._connection)
        with self._in_words():
            self._watch.begin()

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self.close.alive and self._connection.in_transaction

    def script(self, sql: str) -> None:
        """Run any number of statements, outside of a transaction."""
        with self._in_words():
            self._watch.end()
            try:
                self._connection.executescript(sql)
            finally:
                self._watch.begin()

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

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        with self._in_words():
            return self._watch.table_names()

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows."""
        with self._in_words():
            return self._watch.tables()


def _authorizer(store: "weakref.ref[Store]") -> Any:
    """Asks the store without keeping it alive: the connection is closed when the store goes."""

    def authorize(action: int, *_: object) -> int:
        asked = store()
        return sqlite3.SQLITE_DENY if asked is None else asked.authorize(action)

    return authorize


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
