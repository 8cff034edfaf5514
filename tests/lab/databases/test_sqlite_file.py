"""Databases in files: what is committed stays, and what can be wrong with a file is said."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from fastapi import FastAPI

from course.lab import Lab, errors
from course.lab.databases.sqlite import Sqlite
from course.ports import Database
from tests.lab.databases.engines import refused

SCHEMA = "create table if not exists notes (n integer primary key, text)"
INSERT = "insert into notes values (:n, :text)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.db"


@contextmanager
def opened(path: Path) -> Iterator[Sqlite]:
    store = Sqlite(path)
    try:
        store.script(SCHEMA)
        yield store
    finally:
        store.close()


def write(store: Sqlite, n: int, text: str = "") -> None:
    store.execute(INSERT, {"n": n, "text": text}, [])


def kept(store: Sqlite) -> list[int]:
    return [row["n"] for row in store.tables()["notes"]]


def test_a_store_says_what_its_rows_outlive(path: Path) -> None:
    assert Sqlite().survives == "nothing"
    with closing(Sqlite(path)) as store:
        assert store.survives == "process"
    with closing(Sqlite(path, survives="machine")) as store:
        assert store.survives == "machine"


@pytest.mark.parametrize(("survives", "level"), [("process", 1), ("machine", 2)])
def test_sqlite_writes_ahead_and_waits_for_the_disk_as_promised(
    path: Path, survives: str, level: int
) -> None:
    with closing(Sqlite(path, survives)) as store:  # type: ignore[arg-type]
        assert store.execute("pragma journal_mode", {}, []) == [{"journal_mode": "wal"}]
        assert store.execute("pragma synchronous", {}, []) == [{"synchronous": level}]


def test_changes_are_told_in_a_file_too(path: Path) -> None:
    for n in (1, 2):
        with opened(path) as store:
            changes: list[object] = []
            store.execute(INSERT, {"n": n, "text": "a"}, changes)
            assert changes == [{"table": "notes", "before": None, "after": {"n": n, "text": "a"}}]


WRITER = """
import sys
from pathlib import Path
from course.lab.databases.sqlite import Sqlite
store = Sqlite(Path(sys.argv[1]))
store.script("create table if not exists notes (n integer primary key, text)")
first = 1 + max((row["n"] for row in store.tables()["notes"]), default=0)
for n in range(first, first + 100_000, 2):
    store.begin()
    for each in (n, n + 1):
        store.execute("insert into notes values (:n, :text)", {"n": each, "text": "x" * 200}, [])
    store.commit()
    print(n + 1, flush=True)
"""


def test_a_process_that_is_killed_loses_nothing_that_it_has_acknowledged(path: Path) -> None:
    for acknowledged in (1, 40, 200):
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(acknowledged):
                told = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
            told = max([told, *map(int, writer.stdout.read().split())])
        with opened(path) as store:
            found = kept(store)
        assert found == list(range(1, len(found) + 1)), "none missing"
        assert len(found) >= told
        assert len(found) % 2 == 0, "no transaction half done"


# What can be wrong with a file


def test_a_database_of_somebody_else_is_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table theirs (n)")
    before = path.read_bytes()
    with refused(errors.WrongFile, path, "not the database of a service"):
        Sqlite(path)
    assert path.read_bytes() == before


def test_a_damaged_file_is_said_to_be_damaged(path: Path) -> None:
    with opened(path) as store:
        for n in range(200):
            write(store, n, "x" * 200)
    content = bytearray(path.read_bytes())
    content[4096 + 100 :] = b"\xff" * (len(content) - 4096 - 100)
    path.write_bytes(content)
    with refused(errors.FileDamaged, path, "Put back a copy"), opened(path) as store:
        kept(store)


def fill(store: Sqlite) -> None:
    """Let the file grow no more than a few pages."""
    pages = store.execute("pragma page_count", {}, [])[0]["page_count"]
    store.execute(f"pragma max_page_count = {pages + 4}", {}, [])


def make_room(store: Sqlite) -> None:
    store.execute("pragma max_page_count = 100000", {}, [])


def test_a_transaction_that_finds_no_room_leaves_nothing_behind(path: Path) -> None:
    with opened(path) as store:
        write(store, 0)
        fill(store)
        changes: list[object] = []
        with refused(errors.FileFull, path):
            store.begin()
            for n in range(1, 1000):
                changes.clear()
                store.execute(INSERT, {"n": n, "text": "x" * 500}, changes)
        assert changes == []
        store.rollback()
        assert kept(store) == [0]
        make_room(store)
        store.begin()
        write(store, 1)
        assert store.commit()
        assert kept(store) == [0, 1]


def test_what_is_wrong_with_a_file_ends_the_run_and_the_lab_goes_on(path: Path) -> None:
    lab = Lab(folder=path.parent)

    def keeper(db: Database) -> FastAPI:
        db.schema(SCHEMA)
        app = FastAPI()

        @app.get("/{n}")
        async def keep(n: int) -> None:
            async with db.transaction() as tx:
                await tx.query(INSERT, n=n, text="first")
                await tx.query(INSERT, n=n + 1000, text="x" * 100_000)

        return app

    lab.start(keeper)
    database = lab.services["keeper"].database
    assert database is not None
    fill(database.store)
    with refused(errors.FileFull, path.parent / "keeper.db"):
        lab.get("http://keeper/1")
    assert lab.tables("keeper")["notes"] == []
    make_room(database.store)
    assert lab.get("http://keeper/1").ok
    lab.close()
