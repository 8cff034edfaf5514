"""SQLite in a file: opened for this process alone, and what can be wrong with it in words."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.lab.databases.file_errors import (
    another_database,
    another_format,
    full,
    in_use,
    no_database,
    write_protected,
)
from course.lab.errors import FileDamaged, LabError

Outlived = Literal["process", "machine"]
"""What is stored outlives the death of the process, or that of the machine too (slower)."""

SMALLEST = 512
"""So many bytes has the smallest database."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is for, and the number in its head that says so."""

    what: str
    application_id: int
    format: int = 0
    """How it is laid out, in the head as well: another is left alone. With 0 none is kept."""


def connect(path: Path | None, survives: Outlived, kind: Kind) -> sqlite3.Connection:
    """A connection to a file that nobody else can open meanwhile, or to a database in memory.

    Raises ``FileInUse``, ``FileDamaged``, ``FileFull``, ``FileWriteProtected``, ``WrongFile``.
    """
    name = ":memory:" if path is None else str(path)
    if path is not None and path.exists():
        _look_at(path)
    with in_words(name):
        # It may be closed in whichever thread the garbage is collected.
        found = sqlite3.connect(name, timeout=0, isolation_level=None, check_same_thread=False)
        if path is not None:
            try:
                _make_ready(found, name, survives, kind)
            except BaseException:
                found.close()
                raise
    return found


def _look_at(path: Path) -> None:
    """What SQLite would not say, or not say well."""
    if 0 < path.stat().st_size < SMALLEST:  # it would be taken for an empty one
        raise no_database(str(path))
    if not os.access(path, os.W_OK):
        raise write_protected(str(path), "it is write-protected")


def _make_ready(found: sqlite3.Connection, name: str, survives: Outlived, kind: Kind) -> None:
    run = found.execute
    run("pragma locking_mode = exclusive")  # before the first look, so that nobody else gets in
    (written_by,) = run("pragma application_id").fetchone()
    has_tables = run("select 1 from sqlite_master").fetchone() is not None
    if written_by != kind.application_id and (written_by or has_tables):
        raise another_database(name, kind.what)
    (written_as,) = run("pragma user_version").fetchone()
    if kind.format and written_by and written_as != kind.format:
        raise another_format(name, written_as, kind.format)
    run("pragma journal_mode = wal")
    run(f"pragma synchronous = {'full' if survives == 'machine' else 'normal'}")
    run("pragma fullfsync = on")  # macOS: down to the disk, not only to its cache
    run("pragma checkpoint_fullfsync = on")
    run("begin exclusive")
    run(f"pragma application_id = {kind.application_id}")
    if kind.format:
        run(f"pragma user_version = {kind.format}")
    run("commit")


def size_bytes(connection: sqlite3.Connection) -> int:
    """The pages of the database, without what is still only in the log beside the file."""
    sql = "select page_count, page_size from pragma_page_count, pragma_page_size"
    ((pages, size),) = connection.execute(sql).fetchall()
    return int(pages * size)


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """While open, what can happen to any file is raised as a ``LabError`` that says what to do.

    All other errors of SQLite go through as they are.
    """
    try:
        yield
    except sqlite3.Error as error:
        told = _told(error, name)
        if told is None:
            raise
        raise told from error


def damaged(name: str, how: str) -> FileDamaged:
    """The error for what cannot have been written so."""
    return FileDamaged(
        f"{name} is damaged: {how}.",
        name,
        "Put back a copy of the file, or what `sqlite3 FILE .recover` saves of it.",
    )


def _told(error: sqlite3.Error, name: str) -> LabError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(name, str(error))
    if code == sqlite3.SQLITE_NOTADB:
        return no_database(name)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return in_use(name)
    if code == sqlite3.SQLITE_FULL:
        return full(name)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return write_protected(name, str(error))
    return None
