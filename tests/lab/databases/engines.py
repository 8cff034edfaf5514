"""Every engine in the same terms: opened with room for notes, written to, read."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from course.lab import LabError
from course.lab.databases.sqlite import Sqlite

SCHEMA = "create table if not exists notes (n integer primary key, text text)"
INSERT = "insert into notes values (:n, :text)"


class Engine(NamedTuple):
    """An engine, and how notes are kept in it."""

    suffix: str
    """How the names of its files end."""
    ready: Callable[[Path | None], Any]
    """A store in which notes can be kept. Raises what is wrong with the file."""
    write: Callable[[Any, int, str], None]
    """Keep a note: its number and its text."""
    key: str
    """What the number of a note is called in its row."""
    no_room: Callable[[Any], AbstractContextManager[None]]
    """While open, the file of a store can grow by very little."""

    def opened(self, path: Path | None = None) -> AbstractContextManager[Any]:
        """The same, to be closed in the end."""
        return closing(self.ready(path))

    def kept(self, store: Any) -> list[int]:
        """The numbers of the notes."""
        return [row[self.key] for row in store.tables()["notes"]]


@contextmanager
def refused(error: type[LabError], path: Path | str, *words: str) -> Iterator[None]:
    """The error names the file and says all these words."""
    with pytest.raises(error) as caught:
        yield
    told = str(caught.value)
    assert not [word for word in (str(path), "Where: ", "What to do: ", *words) if word not in told]


def _with_notes(store: Any) -> Any:
    try:
        store.script(SCHEMA)
    except BaseException:
        store.close()
        raise
    return store


def _sqlite(path: Path | None) -> Any:
    return _with_notes(Sqlite(path))


def _duckdb(path: Path | None) -> Any:
    from course.lab.databases.duckdb import DuckDb

    return _with_notes(DuckDb(path))


def _lmdb(path: Path | None) -> Any:
    from course.lab.databases.lmdb import LmdbDocuments

    store = LmdbDocuments(path)
    store.declare("notes")
    return store


def _insert(store: Any, n: int, text: str) -> None:
    store.execute(INSERT, {"n": n, "text": text}, [])


def _put(store: Any, n: int, text: str) -> None:
    store.put("notes", n, f'{{"id":{n},"text":"{text}"}}', [])


@contextmanager
def _few_pages(store: Any) -> Iterator[None]:
    pages = store.execute("pragma page_count", {}, [])[0]["page_count"]
    store.execute(f"pragma max_page_count = {pages + 4}", {}, [])
    yield
    store.execute("pragma max_page_count = 100000", {}, [])


@contextmanager
def _small_files(store: Any) -> Iterator[None]:
    """What a full disk is to whoever writes: the system refuses."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


SQLITE = Engine("db", _sqlite, _insert, "n", _few_pages)
DUCKDB = Engine("duckdb", _duckdb, _insert, "n", _small_files)
LMDB = Engine("lmdb", _lmdb, _put, "id", _small_files)
ENGINES = {"sqlite": SQLITE, "duckdb": DUCKDB, "lmdb": LMDB}
