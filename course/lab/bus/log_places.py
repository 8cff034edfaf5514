"""The places of all consumers of a log, as its file keeps them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from course.lab.bus.log_events import Events
from course.lab.bus.log_file import File, Write
from course.lab.bus.log_place import Place, Step
from course.lab.bus.subjects import check_pattern, matches
from course.lab.errors import BadSetting, NoSuchConsumer, NotHandedOut
from course.ports import Event

_MOVE = "update consumers set settled = ?, taken = ?, highest = max(highest, ?) where number = ?"
_KEEP = (
    "insert into owed (consumer, position, attempt) values (?, ?, ?)"
    " on conflict do update set attempt = excluded.attempt, dead_because = null"
)
_DELETE = "delete from owed where consumer = ? and position = ?"


class DeadLetter(NamedTuple):
    """An event that a consumer could not handle, laid aside so that it could go on."""

    consumer: str
    position: int
    event: Event
    attempts: int
    reason: str


class Places:
    """Every consumer's place: in memory, and with each step in the file first."""

    def __init__(self, file: File, events: Events) -> None:
        self._file = file
        self._events = events
        self._by_name: dict[str, Place] = {}
        self._types = set(events.types.values())
        for number, name, subjects, *where in file.rows("select * from consumers order by number"):
            place = self._by_name[name] = Place(number, name, *where)
            self._listen(place, json.loads(subjects))
            self._load(place)

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_name.values())

    def of(self, consumer: str) -> Place:
        """The place of a consumer. Raises ``NoSuchConsumer``."""
        try:
            return self._by_name[consumer]
        except KeyError:
            raise NoSuchConsumer(
                f"There is no consumer {consumer!r}.",
                self._file.name,
                f"Subscribe it first. There are: {', '.join(self._by_name) or 'none yet'}.",
            ) from None

    def subscribe(self, consumer: str, subjects: Sequence[str]) -> None:
        """Make a place at the start, or give one other subjects."""
        if not consumer or not subjects or isinstance(subjects, str):
            raise BadSetting(
                f"Consumer {consumer!r} cannot listen to {subjects!r}.",
                self._file.name,
                'Give it a name and a list of subjects: subscribe("copies", ["order.*"]).',
            )
        for subject in subjects:
            check_pattern(subject)
        place = self._by_name.get(consumer)
        if place is None:
            place = Place(len(self._by_name) + 1, consumer, 0, 0, 0)
            sql = "insert into consumers values (?, ?, ?, 0, 0, 0)"
            self._file.write((sql, [(place.number, consumer, json.dumps(list(subjects)))]))
            self._by_name[consumer] = place
            self._listen(place, subjects)
        elif place.subjects != tuple(subjects):
            self._change(place, subjects)

    def _change(self, place: Place, subjects: Sequence[str]) -> None:
        """What it has been handed stays owed where it still matches, and gets rows of its own."""
        self._pass_over(place)
        condition = self._condition(subjects)
        owed = json.dumps(list(place.owed))
        still = {
            *self._events.positions(
                f"position in (select value from json_each(?)){condition}", owed
            )
        }
        gone = [position for position in place.owed if position not in still]
        kept = {it: place.owed[it] for it in place.above if it in still}
        sql = "update consumers set subjects = ? where number = ?"
        self._file.write(
            (sql, [(json.dumps(list(subjects)), place.number)]),
            *self._steps(place, Step(place.taken, place.taken, [], gone, kept, (), ())),
        )
        place.settled = place.taken
        place.keep_only(still.__contains__)
        place.above.clear()
        place.unseen = None
        self._listen(place, subjects)

    def keep(self, place: Place, step: Step) -> None:
        """Store a step, and take it."""
        if step.does_something:
            self._file.write(*self._steps(place, step))
        place.make(step)

    def lay_aside(self, place: Place, position: int, reason: str) -> None:
        """Store that it is owed no more, and why, in one commit."""
        attempt = place.owed[position]
        step = place.plan([position])
        sql = "insert into owed values (?, ?, ?, ?)"
        dead = (place.number, position, attempt, reason)
        self._file.write(*self._steps(place, step), (sql, [dead]))
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

    def appended(self, counts: Mapping[int, int]) -> None:
        """So many events of each type have been stored."""
        for place in self:
            if not counts.keys() <= self._types:
                self._listen(place, place.subjects)
            if place.unseen is not None:
                place.unseen += sum(n for number, n in counts.items() if number in place.types)
        self._types |= counts.keys()

    def interrupted(self) -> None:
        """It is not known whether the last events were stored: look, and count when asked."""
        self._events.look_again()
        for place in self:
            self._listen(place, place.subjects)
            place.unseen = None

    def waiting(self, place: Place) -> int:
        """How many events are for it that are not done with. Counted once, then kept up."""
        if place.unseen is None:
            place.unseen = self._events.count(f"position > ?{place.condition}", place.taken)
        return len(place.owed) + place.unseen

    def done_up_to(self, place: Place) -> int:
        """Everything up to there is done with, or not for it."""
        if place.owed:
            return min(place.owed) - 1
        self._pass_over(place)
        return place.taken

    def _pass_over(self, place: Place) -> None:
        """Bring it to what is for it next. Not stored: it can be found again."""
        coming = self._events.positions(f"position > ?{place.condition}", place.taken, limit=1)
        place.taken = coming[0] - 1 if coming else self._events.last

    def _listen(self, place: Place, subjects: Sequence[str]) -> None:
        place.subjects = tuple(subjects)
        place.types = self._numbers(subjects)
        place.condition = self._condition(subjects)

    def _numbers(self, subjects: Sequence[str]) -> set[int]:
        types = self._events.types.items()
        return {n for name, n in types if any(matches(subject, name) for subject in subjects)}

    def _condition(self, subjects: Sequence[str]) -> str:
        numbers = self._numbers(subjects)
        if len(numbers) == len(self._events.types):
            return ""
        return f" and type in ({', '.join(map(str, sorted(numbers)))})"

    def _load(self, place: Place) -> None:
        rows = self._file.rows(
            "select position, attempt from owed where consumer = ? and dead_because is null",
            place.number,
        )
        place.above = self._events.positions(
            f"position > ? and position <= ?{place.condition}", place.settled, place.taken
        )
        place.owed = dict.fromkeys(place.above, 1) | dict(rows)
        place.idle = sorted(place.owed)

    @staticmethod
    def _steps(place: Place, step: Step) -> Iterator[Write]:
        number = place.number
        yield _MOVE, [(step.settled, step.taken, step.highest, number)]
        if step.gone:
            yield _DELETE, [(number, position) for position in step.gone]
        if step.kept:
            yield _KEEP, [(number, position, attempt) for position, attempt in step.kept.items()]
