"""DuckDB as an engine: statements, transactions, and what is refused."""

import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from course.lab.databases.changes import Change
from course.lab.databases.duckdb_errors import in_words
from course.lab.databases.duckdb_file import Opened
from course.lab.databases.duckdb_outbox import OUTBOX
from course.lab.databases.duckdb_watch import DuckDbWatch
from course.lab.databases.relational import BadSchema, NoSuchTable, NotAllowed
from course.lab.databases.sql_outbox import SqlOutbox
from course.ports import Row

_MISSING_TABLE = re.compile(r'Table with name "?(?:\w+\.)*(\w+)"? does not exist')


class DuckDb:
    """One database, in memory or in a file: ``SqlStore``.

    A commit is in the file, or in the log beside it, when it is done, and the disk has confirmed
    it. What can happen to a file is raised as ``course.lab.databases.duckdb_errors`` says.
    """

    system = "duckdb"

    def __init__(self, path: Path | None = None) -> None:
        self.survives = "nothing" if path is None else "machine"
        self.in_transaction = False
        self._failed: duckdb.Error | None = None
        self._opened = Opened(path)
        self._connection = self._opened.connection
        self._close = weakref.finalize(self, self._connection.close)
        self._watch = DuckDbWatch(self._connection)

    def close(self) -> None:
        """Let go of the file, so that others can open it."""
        self.in_transaction = False
        self._close()

    def script(self, sql: str) -> None:
        """Run any number of statements, outside of a transaction. Raises ``BadSchema``."""
        with self._changing_the_schema():
            self._watch.script(sql)

    def migrations(self) -> int:
        """How many migrations have been run on it."""
        with self._in_words():
            ((number,),) = self._connection.execute("select migrations from lab.about").fetchall()
        return int(number)

    def migrate(self, sql: str) -> None:
        """Run one more, all its statements or none. Raises ``BadSchema``."""
        with self._changing_the_schema():
            self.begin()
            try:
                self._watch.script(sql)
                self._connection.execute("update lab.about set migrations = migrations + 1")
                self.commit()
            finally:
                self.rollback()

    @contextmanager
    def _changing_the_schema(self) -> Iterator[None]:
        try:
            with self._in_words():
                yield
        except NotAllowed as error:
            raise BadSchema(f"it declares tables, and {error} is something else") from error
        except duckdb.Error as error:
            raise BadSchema(str(error)) from error

    def size_bytes(self) -> int:
        """What it takes on the disk, or would take, when all that was committed is in the file."""
        return self._opened.size_bytes()

    def execute(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        """The rows that one statement gives; the rows that it changes are added to ``changes``.

        Raises ``NoSuchTable``, ``NotAllowed``, or DuckDB's own errors. A statement that fails in a
        transaction takes it along: nothing more can be done in it, and nothing of it is kept.
        """
        self._go_on_only_if_nothing_failed()
        try:
            return self._watch.run(sql, parameters, changes, self.in_transaction)
        except duckdb.Error as error:
            if self.in_transaction:
                self._failed = error
            if isinstance(error, duckdb.PermissionException):
                raise NotAllowed(str(error)) from None
            if missing := _MISSING_TABLE.search(str(error)):
                raise NoSuchTable(missing.group(1), error) from None
            with self._in_words():
                raise

    def begin(self) -> None:
        """Open a transaction."""
        with self._in_words():
            self._connection.execute("begin")
        self.in_transaction = True

    def commit(self) -> bool:
        """Keep what was written; undo it where that cannot be. Whether there was anything to keep.

        Raises ``duckdb.TransactionException`` after a statement that failed.
        """
        if not self.in_transaction:
            return False
        try:
            self._go_on_only_if_nothing_failed()
            with self._in_words():
                self._connection.execute("commit")
        except BaseException:
            self.rollback()
            raise
        self.in_transaction = False
        return True

    def rollback(self) -> None:
        """Undo what was written, if a transaction is open."""
        if not self.in_transaction:
            return
        self.in_transaction, self._failed = False, None
        self._watch.look_again()
        try:
            with self._in_words():
                self._connection.execute("rollback")
        except duckdb.TransactionException as error:
            if "no transaction is active" not in str(error):  # a commit that failed undid it
                raise

    def _go_on_only_if_nothing_failed(self) -> None:
        if self._failed is not None:
            raise duckdb.TransactionException(
                "A statement of this transaction has failed, and DuckDB keeps nothing of a "
                f"transaction then. Let the error end it, and begin again. It was: {self._failed}"
            ) from self._failed

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        with in_words(self._opened.name):
            yield

    @property
    def outbox(self) -> SqlOutbox:
        """Where events wait."""
        return SqlOutbox(self, OUTBOX)

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        with self._in_words():
            return self._watch.table_names()

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows, as they came in."""
        with self._in_words():
            return self._watch.tables()
