"""How a consumer gets on, and how it is sent back: stored first, then done."""

from collections.abc import Iterator
from typing import NamedTuple

from course.lab.bus.log_events import Events
from course.lab.bus.log_file import File, Write
from course.lab.bus.log_place import Place, Step
from course.lab.errors import NotHandedOut
from course.ports import Event

_MOVE = "update consumers set settled = ?, taken = ?, highest = max(highest, ?) where number = ?"
_KEEP = (
    "insert into owed (consumer, position, attempt) values (?, ?, ?)"
    " on conflict do update set attempt = excluded.attempt, dead_because = null"
)
_DELETE = "delete from owed where consumer = ? and position = ?"


def writes(place: Place, step: Step) -> Iterator[Write]:
    """What of a step goes into the file."""
    number = place.number
    yield _MOVE, [(step.settled, step.taken, step.highest, number)]
    if step.gone:
        yield _DELETE, [(number, position) for position in step.gone]
    if step.kept:
        yield _KEEP, [(number, position, attempt) for position, attempt in step.kept.items()]


class DeadLetter(NamedTuple):
    """An event that a consumer could not handle, laid aside so that it could go on."""

    consumer: str
    position: int
    event: Event
    attempts: int
    reason: str


class Moves:
    """Everything that moves a place."""

    def __init__(self, file: File, events: Events) -> None:
        self._file = file
        self._events = events

    def keep(self, place: Place, step: Step) -> None:
        """Store a step, and take it."""
        if step.does_something:
            self._file.note(*writes(place, step))
        place.make(step)

    def lay_aside(self, place: Place, position: int, reason: str) -> None:
        """Store that it is owed no more, and why, in one commit."""
        attempt = place.owed[position]
        step = place.plan([position])
        sql = "insert into owed values (?, ?, ?, ?)"
        dead = (place.number, position, attempt, reason)
        self._file.write(*writes(place, step), (sql, [dead]))
        place.make(step)

    def send_again(self, place: Place, position: int) -> None:
        """Make a dead letter due, as if it had never been handed out."""
        here = (place.number, position)
        sql = "select 1 from owed where consumer = ? and position = ? and dead_because is not null"
        if not self._file.rows(sql, *here):
            raise NotHandedOut(
                f"{place.name} has no dead letter at position {position}.",
                self._file.name,
                "Look at dead_letters(): it may have been sent again already.",
            )
        self._file.write((_KEEP, [(*here, 0)]))
        place.owe_again(position)

    def replay(self, place: Place, position: int) -> None:
        """Everything from ``position`` on is as if it had never been handed out."""
        settled, taken = min(place.settled, position - 1), min(place.taken, position - 1)
        self._file.write(
            (_MOVE, [(settled, taken, place.highest, place.number)]),
            ("delete from owed where consumer = ? and position >= ?", [(place.number, position)]),
        )
        place.settled, place.taken, place.unseen = settled, taken, None
        place.keep_only(lambda owed: owed < position)

    def dead_letters(self, place: Place) -> list[DeadLetter]:
        """What a consumer has laid aside, in order of position."""
        rows = self._file.rows(
            "select position, attempt, dead_because from owed"
            " where consumer = ? and dead_because is not null order by position",
            place.number,
        )
        events = self._events.at([row[0] for row in rows])
        return [DeadLetter(place.name, it, events[it], *rest) for it, *rest in rows]
