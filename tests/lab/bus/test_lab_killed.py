"""A process that runs a shop in a folder is killed; whoever opens the folder next has it all.

The shop runs in a real process of its own. It reports each answer that its clients got over a pipe,
and is killed (SIGKILL) wherever it happens to be. Then the folder is opened again.
"""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from course.lab import Lab
from course.ports import Row
from course.shop import copying
from tests.lab.bus.test_convergence import (
    COPYING,
    LISTENS_TO,
    OWNERS,
    copies,
    has,
    key,
    told_of,
    written,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")

HOST = """
import json, os, random, sys
from course.lab import Lab
from course.shop import copying

def shop(folder, seed):
    chance = random.Random(seed)
    lab = Lab(folder=folder)
    lab.start(*copying.SERVICES)
    lab.bus.ack_wait_ms = 50
    number = 0
    while True:
        number += 1
        chance.choice([
            lambda: lab.bus.lose("acknowledgement"), lambda: lab.bus.lose("confirmation"),
            lambda: lab.bus.double(), lambda: lab.run(chance.randint(1, 40)), lambda: None,
        ])()
        answer = chance.choice([
            lambda: lab.post("/users", {"name": "N", "email": f"{seed}.{number}@example.org"}),
            lambda: lab.post("/products", {"title": "Tea", "price_cents": number}),
            lambda: lab.patch("/products/1", {"price_cents": number}),
            lambda: lab.post("/orders", {"user_id": 1, "product_id": 1}),
        ])()
        if answer.status in (200, 201):
            print(json.dumps(answer.body), flush=True)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        shop(*json.loads(line))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Imports once, which takes long, and then runs a shop in a process of its own for each line."""

Told = list[tuple[str, Row]]


class Host:
    """Runs shops, and kills them."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOST], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run_and_kill(self, folder: Path, seed: int, answers: int) -> Told:
        """What clients were told before the shop was killed, at work on their next wish."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None
        assert out is not None
        into.write(json.dumps([str(folder), seed]) + "\n")
        into.flush()
        child, told = 0, []
        for line in out:
            if line == "ended\n":
                return [(kind_of(row), row) for row in told]
            said = json.loads(line)
            if isinstance(said, int):
                child = said
            else:
                told.append(said)
            if child and len(told) >= answers:
                os.kill(child, signal.SIGKILL)
                answers = 10**9
        raise AssertionError("the host has ended")

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.end()


def kind_of(row: dict[str, Any]) -> str:
    return "users" if "email" in row else "products" if "title" in row else "orders"


def check(folder: Path, told: Told) -> None:
    """Nothing that was promised is missing, nothing is told twice, and the copies are the truth."""
    lab = Lab(folder=folder)
    lab.start(*copying.SERVICES)
    try:
        stored = lab.bus.events()
        assert not Counter(key(event) for _, event in stored) - Counter(written(lab))
        for consumer in COPYING:
            copied = copies(lab, consumer)
            for _, event in stored[: lab.bus.position(consumer)]:
                assert event.type not in LISTENS_TO[consumer] or has(copied, event)
        tables = {name: lab.tables(name)[name] for name in OWNERS}
        rows = {(name, row["id"]): row for name in OWNERS for row in tables[name]}
        for name, promised in told:
            row = rows[name, promised["id"]]
            for column in ("name", "email", "title", "user_id", "product_id"):
                assert row.get(column) == promised.get(column)
        lab.settle()
        events = [event for _, event in lab.bus.events()]
        assert Counter(map(key, events)) == Counter(written(lab)), "each is told, and once"
        assert len({(event.source, event.id) for event in events}) == len(events)
        assert lab.tables("purchases") == {
            "users": told_of(lab, "users", "id", "name"),
            "products": told_of(lab, "products", "id", "title", "price_cents", "version"),
            "orders": told_of(lab, "orders", "id", "user_id", "product_id"),
        }
        assert lab.bus.dead_letters() == []
    finally:
        lab.close()


def kill_again_and_again(host: Host, folder: Path, times: int) -> None:
    chance = random.Random(times)
    told: Told = []
    for seed in range(times):
        told += host.run_and_kill(folder, seed, chance.randint(0, 30))
        if seed % 3 != 1:  # now and then it is killed again before anybody has looked
            check(folder, told)
    check(folder, told)
    assert len(told) > 5 * times


def test_nothing_that_was_promised_is_lost_when_the_process_is_killed(
    host: Host, tmp_path: Path
) -> None:
    kill_again_and_again(host, tmp_path, 12)


@pytest.mark.long
@pytest.mark.parametrize("folder", range(10))
def test_nothing_that_was_promised_is_lost_however_often_it_is_killed(
    host: Host, tmp_path: Path, folder: int
) -> None:
    kill_again_and_again(host, tmp_path, 25)
