"""The file underneath a log: its tables, reading it, and writing all or nothing."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from course.lab.databases.sqlite_file import Kind, Outlived, connect, in_words, size_bytes

_KIND = Kind("the log of a bus", 0x4F534641, format=2)

# A consumer's place: all up to `settled` is done with, except what has a row in `owed`. Between
# `settled` and `taken` everything that matches has been handed out once and is not acknowledged.
# So a consumer that acknowledges in order costs one changed row for any number of events.
_TABLES = """
create table if not exists types (number integer primary key, name text not null unique);
create table if not exists batches (
    first integer primary key, count integer not null, checksum integer not null,
    types text not null, events text not null
);
create table if not exists named (
    source text not null, id text not null, position integer not null, primary key (id, source)
) without rowid;
create table if not exists consumers (
    number integer primary key, name text not null unique, subjects text not null,
    settled integer not null, taken integer not null, highest integer not null
);
create table if not exists owed (
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

    def __init__(self, path: Path | None, survives: Outlived) -> None:
        self.name = "the log in memory" if path is None else str(path)
        self._survives = survives
        self.connection = connect(path, survives, _KIND)
        try:
            with in_words(self.name):
                self.connection.executescript(f"begin; {_TABLES} commit")
        except BaseException:
            self.connection.close()
            raise

    def size_bytes(self) -> int:
        """What it takes on the disk, or would take."""
        with in_words(self.name):
            return size_bytes(self.connection)

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """The rows that ``sql`` gives."""
        with in_words(self.name):
            return self.connection.execute(sql, parameters).fetchall()

    def each(self, sql: str, *parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows that ``sql`` gives, one after the other, for as long as they are asked for."""
        with in_words(self.name), closing(self.connection.cursor()) as cursor:
            yield from cursor.execute(sql, parameters)

    def write(self, *steps: Write) -> None:
        """All of it, in one commit, or nothing."""
        run = self.connection
        with in_words(self.name):
            if len(steps) == 1 and len(steps[0][1]) == 1:
                run.execute(steps[0][0], steps[0][1][0])  # one statement is a commit of its own
                return
            try:
                run.execute("begin immediate")
                for sql, parameters in steps:
                    run.executemany(sql, parameters)
                run.execute("commit")
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
