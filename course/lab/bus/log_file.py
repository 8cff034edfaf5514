"""The file underneath a log: opening it, all or nothing, and what is wrong with it in words."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from course.lab.errors import (
    LabError,
    LogDamaged,
    LogFull,
    LogInUse,
    LogTooNew,
    LogWriteProtected,
    NotALog,
)

APPLICATION_ID = 0x4F534641
FORMAT = 1

# A consumer's place: all up to `settled` is done with, except what has a row in `owed`. Between
# `settled` and `taken` everything that matches has been handed out once and is not acknowledged.
# So a consumer that acknowledges in order costs one changed row for any number of events.
# An event that was not given an id has none here; only named ones are in the index.
_TABLES = """
create table types (number integer primary key, name text not null unique);
create table events (
    position integer primary key, type integer not null references types, source text not null,
    id text, time text not null, traceparent text not null, data text not null
);
create unique index named on events (id, source) where id is not null;
create table consumers (
    number integer primary key, name text not null unique, subjects text not null,
    settled integer not null, taken integer not null, highest integer not null
);
create table owed (
    consumer integer not null references consumers, position integer not null references events,
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
        # A finalizer closes it, in whichever thread the garbage is collected.
        self.connection = self._connect(":memory:" if path is None else str(path))
        try:
            self._make_ready(survives)
        except sqlite3.Error as error:
            self.connection.close()
            raise self._in_words(error) from error
        except BaseException:
            self.connection.close()
            raise

    def _connect(self, name: str) -> sqlite3.Connection:
        try:
            return sqlite3.connect(name, timeout=0, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._in_words(error) from error

    def _make_ready(self, survives: Literal["process", "machine"]) -> None:
        run = self.connection.execute
        run("pragma locking_mode = exclusive")  # before the first look, so that no other gets in
        (written_by,) = run("pragma application_id").fetchone()
        (written_as,) = run("pragma user_version").fetchone()
        is_new = not run("select 1 from sqlite_master").fetchall() and not written_by
        if not is_new and written_by != APPLICATION_ID:
            raise NotALog(
                f"{self.name} is a database, but not the log of a bus.",
                self.name,
                "Name another file, or one that does not exist yet.",
            )
        if written_as > FORMAT:
            raise LogTooNew(
                f"{self.name} has format {written_as}; this version knows those up to {FORMAT}.",
                self.name,
                "Open it with the version of the course that wrote it. It was left as it is.",
            )
        run("pragma journal_mode = wal")
        run(f"pragma synchronous = {'full' if survives == 'machine' else 'normal'}")
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
            raise self._in_words(error) from error

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
            raise self._in_words(error) from error
        except BaseException:
            run.rollback()
            raise

    def damaged(self, happened: str) -> LogDamaged:
        """The error for what cannot have been written so."""
        return LogDamaged(
            f"{self.name} is damaged: {happened}.",
            self.name,
            "Put back a copy of the file, or what `sqlite3 FILE .recover` saves of it.",
        )

    def _in_words(self, error: sqlite3.Error) -> LabError | sqlite3.Error:
        """The error that says what to do, for what can happen to any file."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_CORRUPT:
            return self.damaged(str(error))
        if code == sqlite3.SQLITE_NOTADB:
            return NotALog(
                f"{self.name} is no database.", self.name, "Name another file, or a new one."
            )
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return LogInUse(
                f"{self.name} is in use by another process, or by another log in this one.",
                self.name,
                "Close the other one first: only one at a time may have the file.",
            )
        if code == sqlite3.SQLITE_FULL:
            return LogFull(
                f"There is no room left for {self.name}. What was about to be written was not.",
                self.name,
                "Make room on the disk, and do it again. The log goes on where it was.",
            )
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return LogWriteProtected(
                f"{self.name} cannot be opened and written to: {error}.",
                self.name,
                "See that the folder exists and that you may write to it and to the file.",
            )
        return error
