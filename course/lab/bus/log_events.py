"""The stored events of a log: numbered in the order in which they come, never changed."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

from course.lab.bus.json_text import NotJson, to_text
from course.lab.bus.log_batches import Batches, check
from course.lab.bus.log_file import Write
from course.lab.bus.log_lines import Lines, Name, bad, lines_of
from course.lab.databases.sqlite_file import damaged
from course.ports import Event

_BATCH = 128
"""So many events at most are one row: few rows to write, and little to read for a single event."""
_GIVEN_BY_POSITION = re.compile(r"#([1-9]\d{0,17})", re.ASCII)


class Events(Batches):
    """The events in a file, and how more get into it."""

    def store(self, events: Sequence[Event]) -> tuple[list[int], Counter[int]]:
        """The positions of the events, and how many of each type were not there before."""
        lines, new_types = lines_of(events, self.types)
        known = self._known_by_position(lines.names)
        try:
            try:
                return self._store(lines, new_types, dict(known))
            except sqlite3.IntegrityError:  # one at least was stored before
                return self._store(lines, new_types, known | self._stored_before(lines.names))
        except sqlite3.IntegrityError as error:
            raise damaged(
                self._file.name, f"its names are not those of its events ({error})"
            ) from error
        except NotJson as error:
            raise bad(_culprit(events) or str(error)) from error
        except UnicodeEncodeError as error:
            raise bad(f"{error.object!r} has half a character in it") from None

    def _store(
        self, lines: Lines, new_types: dict[str, int], known: dict[Name, int]
    ) -> tuple[list[int], Counter[int]]:
        first = self.last + 1
        positions, kept = [*range(first, first + len(lines.types))], lines
        if any(lines.names):
            positions, places = self._numbered(lines.names, known)
            kept = lines.at(places)
        if kept.types:
            named = [(*name, at) for at, name in enumerate(kept.names, first) if name is not None]
            steps: list[Write] = [
                ("insert into types (name, number) values (?, ?)", [*new_types.items()]),
                ("insert into named (source, id, position) values (?, ?, ?)", named),
                ("insert into batches values (?, ?, ?, ?, ?)", [*self._batches(kept)]),
            ]
            self._file.write(*(step for step in steps if step[1]))
            self.types |= new_types
            self._names |= {number: name for name, number in new_types.items()}
            self.last += len(kept.types)
        return positions, Counter(kept.types)

    def _numbered(
        self, names: list[Name | None], known: dict[Name, int]
    ) -> tuple[list[int], list[int]]:
        """Where each event is, and which are new: those whose name is known are not."""
        positions: list[int] = []
        new: list[int] = []
        for place, name in enumerate(names):
            next_one = self.last + 1 + len(new)
            at = next_one if name is None else known.setdefault(name, next_one)
            positions.append(at)
            if at == next_one:
                new.append(place)
        return positions, new

    def _batches(self, lines: Lines) -> Iterator[tuple[int, int, int, str, str]]:
        for start in range(0, len(lines.types), _BATCH):
            numbers = lines.types[start : start + _BATCH]
            types, events = to_text(numbers), to_text(lines.stored[start : start + _BATCH])
            yield self.last + 1 + start, len(numbers), check(types, events), types, events

    def _known_by_position(self, names: list[Name | None]) -> dict[Name, int]:
        """Those with an id that the log gives: such an event can only be one that it has."""
        found: dict[Name, int] = {}
        for name in names:
            if name is not None and (given := _GIVEN_BY_POSITION.fullmatch(name[1])):
                position = int(given[1])
                told = self.at([position]).get(position) if position <= self.last else None
                if told is None or (told.source, told.id) != name:
                    raise bad(f"The id {name[1]} is not free: the log gives such ids itself")
                found[name] = position
        return found

    def _stored_before(self, names: list[Name | None]) -> dict[Name, int]:
        sql = "select position from named where source = ? and id = ?"
        told = {name for name in names if name is not None}
        return {name: found[0][0] for name in told if (found := self._file.rows(sql, *name))}


def _culprit(events: Sequence[Event]) -> str:
    """What is wrong with the first whose data is no JSON."""
    for event in events:
        try:
            to_text(event.data)
        except NotJson as error:
            return f"{event.type}: {error}"
    return ""
