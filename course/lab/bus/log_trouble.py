"""What can be wrong with the file of a log, in words that say what to do."""

import sqlite3

from course.lab.errors import (
    LabError,
    LogDamaged,
    LogFull,
    LogInUse,
    LogTooNew,
    LogWriteProtected,
    NotALog,
)


def damaged(name: str, how: str) -> LogDamaged:
    """The error for what cannot have been written so."""
    return LogDamaged(
        f"{name} is damaged: {how}.",
        name,
        "Put back a copy of the file, or what `sqlite3 FILE .recover` saves of it.",
    )


def not_a_log(name: str, how: str) -> NotALog:
    """The error for a file that is something else."""
    return NotALog(
        f"{name} {how}.",
        name,
        "Name another file, or one that does not exist yet. It was not changed.",
    )


def too_new(name: str, how: str) -> LogTooNew:
    """The error for a file that only a later version can read."""
    return LogTooNew(
        f"{name} {how}.",
        name,
        "Open it with the version of the course that wrote it. It was not changed.",
    )


def in_words(error: sqlite3.Error, name: str) -> LabError | sqlite3.Error:
    """The error that says what to do, for what can happen to any file; else the error itself."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_CORRUPT:
        return damaged(name, str(error))
    if code == sqlite3.SQLITE_NOTADB:
        return not_a_log(name, "is no database")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LogInUse(
            f"{name} is in use by another process, or by another log in this one.",
            name,
            "Close the other one first: only one at a time may have the file.",
        )
    if code == sqlite3.SQLITE_FULL:
        return LogFull(
            f"There is no room left for {name}. What was about to be written was not.",
            name,
            "Make room on the disk, and do it again. The log goes on where it was.",
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LogWriteProtected(
            f"{name} cannot be opened and written to: {error}.",
            name,
            "See that the folder exists and that you may write to it and to the file.",
        )
    return error
