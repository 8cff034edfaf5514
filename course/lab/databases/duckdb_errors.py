"""What can be wrong with a file of DuckDB, in words."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from course.lab.databases.file_errors import full, in_use, no_database, write_protected
from course.lab.errors import FileDamaged, LabError, WrongFile


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """While open, what can happen to any file is raised as a ``LabError`` that says what to do.

    All other errors of DuckDB go through as they are.
    """
    try:
        yield
    except duckdb.Error as error:
        told = _told(error, name)
        if told is None:
            raise
        raise told from error


_OF_FILES = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
    duckdb.ConnectionException,
)
_IN_USE = ("could not set lock", "different configuration", "being used by another process")
_FULL = ("no space left", "file too large", "quota exceeded", "not enough space", "disk is full")
_DAMAGED = ("corrupt", "could not read enough bytes", "replaying wal", "invalidated")
_NOT_OPENED = ("permission denied", "read-only", "cannot open", "could not read from file")


def _told(error: duckdb.Error, name: str) -> LabError | None:
    text = str(error)
    is_commit = isinstance(error, duckdb.TransactionException) and "Could not write" in text
    if not (isinstance(error, _OF_FILES) or type(error) is duckdb.Error or is_commit):
        return None

    def says(phrases: tuple[str, ...]) -> bool:
        return any(phrase in text.lower() for phrase in phrases)

    if says(("version number",)):
        return WrongFile(
            f"{name} is of another version of DuckDB: {duckdb.__version__} cannot read it.",
            name,
            "Run: pip install --upgrade duckdb, and open it again. It was not changed.",
        )
    if says(("not a valid duckdb", "extension")):
        return no_database(name)
    if says(_IN_USE):
        return in_use(name)
    if says(_FULL):
        return full(name)
    if says(_DAMAGED) or not isinstance(error, duckdb.IOException):
        return FileDamaged(
            f"{name} is damaged: {text}.", name, "Put back a copy of the file, or begin anew."
        )
    return write_protected(name, text) if says(_NOT_OPENED) else None
