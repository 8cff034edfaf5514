"""The log does what a few dictionaries would do, whatever one does with it, in whatever order."""

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
)

from course.lab.bus.log import Log
from course.lab.bus.subjects import matches
from course.lab.errors import NotHandedOut
from course.ports import Event

TYPES = ["order.placed", "order.refused", "user.signed_up", "user.left.for.good"]
SUBJECTS = st.lists(
    st.sampled_from([*TYPES, "order.*", "*.placed", "user.>", ">"]), min_size=1, max_size=2
)
NAMES = st.sampled_from(["a", "b"])
IDS = st.sampled_from(["", "", "1", "2", "3"])
SOURCES = st.sampled_from(["orders", "users"])
EVENTS = st.builds(
    lambda kind, id_, source, n: Event(kind, {"n": n}, id_, source),
    st.sampled_from(TYPES),
    IDS,
    SOURCES,
    st.integers(),
)
CHOICE = st.sets(st.integers(0, 5), min_size=1).map(sorted)


def chosen(positions: Iterable[int], which: list[int]) -> list[int]:
    """Some of the positions, the last first, so that order is nothing to rely on."""
    there = sorted(positions)
    return [there[at] for at in reversed(which) if at < len(there)]


@dataclass
class Model:
    """One consumer, as one would write it down without any thought of cost."""

    subjects: list[str]
    place: int = 0
    highest: int = 0
    owed: dict[int, int] = field(default_factory=dict)
    in_hand: set[int] = field(default_factory=set)
    dead: dict[int, tuple[int, str]] = field(default_factory=dict)


class LogMachine(RuleBasedStateMachine):
    """Every rule does the same to the log and to the model, and compares what comes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "log"
        self.log = Log(self.path)
        self.events: list[Event] = []
        self.consumers: dict[str, Model] = {}

    def teardown(self) -> None:
        try:
            self.both_tell_the_same()
        finally:
            self.log.close()
            self.folder.cleanup()

    def new_for(self, it: Model) -> list[int]:
        return [
            position
            for position, event in enumerate(self.events, 1)
            if position > it.place and any(matches(s, event.type) for s in it.subjects)
        ]

    @initialize()
    def begin(self) -> None:
        self.append([Event(kind, {"n": 0}) for kind in TYPES])
        self.subscribe("a", [">"])
        self.subscribe("b", ["order.*"])

    @rule(events=st.lists(EVENTS, max_size=4))
    def append(self, events: list[Event]) -> None:
        expected = []
        for event in events:
            position = len(self.events) + 1
            for at, stored in enumerate(self.events, 1):
                if event.id and (event.source, event.id) == (stored.source, stored.id):
                    position = at
            if position > len(self.events):
                id_ = event.id or f"#{position}"
                self.events.append(Event(event.type, event.data, id_, event.source))
            expected.append(position)
        assert self.log.append(events) == expected

    @rule(name=NAMES, subjects=SUBJECTS)
    def subscribe(self, name: str, subjects: list[str]) -> None:
        self.log.subscribe(name, subjects)
        it = self.consumers.setdefault(name, Model(subjects))
        if it.subjects != subjects:
            coming = self.new_for(it)
            it.place = coming[0] - 1 if coming else len(self.events)
            it.subjects = subjects
            it.owed = {
                position: attempt
                for position, attempt in it.owed.items()
                if any(matches(s, self.events[position - 1].type) for s in subjects)
            }
            it.in_hand &= it.owed.keys()

    @rule(name=NAMES, limit=st.integers(1, 4), which=CHOICE)
    def take(self, name: str, limit: int, which: list[int]) -> None:
        it = self.consumers[name]
        done = chosen(it.owed, which)
        self.finish(it, done)
        again = sorted(it.owed.keys() - it.in_hand)[:limit]
        new = self.new_for(it)[: limit - len(again)]
        for position in again:
            it.owed[position] += 1
        for position in new:
            it.owed[position] = 1
            it.place = position
            it.highest = max(it.highest, position)
        it.in_hand |= {*again, *new}
        assert self.log.take(name, limit, done) == [
            (position, self.events[position - 1], it.owed[position]) for position in [*again, *new]
        ]

    @rule(name=NAMES, which=CHOICE)
    def acknowledge_what_may_be_owed(self, name: str, which: list[int]) -> None:
        it = self.consumers[name]
        positions = chosen(range(1, it.highest + 1), which)
        self.finish(it, positions)
        self.log.ack(name, positions)

    @rule(name=NAMES, beyond=st.integers(1, 3))
    def acknowledge_what_was_never_handed_out(self, name: str, beyond: int) -> None:
        with pytest.raises(NotHandedOut):
            self.log.ack(name, [self.consumers[name].highest + beyond])

    def finish(self, it: Model, positions: list[int]) -> None:
        for position in positions:
            it.owed.pop(position, None)
            it.in_hand.discard(position)
            it.dead.pop(position, None)

    @rule(name=NAMES, which=CHOICE)
    def give_back(self, name: str, which: list[int]) -> None:
        it = self.consumers[name]
        positions = chosen(it.owed, which)
        it.in_hand -= {*positions}
        self.log.give_back(name, positions)

    @rule(name=NAMES, which=CHOICE)
    def lay_aside(self, name: str, which: list[int]) -> None:
        it = self.consumers[name]
        for position in chosen(it.owed, which):
            self.log.lay_aside(name, position, "poison")
            it.in_hand.discard(position)
            it.dead[position] = (it.owed.pop(position), "poison")

    @rule(name=NAMES, which=CHOICE)
    def send_again(self, name: str, which: list[int]) -> None:
        it = self.consumers[name]
        for position in chosen(it.dead, which):
            self.log.send_again(name, position)
            del it.dead[position]
            it.owed[position] = 0

    @rule(name=NAMES, position=st.integers(1, 12))
    def replay(self, name: str, position: int) -> None:
        self.log.replay(name, position)
        it = self.consumers[name]
        it.place = min(it.place, position - 1)
        it.owed = {at: attempt for at, attempt in it.owed.items() if at < position}
        it.in_hand = {at for at in it.in_hand if at < position}
        it.dead = {at: letter for at, letter in it.dead.items() if at < position}

    @rule()
    def open_it_again(self) -> None:
        self.log.close()
        self.log = Log(self.path)
        for it in self.consumers.values():
            it.in_hand.clear()

    @rule()
    def both_tell_the_same(self) -> None:
        assert self.log.last == len(self.events)
        assert self.log.read() == list(enumerate(self.events, 1))
        for name, it in self.consumers.items():
            new = self.new_for(it)
            assert self.log.waiting(name) == len(it.owed) + len(new)
            unfinished = [*it.owed, *new]
            assert self.log.position(name) == min(unfinished, default=len(self.events) + 1) - 1
            assert self.log.dead_letters(name) == [
                (name, position, self.events[position - 1], *it.dead[position])
                for position in sorted(it.dead)
            ]


TestLog = LogMachine.TestCase
TestLog.settings = settings(max_examples=30, stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("seed", range(4))
def test_a_long_walk_ends_where_the_model_does(seed: int) -> None:
    """Longer than hypothesis walks, so that it gets to what needs many steps to come about."""
    chance, machine = Random(seed), LogMachine()
    try:
        machine.begin()
        for _ in range(400):
            walk(machine, chance)
    finally:
        machine.teardown()


LISTS = [[">"], ["order.*", "user.>"], TYPES[:1]]


def walk(machine: LogMachine, chance: Random) -> None:
    """One step, chosen so that the consumers get on."""
    name, which = chance.choice("ab"), sorted(chance.sample(range(6), chance.randint(1, 4)))
    steps: dict[Callable[[], None], int] = {
        lambda: machine.append([event(chance) for _ in range(chance.randint(1, 4))]): 6,
        lambda: machine.take(name, chance.randint(1, 4), which): 8,
        lambda: machine.take(name, chance.randint(1, 4), []): 8,
        lambda: machine.acknowledge_what_may_be_owed(name, which): 2,
        lambda: machine.give_back(name, which): 4,
        lambda: machine.lay_aside(name, which[:1]): 2,
        lambda: machine.send_again(name, which): 1,
        lambda: machine.replay(name, max(1, len(machine.events) - chance.randint(0, 9))): 1,
        lambda: machine.subscribe(
            name, chance.choice([[">"], ["order.*", "user.>"], TYPES[:1]])
        ): 1,
        machine.open_it_again: 1,
        machine.both_tell_the_same: 3,
    }
    chance.choices([*steps], [*steps.values()])[0]()


def event(chance: Random) -> Event:
    kind = chance.choice([*TYPES, f"order.n{chance.randint(0, 9)}"])
    return Event(kind, {}, chance.choice(["", "", f"{chance.randint(1, 40)}"]), "orders")
