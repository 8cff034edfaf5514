"""The file underneath a log: opening it, reading it, and writing all or nothing."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

from course.lab.bus.log_trouble import in_words, not_a_log, too_new

APPLICATION_ID = int.from_bytes(b"OSFA")
"""What SQLite keeps in the head of a file to say whose it is."""
FORMAT = 1

# A consumer's place: all up to `settled` is done with, except what has a row in `owed`. Between
# `settled` and `taken` everything that matches has been handed out once and is not acknowledged.
# So a consumer that acknowledges in order costs one changed row for any number of events.
_TABLES = """
create table types (number integer primary key, name text not null unique);
create table batches (
    first integer primary key, count integer not null, checksum integer not null,
    events blob not null
);
create table named (
    source text not null, id text not null, position integer not null, primary key (id, source)
) without rowid;
create table consumers (
    number integer primary key, name text not null unique, subjects text not null,
    settled integer not null, taken integer not null, highest integer not null
);
create table owed (
    consumer integer not null references consumers, position integer not null,
    attempt integer not null, dead_because text, primary key (consumer, position)
) without rowid;
"""

Write = tuple[str, Sequence[Sequence[Any]]]
"""A statement and the parameters of each time that it runs."""


class File:
    """A SQLite file that this process has for itself alone, or a database in memory.

    Every error comes as a ``LabError`` that names the file, except ``sqlite3.IntegrityError``.
    """

    def __init__(self, path: Path | None, survives: Literal["process", "machine"]) -> None:
        self.name = "the log in memory" if path is None else str(path)
        self._survives = survives
        # A finalizer closes it, in whichever thread the garbage is collected.
        self.connection = self._connect(":memory:" if path is None else str(path))
        try:
            self._make_ready()
        except sqlite3.Error as error:
            self.connection.close()
            raise in_words(error, self.name) from error
        except BaseException:
            self.connection.close()
            raise

    def _connect(self, name: str) -> sqlite3.Connection:
        try:
            return sqlite3.connect(name, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise in_words(error, self.name) from error

    def _make_ready(self) -> None:
        run = self.connection.execute
        run("pragma locking_mode = exclusive")  # before the first look, so that no other gets in
        (written_by,) = run("pragma application_id").fetchone()
        (written_as,) = run("pragma user_version").fetchone()
        is_new = not run("select 1 from sqlite_master").fetchall() and not written_by
        if not is_new and written_by != APPLICATION_ID:
            raise not_a_log(self.name, "is a database, but not the log of a bus")
        if written_as > FORMAT:
            raise too_new(self.name, f"has format {written_as}; this version knows {FORMAT}")
        run("pragma journal_mode = wal")
        run(f"pragma synchronous = {'full' if self._survives == 'machine' else 'normal'}")
        run("pragma fullfsync = on")  # macOS: down to the disk, not only to its cache
        run("pragma checkpoint_fullfsync = on")
        run("begin exclusive")
        if is_new:
            for statement in _TABLES.split(";"):
                run(statement)
            run(f"pragma application_id = {APPLICATION_ID}")
            run(f"pragma user_version = {FORMAT}")
        run("commit")

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that ``sql`` gives."""
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise in_words(error, self.name) from error

    def each(self, sql: str, *parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows that ``sql`` gives, one after the other, for as long as they are asked for."""
        with closing(self.connection.cursor()) as cursor:
            try:
                yield from cursor.execute(sql, parameters)
            except sqlite3.Error as error:
                raise in_words(error, self.name) from error

    def write(self, *steps: Write) -> None:
        """All of it, in one commit, or nothing."""
        run = self.connection
        try:
            if len(steps) == 1 and len(steps[0][1]) == 1:
                run.execute(steps[0][0], steps[0][1][0])  # one statement is a commit of its own
                return
            run.execute("begin immediate")
            for sql, parameters in steps:
                run.executemany(sql, parameters)
            run.execute("commit")
        except sqlite3.IntegrityError:
            run.rollback()
            raise
        except sqlite3.Error as error:
            run.rollback()
            raise in_words(error, self.name) from error
        except BaseException:
            run.rollback()
            raise

    def note(self, *steps: Write) -> None:
        """The same, for what may be forgotten when the machine dies: it costs no wait for the disk.

        The next ``write`` makes it as safe as itself: the file is written in order.
        """
        if self._survives == "process":
            self.write(*steps)
            return
        self.connection.execute("pragma synchronous = normal")
        try:
            self.write(*steps)
        finally:
            self.connection.execute("pragma synchronous = full")
