"""The places of all consumers of a log, as its file keeps them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from course.lab.bus.log_events import Events
from course.lab.bus.log_file import File
from course.lab.bus.log_moves import writes
from course.lab.bus.log_place import Place, Step
from course.lab.bus.subjects import check_pattern, matches
from course.lab.errors import BadSetting, NoSuchConsumer


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
            # Replaces one that was interrupted just after it had been stored.
            sql = "insert or replace into consumers values (?, ?, ?, 0, 0, 0)"
            self._file.write((sql, [(place.number, consumer, json.dumps(list(subjects)))]))
            self._by_name[consumer] = place
            self._listen(place, subjects)
        elif place.subjects != tuple(subjects):
            self._change(place, subjects)

    def _change(self, place: Place, subjects: Sequence[str]) -> None:
        """What it has been handed stays owed where it still matches, and gets rows of its own."""
        self._pass_over(place)
        events = self._events.at(list(place.owed))
        still = {at for at, it in events.items() if any(matches(s, it.type) for s in subjects)}
        gone = [position for position in place.owed if position not in still]
        kept = {it: place.owed[it] for it in place.above if it in still}
        sql = "update consumers set subjects = ? where number = ?"
        self._file.write(
            (sql, [(json.dumps(list(subjects)), place.number)]),
            *writes(place, Step(place.taken, place.taken, [], gone, kept, (), ())),
        )
        place.settled = place.taken
        place.keep_only(still.__contains__)
        place.above.clear()
        place.unseen = None
        self._listen(place, subjects)

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
            place.unseen = sum(1 for _ in self._events.positions(place.taken, place.types))
        return len(place.owed) + place.unseen

    def done_up_to(self, place: Place) -> int:
        """Everything up to there is done with, or not for it."""
        if place.owed:
            return min(place.owed) - 1
        self._pass_over(place)
        return place.taken

    def _pass_over(self, place: Place) -> None:
        """Bring it to what is for it next. Not stored: it can be found again."""
        coming = next(self._events.positions(place.taken, place.types), self._events.last + 1)
        place.taken = coming - 1

    def _listen(self, place: Place, subjects: Sequence[str]) -> None:
        place.subjects = tuple(subjects)
        types = self._events.types.items()
        place.types = {n for name, n in types if any(matches(s, name) for s in subjects)}

    def _load(self, place: Place) -> None:
        rows = self._file.rows(
            "select position, attempt from owed where consumer = ? and dead_because is null",
            place.number,
        )
        if place.settled < place.taken:
            after = self._events.positions(place.settled, place.types)
            place.above = list(takewhile(lambda position: position <= place.taken, after))
        place.owed = dict.fromkeys(place.above, 1) | dict(rows)
        place.idle = sorted(place.owed)
