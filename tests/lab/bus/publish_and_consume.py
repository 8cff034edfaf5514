"""The process that test_log_killed.py kills: tells events, handles them, and says what it did.

``python publish_and_consume.py LOG EFFECTS SEED``, on and on until it is killed. Every line on its
output is said after what it says has been done, except "try", which is said before.
"""

import sqlite3
import sys
from pathlib import Path
from random import Random

from course.lab.bus.log import Delivery, Log
from course.ports import Event


def say(*words: object) -> None:
    """One line, at once."""
    print(*words, flush=True)


def publish(log: Log, chance: Random) -> None:
    """Tell up to three events; sometimes one of them for the second time."""
    first = log.last + 1
    numbers = range(first, first + chance.randint(1, 3))
    events = [Event("number.drawn", {"number": number}, f"{number}") for number in numbers]
    if first > 1 and chance.random() < 0.2:
        old = chance.randrange(1, first)
        events.insert(0, Event("number.drawn", {"number": old}, f"{old}"))
    say("try", *numbers)
    log.append(events)
    say("stored", *numbers)


def handle(effects: sqlite3.Connection, delivery: Delivery) -> None:
    """Write what came of an event into a database of its own."""
    row = (delivery.position, delivery.event.data["number"], delivery.attempt)
    effects.execute("insert into effects (position, number, attempt) values (?, ?, ?)", row)
    say("handled", delivery.position)


def consume(log: Log, effects: sqlite3.Connection, chance: Random, done: list[int]) -> list[int]:
    """Take some, acknowledge those before, and handle them. Gives what is to be acknowledged."""
    taken = log.take("copies", chance.randint(1, 4), done)
    way = chance.randrange(5)
    if way == 0:  # the first is not handled, and goes round once more
        log.give_back("copies", [delivery.position for delivery in taken[:1]])
        taken = taken[1:]
    for delivery in taken:
        handle(effects, delivery)
        if way == 1:  # each at once
            log.ack("copies", [delivery.position])
    positions = [delivery.position for delivery in taken]
    if way == 0:  # the last first
        for position in reversed(positions):
            log.ack("copies", [position])
    return positions if way > 1 else []


def main(log_path: Path, effects_path: Path, seed: int) -> None:
    chance = Random(seed)
    say("begun")
    effects = sqlite3.connect(effects_path, isolation_level=None)
    effects.execute("pragma journal_mode = wal")
    effects.execute(
        "create table if not exists effects"
        " (number_of_effect integer primary key, position integer, number integer, attempt integer)"
    )
    done: list[int] = []
    with Log(log_path) as log:
        log.subscribe("copies", ["number.*"])
        while True:
            publish(log, chance)
            done = consume(log, effects, chance, done)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
