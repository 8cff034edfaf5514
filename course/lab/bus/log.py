"""The log that the bus stands on: events in their order, and each consumer's place in it."""

import weakref
from collections.abc import Iterable, Sequence
from itertools import repeat
from pathlib import Path
from types import TracebackType
from typing import Literal, NamedTuple, Self

from course.lab.bus.log_events import Events
from course.lab.bus.log_file import File
from course.lab.bus.log_moves import DeadLetter, Moves
from course.lab.bus.log_place import Place
from course.lab.bus.log_places import Places
from course.lab.bus.subjects import matches
from course.lab.errors import BadSetting, NotHandedOut
from course.ports import Event

__all__ = ["DeadLetter", "Delivery", "Log", "Subscription"]


class Delivery(NamedTuple):
    """An event that is handed out. The first attempt is 1."""

    position: int
    event: Event
    attempt: int


class Subscription(NamedTuple):
    """A consumer, and what it listens to."""

    name: str
    subjects: tuple[str, ...]


class Log:
    """Events, kept in the order in which they come, for consumers that each have a place in it.

    Each is handed out at least once, in order, until it is acknowledged. What ``append`` has
    returned is stored: in memory only, or in a file that survives the death of the process, or of
    the machine. Places survive that of the process; when the machine dies they may fall back a
    little, so that events are handed out twice. Errors leave everything as it was. For one thread
    at a time.
    """

    def __init__(
        self, path: Path | str | None = None, survives: Literal["process", "machine"] = "process"
    ) -> None:
        """Open the log in a file, which nobody else may have open, or a new one in memory.

        Raises what ``course.lab.databases.sqlite_file`` says can happen to a file.
        """
        if survives not in ("process", "machine") or (path is None and survives == "machine"):
            raise BadSetting(
                f"A log cannot survive {survives!r} there.",
                f"Log({path!r}, {survives!r})",
                'Name a file, and say "process" or "machine".',
            )
        self._survives: Literal["nothing", "process", "machine"]
        self._survives = "nothing" if path is None else survives
        self._file = File(None if path is None else Path(path).absolute(), survives)
        self._close = weakref.finalize(self, self._file.connection.close)
        try:
            self._events = Events(self._file)
            self._places = Places(self._file, self._events)
            self._moves = Moves(self._file, self._events)
        except BaseException:
            self._close()
            raise

    def close(self) -> None:
        """Let go of the file. A log that nobody has any more does so by itself."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def survives(self) -> Literal["nothing", "process", "machine"]:
        """What the death of leaves the events where they are."""
        return self._survives

    def size_bytes(self) -> int:
        """What it takes on the disk, or would take."""
        return self._file.size_bytes()

    # Events

    @property
    def last(self) -> int:
        """The position of the last event, 0 where there is none."""
        return self._events.last

    def append(self, events: Sequence[Event]) -> list[int]:
        """Store events, all or none, and give their positions: 1, 2, 3...

        One whose source and id were stored before is not stored again: it has the position of the
        first. One without an id gets it from its position: ``#7``. Raises ``BadEvent`` and
        ``FileFull``.
        """
        try:
            positions, counts = self._events.store(events)
        except BaseException:
            self._places.interrupted()
            raise
        self._places.appended(counts)
        return positions

    def read(self, start: int = 1, limit: int | None = None) -> list[tuple[int, Event]]:
        """Events with their positions, from ``start`` on, to look at."""
        events = self._events
        number = events.last if limit is None else limit
        found = events.after(max(start, 1) - 1, {*events.types.values()}, number)
        return list(zip(*found, strict=True))

    # Consumers

    def subscribe(self, consumer: str, subjects: Sequence[str]) -> None:
        """Make a consumer, at the start of the log, or give one other subjects.

        Then it keeps its place: it is not handed what came before and was not for it, and what it
        has been handed and is not for it any more is not owed to it any more.
        ``*`` stands for one word of a subject, ``>`` at the end for the rest.
        """
        self._places.subscribe(consumer, subjects)

    def consumers(self) -> list[Subscription]:
        """Every consumer with its subjects, the oldest first."""
        return [Subscription(place.name, place.subjects) for place in self._places]

    def consumers_of(self, kind: str) -> list[str]:
        """The consumers whose subjects match a type of event."""
        return [
            place.name
            for place in self._places
            if any(matches(subject, kind) for subject in place.subjects)
        ]

    def position(self, consumer: str) -> int:
        """Everything up to there is done with: acknowledged, laid aside, or not for it.

        Costs a look at all that is in hand.
        """
        return self._places.done_up_to(self._places.of(consumer))

    def waiting(self, consumer: str) -> int:
        """How many stored events are for it and not done with.

        Costs a look at the log after its place the first time after it was opened, subscribed to
        other subjects or sent back; nothing after that.
        """
        return self._places.waiting(self._places.of(consumer))

    # Handing out

    def take(self, consumer: str, limit: int = 1, done: Iterable[int] = ()) -> list[Delivery]:
        """Acknowledge ``done``, and hand out at most ``limit`` events, in one commit.

        First come those that were handed out before and are in nobody's hands, with one attempt
        more, then new ones; both in order of position.
        """
        place = self._places.of(consumer)
        done = self._handed_out(place, done)
        if limit < 0:
            raise BadSetting(f"limit is {limit}.", "take", "Say how many at most: 0 or more.")
        again = place.due_again(limit, done)
        told = self._events.at(again)
        room, taken = limit - len(again), place.taken
        new: list[int] = []
        events: list[Event] = []
        if room and place.unseen != 0:
            new, events = self._events.after(taken, place.types, room)
        if room:
            taken = new[-1] if len(new) == room else self._events.last
        self._moves.keep(place, place.plan(done, again, new, taken))
        return [
            *(Delivery(position, told[position], place.owed[position]) for position in again),
            *map(Delivery, new, events, repeat(1)),
        ]

    def ack(self, consumer: str, positions: Iterable[int]) -> None:
        """These are done, in whichever order. Raises ``NotHandedOut``.

        A late acknowledgement counts where the event is owed, or was laid aside: then it is a dead
        letter no longer. One for an event that was acknowledged before, or that the consumer has
        been sent back for and not been handed since, changes nothing.
        """
        place = self._places.of(consumer)
        self._moves.keep(place, place.plan(self._handed_out(place, positions)))

    def give_back(self, consumer: str, positions: Iterable[int]) -> None:
        """Nobody has these in hand any more: the next ``take`` hands them out again.

        What is not owed is passed over. Stores nothing.
        """
        place = self._places.of(consumer)
        for position in self._handed_out(place, positions):
            place.give_back(position)

    def lay_aside(self, consumer: str, position: int, reason: str) -> bool:
        """Make it a dead letter; the consumer goes on without it.

        Does nothing, and says so, where it is not owed: it was acknowledged meanwhile.
        """
        place = self._places.of(consumer)
        self._handed_out(place, [position])
        is_owed = position in place.owed
        if is_owed:
            self._moves.lay_aside(place, position, reason)
        return is_owed

    def dead_letters(self, consumer: str | None = None) -> list[DeadLetter]:
        """What was laid aside, by one consumer or by all."""
        places = self._places if consumer is None else [self._places.of(consumer)]
        return [letter for place in places for letter in self._moves.dead_letters(place)]

    def send_again(self, consumer: str, position: int) -> None:
        """A dead letter is due again, and its attempts count from 1. Raises ``NotHandedOut``."""
        self._moves.send_again(self._places.of(consumer), position)

    def replay(self, consumer: str, position: int = 1) -> None:
        """Start again there: all that matches from there on is handed out again, as if new.

        Nothing is skipped: what is still owed before ``position`` stays owed.
        """
        place = self._places.of(consumer)
        if position < 1:
            raise BadSetting(
                f"There is no position {position}.", f"replay of {consumer}", "The first is 1."
            )
        self._moves.replay(place, position)

    def _handed_out(self, place: Place, positions: Iterable[int]) -> list[int]:
        done = list(positions)
        if done and (min(done) < 1 or max(done) > place.highest):
            raise NotHandedOut(
                f"{place.name} was never handed an event at {max(done)}"
                f"; it has come as far as {place.highest}.",
                self._file.name,
                "Name positions that take() has given to this consumer.",
            )
        return done
