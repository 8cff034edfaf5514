"""LMDB in a file: opened for this process alone, and what can be wrong with it in words."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import lmdb

from course.lab.databases import lmdb_keys
from course.lab.databases.file_errors import (
    another_database,
    another_format,
    full,
    in_use,
    no_database,
    write_protected,
)
from course.lab.databases.lmdb_pages import Damaged, look_through
from course.lab.databases.sqlite_file import Outlived
from course.lab.errors import FileDamaged, LabError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

FORMAT = 1
"""How the lab lays out its keys and values. A file of another format is left alone."""
_WHAT = "a database of documents"

ROOM = 2**36
"""A file can grow to so many bytes. Only addresses are set aside for it, neither memory nor disk:
so it is the disk that gets full, and never the middle of a transaction that has to be undone for
more addresses. A thousand files can be open at once."""


def _of_lmdb_0_9() -> dict[str, Any]:
    """The format that all versions of the package know, and that ``look_through`` knows."""
    try:
        lmdb.version(lib_version=0)
    except TypeError:  # an older package, which knows no other
        return {}
    return {"lib_version": 0}


def opened(path: Path, survives: Outlived) -> tuple[lmdb.Environment, int]:
    """A file that nobody else can open until the lock, the second of the two, is let go.

    Raises ``FileInUse``, ``FileDamaged``, ``FileFull``, ``FileWriteProtected``, ``WrongFile``.
    """
    name = str(path)
    lock = _locked(path)
    is_new = os.fstat(lock).st_size == 0
    try:
        with in_words(name):
            look_through(path)
            found = lmdb.open(
                name,
                map_size=ROOM,
                subdir=False,
                lock=False,  # nobody else has the file, which LMDB would allow
                sync=survives == "machine",
                metasync=survives == "machine",
                **_of_lmdb_0_9(),
            )
            try:
                _make_ready(found, name)
            except BaseException:
                found.close()
                raise
    except BaseException:
        if is_new:
            os.ftruncate(lock, 0)  # half a beginning would be taken for damage
        os.close(lock)
        raise
    return found, lock


def _locked(path: Path) -> int:
    """The file, made if it is not there, and locked. Whatever ends this process unlocks it."""
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise write_protected(str(path), error.strerror or str(error)) from error
    try:
        if sys.platform == "win32":
            os.lseek(lock, 2**62, os.SEEK_SET)  # far behind the end: Windows locks what is there
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise in_use(str(path)) from error
    return lock


def _make_ready(found: lmdb.Environment, name: str) -> None:
    known = f"{_WHAT}, format "
    with found.begin() as reading:
        head = reading.get(lmdb_keys.HEAD)
        if head is None and reading.stat()["entries"]:
            raise another_database(name, _WHAT)
    if head is None:
        with found.begin(write=True) as writing:
            writing.put(lmdb_keys.HEAD, f"{known}{FORMAT}".encode())
        return
    what, _, written_as = bytes(head).decode(errors="replace").partition(known)
    if what:
        raise another_database(name, _WHAT)
    if written_as != str(FORMAT):
        raise another_format(name, written_as, FORMAT)


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """While open, what can happen to any file is raised as a ``LabError`` that says what to do.

    All other errors of LMDB go through as they are.
    """
    try:
        yield
    except Damaged as error:
        raise damaged(name, str(error)) from error
    except lmdb.Error as error:
        told = _told(error, name)
        if told is None:
            raise
        raise told from error


def damaged(name: str, how: str) -> FileDamaged:
    """The error for what cannot have been written so."""
    return FileDamaged(
        f"{name} is damaged: {how}.", name, "Put back a copy of the file, or begin anew."
    )


_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


def _told(error: lmdb.Error, name: str) -> LabError | None:
    if isinstance(error, lmdb.VersionMismatchError) or "data format" in str(error):
        return another_format(name, "of a newer LMDB", "that of LMDB 0.9")
    if isinstance(error, lmdb.InvalidError):
        return no_database(name)
    if isinstance(error, lmdb.CorruptedError | lmdb.PageNotFoundError | lmdb.PanicError):
        return damaged(name, str(error))
    if isinstance(error, lmdb.MapFullError) or _says(error, *_FULL):
        return full(name)
    if _says(error, errno.EIO) and not _can_grow(name):
        return full(name)
    if isinstance(error, lmdb.ReadonlyError | lmdb.LockError):
        return write_protected(name, str(error))
    return None


def _says(error: lmdb.Error, *numbers: int) -> bool:
    """Whether the operating system gave one of these reasons: LMDB has them as text."""
    return any(os.strerror(number) in str(error) for number in numbers)


def _can_grow(name: str) -> bool:
    """Whether there is room behind the end of a file.

    Where only a part of what was to be written fitted in, LMDB tells no more than that.
    """
    more = bytes(2**16)
    with open(name, "r+b", buffering=0) as file:
        end = file.seek(0, os.SEEK_END)
        try:
            return file.write(more) == len(more)
        except OSError as error:
            if error.errno not in _FULL:
                raise
            return False
        finally:
            file.truncate(end)
