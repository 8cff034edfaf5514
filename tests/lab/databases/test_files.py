"""What every engine does with its file: keeps what is committed, and says what is wrong with it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course.door.place import PROJECT
from course.lab import errors
from tests.lab.databases.engines import ENGINES, Engine, refused


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param != "sqlite":
        pytest.importorskip(request.param)
    return ENGINES[request.param]


@pytest.fixture
def path(tmp_path: Path, engine: Engine) -> Path:
    return tmp_path / f"notes.{engine.suffix}"


def test_what_was_written_is_there_when_the_file_is_opened_again(
    engine: Engine, path: Path
) -> None:
    with engine.opened(path) as store:
        engine.write(store, 1, "")
    with engine.opened(path) as store:
        assert engine.kept(store) == [1]
        store.begin()
        engine.write(store, 2, "")
    with engine.opened(path) as store:
        assert engine.kept(store) == [1], "what was not committed is gone"


def test_a_file_has_one_user_at_a_time(engine: Engine, path: Path) -> None:
    with engine.opened(path) as store:
        with refused(errors.FileInUse, path, "Close the other one first"):
            engine.ready(path)
        engine.write(store, 1, "")
    with engine.opened(path) as store:
        assert engine.kept(store) == [1]


HOLDER = """
import sys
from pathlib import Path
from tests.lab.databases.engines import ENGINES
engine = {engine.suffix: engine for engine in ENGINES.values()}[sys.argv[2]]
store = engine.ready(Path(sys.argv[1]))
engine.write(store, 1, "")
print("open", flush=True)
sys.stdin.read()
"""


def test_a_file_that_another_process_holds_is_in_use(engine: Engine, path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(path), engine.suffix]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with refused(errors.FileInUse, path, "another process"):
            engine.ready(path)
        holder.kill()
    with engine.opened(path) as store:
        assert engine.kept(store) == [1]


LETTER = b"this is a letter to my grandmother, and it is no database at all. "


@pytest.mark.parametrize("content", [LETTER * 200, b"x"], ids=["long", "short"])
def test_a_file_that_is_no_database_is_left_as_it_is(
    engine: Engine, path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    with refused(errors.WrongFile, path, "is no database", "Name another file"):
        engine.ready(path)
    assert path.read_bytes() == content


def test_a_file_of_another_engine_is_left_as_it_is(engine: Engine, path: Path) -> None:
    others = [other for name, other in ENGINES.items() if other is not engine]
    for other in others:
        with other.opened(path) as store:
            other.write(store, 1, "")
        before = path.read_bytes()
        with refused(errors.WrongFile, path, "Name another file"):
            engine.ready(path)
        assert path.read_bytes() == before
        path.unlink()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_that_may_not_be_written_is_said_to_be_so(engine: Engine, path: Path) -> None:
    with engine.opened(path):
        pass
    path.chmod(0o444)
    with refused(errors.FileWriteProtected, path, "you may write"):
        engine.ready(path)


@pytest.mark.parametrize("name", ["nowhere/notes", "."])
def test_where_no_file_can_be_is_said_to_be_so(engine: Engine, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with refused(errors.FileWriteProtected, path, "the folder exists"):
        engine.ready(path)


def test_a_full_disk_loses_nothing_that_was_acknowledged_and_one_goes_on_after(
    engine: Engine, path: Path
) -> None:
    with engine.opened(path) as store:
        engine.write(store, 0, "")
        acknowledged = [0]
        with engine.no_room(store):
            with refused(errors.FileFull, path, "no room left", "Make room"):
                for n in range(1, 1000):
                    engine.write(store, n, "x" * 500)
                    acknowledged.append(n)
            assert engine.kept(store) == acknowledged
            assert not store.in_transaction
        assert len(acknowledged) > 1
        engine.write(store, 1000, "")
    with engine.opened(path) as store:
        assert engine.kept(store) == [*acknowledged, 1000]


def test_a_transaction_that_finds_no_room_leaves_nothing_behind(engine: Engine, path: Path) -> None:
    with engine.opened(path) as store:
        engine.write(store, 0, "")
        with engine.no_room(store):
            with refused(errors.FileFull, path):
                store.begin()
                for n in range(1, 1000):
                    engine.write(store, n, "x" * 500)
                store.commit()
            store.rollback()
        assert engine.kept(store) == [0]
        store.begin()
        engine.write(store, 1, "")
        assert store.commit()
    with engine.opened(path) as store:
        assert engine.kept(store) == [0, 1]
