"""A process that keeps documents is killed; whoever opens the file next finds what it was told.

The writer is a real process. It says over a pipe which transactions are committed, and is killed
(SIGKILL) wherever it happens to be. What a transaction writes follows from its number alone, so the
file has to be exactly as all transactions up to one have made it: none lost that was acknowledged,
and none half done.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from course.lab.databases.documents import DocumentStore
from course.lab.databases.lmdb import LmdbDocuments
from course.lab.databases.sqlite_documents import SqliteDocuments
from course.ports import Row

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")

ENGINES = {"sqlite": SqliteDocuments, "lmdb": LmdbDocuments}
EVENT = {"id": "", "type": "a", "data": "{}", "time": "", "traceparent": ""}

HOST = """
import json, os, sys
from pathlib import Path
from tests.lab.databases.test_documents_killed import opened, write

def say(what):
    os.write(1, f"{what}\\n".encode())  # a whole line, wherever it is killed

def run(engine, path):
    store = opened(engine, Path(path))
    done = (store.get("things", "done") or {"n": 0})["n"]
    while True:
        done += 1
        write(store, done)
        say(done)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        run(*json.loads(line))
    say(f"child {child}")
    os.waitpid(child, 0)
    say("ended")
"""
"""Imports once, which takes long, and then runs a writer in a process of its own for each line."""


def opened(engine: str, path: Path | None) -> DocumentStore:
    store: DocumentStore = ENGINES[engine](path)
    store.declare("things")
    store.outbox.create()
    return store


def write(store: DocumentStore, number: int) -> None:
    """The transaction of this number."""
    chance = random.Random(number)
    store.begin()
    for _ in range(chance.randint(1, 6)):
        write_something(store, number, chance)
    if chance.random() < 0.2:
        store.rollback()
        store.begin()
    store.put("things", "done", json.dumps({"id": "done", "n": number}), [])
    store.commit()


def write_something(store: DocumentStore, number: int, chance: random.Random) -> None:
    id: Any = chance.choice([chance.randrange(40), f"text {chance.randrange(40)}"])
    what = chance.choice(["put", "put", "add", "remove", "remove the last", "tell", "published"])
    if what == "add":
        id = store.new_id("things")
    if what in ("put", "add"):
        text = f"{number}-" * chance.choice([1, 30, 500, 5_000])
        store.put("things", id, json.dumps({"id": id, "text": text}), [])
    elif what == "remove":
        store.remove("things", id, [])
    elif what == "remove the last":
        store.remove("things", store.new_id("things") - 1, [])
    elif what == "tell":
        store.outbox.put(EVENT, "event-", [])
    else:
        for row in store.outbox.oldest(2):
            store.outbox.delete(row["number"], [])


class Host:
    """Runs writers, and kills them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run_and_kill(self, engine: str, path: Path, transactions: int) -> int:
        """The last transaction that was acknowledged before the writer was killed; 0 for none."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None
        assert out is not None
        into.write(json.dumps([engine, str(path)]) + "\n")
        into.flush()
        child, last, left = 0, 0, transactions
        for line in out:
            if line == "ended\n":
                return last
            if line.startswith("child"):
                child = int(line.split()[1])
            else:
                last = int(line)
                left -= 1
            if child and left <= 0:
                os.kill(child, signal.SIGKILL)
                left = 10**9
        raise AssertionError("the host has ended")

    def end(self) -> None:
        with self.process as process:  # a writer that is left finds nobody to tell, and ends
            process.kill()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.end()


def state(store: DocumentStore) -> tuple[dict[str, list[Row]], int]:
    return store.tables(), store.new_id("things")


def kill_again_and_again(host: Host, engine: str, path: Path, times: int) -> None:
    chance = random.Random(times)
    done = 0
    with closing(opened("sqlite", None)) as model:
        for _ in range(times):
            told = host.run_and_kill(engine, path, chance.choice([0, chance.randint(1, 60)]))
            least = max(done, told)
            with closing(opened(engine, path)) as store:
                found = store.get("things", "done") or {"n": 0}
                assert least <= found["n"] <= least + 1
                for number in range(done + 1, found["n"] + 1):
                    write(model, number)
                done = found["n"]
                assert state(store) == state(model)
    assert done > 5 * times


@pytest.mark.parametrize("engine", list(ENGINES))
def test_nothing_acknowledged_is_lost_when_the_process_is_killed(
    host: Host, tmp_path: Path, engine: str
) -> None:
    kill_again_and_again(host, engine, tmp_path / "things", 12)


@pytest.mark.long
@pytest.mark.parametrize("engine", list(ENGINES))
def test_nothing_acknowledged_is_lost_however_often_it_is_killed(
    host: Host, tmp_path: Path, engine: str
) -> None:
    kill_again_and_again(host, engine, tmp_path / "things", 200)
