"""A process that is killed at any moment loses nothing that the log has confirmed."""

import os
import sqlite3
import subprocess
import sys
from collections import defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from course.lab.bus.log import Log

PROJECT = Path(__file__).resolve().parents[3]
CHILD = Path(__file__).with_name("publish_and_consume.py")


@dataclass
class Said:
    """What the processes have said before they were killed."""

    tried: set[int] = field(default_factory=set)
    stored: set[int] = field(default_factory=set)
    handled: set[int] = field(default_factory=set)

    def hear(self, line: str) -> None:
        word, *numbers = line.split()
        heard = {"try": self.tried, "stored": self.stored, "handled": self.handled}
        if word in heard:
            heard[word].update(map(int, numbers))


def run_and_kill(folder: Path, chance: Random, said: Said) -> None:
    """Start the process, listen to so many lines, and kill it wherever it is then."""
    child = subprocess.Popen(
        [sys.executable, CHILD, folder / "log", folder / "effects", str(chance.random())[2:]],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    with child:
        assert child.stdout is not None
        for _ in range(chance.choice([1, 2, 5, chance.randrange(200)])):
            line = child.stdout.readline()
            assert line, "the process ended by itself"
            said.hear(line)
        child.kill()
        for line in child.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):  # else it was killed in the middle of the line
                said.hear(line)


def effects(folder: Path) -> list[tuple[int, int, int]]:
    """Position, number and attempt of every effect, in the order in which they were made."""
    with closing(sqlite3.connect(folder / "effects")) as database:
        if not database.execute("select 1 from sqlite_master").fetchall():
            return []
        return database.execute("select position, number, attempt from effects").fetchall()


def check(folder: Path, said: Said) -> None:
    """What holds after every kill."""
    made = effects(folder)
    has_effect = {position for position, _, _ in made}
    with Log(folder / "log") as log:
        stored = [(position, event.data["number"]) for position, event in log.read()]
        done_up_to = log.position("copies") if log.consumers() else 0
    assert stored == [(number, number) for number in range(1, len(stored) + 1)], "order, no doubles"
    assert said.stored <= {number for number, _ in stored}, "confirmed, and missing"
    assert {number for number, _ in stored} <= said.tried, "invented"
    assert {*range(1, done_up_to + 1)} <= has_effect, "the position is ahead of the effects"
    assert said.handled <= has_effect
    assert all(position == number for position, number, _ in made)
    firsts = [position for position, _, attempt in made if attempt == 1]
    assert firsts == sorted(firsts), "handed out for the first time out of order"
    attempts = defaultdict(list)
    for position, _, attempt in made:
        attempts[position].append(attempt)
    for of_one in attempts.values():
        assert all(one < next_ for one, next_ in pairwise(of_one)), "an attempt was not counted"


def drain(folder: Path) -> None:
    """Handle what is left, with nobody there to kill it."""
    made = {position for position, _, _ in effects(folder)}
    with Log(folder / "log") as log:
        done: list[int] = []
        while taken := log.take("copies", 100, done):
            done = [delivery.position for delivery in taken]
            made.update(done)
        assert (log.waiting("copies"), log.position("copies")) == (0, log.last)
        assert made == {*range(1, log.last + 1)}, "handled zero times"


def kill_again_and_again(folder: Path, times: int, seed: int) -> None:
    chance, said = Random(seed), Said()
    for _ in range(times):
        run_and_kill(folder, chance, said)
        check(folder, said)
    drain(folder)
    print(f"{times} kills, {len(said.stored)} events confirmed, {len(effects(folder))} effects")
    assert len(said.stored) > times, "so that something was at stake"


def test_a_dozen_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, times=12, seed=3)


@pytest.mark.long
def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    kill_again_and_again(tmp_path, times=200, seed=4)
