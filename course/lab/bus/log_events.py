"""The stored events of a log: checked, numbered in the order in which they come, never changed."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from course.lab.bus.envelope import NotJson, data_of, to_text
from course.lab.bus.log_batches import Batches, check
from course.lab.bus.log_file import Write
from course.lab.bus.subjects import check_subject
from course.lab.errors import BadEvent, BadSetting
from course.lab.sqlite_file import damaged
from course.ports import Event

_BATCH = 128
"""So many events at most are one row: few rows to write, and little to read for a single event."""
_GIVEN_BY_POSITION = re.compile(r"#([1-9]\d{0,17})", re.ASCII)

Name = tuple[str, str]
"""The source and the id of an event that was given one."""
Line = tuple[int, tuple[Any, ...], Name | None]
"""An event on its way into the file: the number of its type, what is stored of it, its name."""


class Events(Batches):
    """The events in a file, and how more get into it."""

    def store(self, events: Sequence[Event]) -> tuple[list[int], Counter[int]]:
        """The positions of the events, and how many of each type were not there before."""
        new_types: dict[str, int] = {}
        known: dict[Name, int] = {}
        lines = [self._line(event, new_types, known) for event in events]
        try:
            try:
                return self._store(lines, new_types, dict(known))
            except sqlite3.IntegrityError:  # one at least was stored before
                return self._store(lines, new_types, known | self._stored_before(lines))
        except sqlite3.IntegrityError as error:
            raise damaged(
                self._file.name, f"its names are not those of its events ({error})"
            ) from error
        except NotJson as error:
            raise _bad(_culprit(events) or str(error)) from error
        except UnicodeEncodeError as error:
            raise _bad(f"{error.object!r} has half a character in it") from None

    def _store(
        self, lines: list[Line], new_types: dict[str, int], known: dict[Name, int]
    ) -> tuple[list[int], Counter[int]]:
        positions: list[int] = []
        added: list[Line] = []
        named: list[tuple[str, str, int]] = []
        for line in lines:
            _, _, name = line
            position = self.last + 1 + len(added)
            first = position if name is None else known.setdefault(name, position)
            positions.append(first)
            if first == position:
                added.append(line)
                if name is not None:
                    named.append((*name, position))
        if added:
            steps: list[Write] = [
                ("insert into types (name, number) values (?, ?)", [*new_types.items()]),
                ("insert into named (source, id, position) values (?, ?, ?)", named),
                ("insert into batches values (?, ?, ?, ?, ?)", [*self._batches(added)]),
            ]
            self._file.write(*(step for step in steps if step[1]))
            self.types |= new_types
            self._names |= {number: name for name, number in new_types.items()}
            self.last += len(added)
        return positions, Counter(number for number, _, _ in added)

    def _batches(self, added: list[Line]) -> Iterator[tuple[int, int, int, str, str]]:
        for start in range(0, len(added), _BATCH):
            some = added[start : start + _BATCH]
            types = to_text([number for number, _, _ in some])
            events = to_text([stored for _, stored, _ in some])
            yield self.last + 1 + start, len(some), check(types, events), types, events

    def _line(self, event: Event, new_types: dict[str, int], known: dict[Name, int]) -> Line:
        kind, source, id_ = event.type, event.source, event.id
        time, traceparent = event.time, event.traceparent
        try:
            "".join((kind, source, id_, time, traceparent))  # the quickest look at all of them
        except TypeError as error:
            raise _bad("An attribute of an event is no text") from error
        number = self.types.get(kind) or new_types.get(kind)
        if number is None:
            number = new_types[kind] = self._new_type(kind, len(new_types))
        if id_[:1] == "#" and (given := _GIVEN_BY_POSITION.fullmatch(id_)):
            known[source, id_] = self._unnamed(source, int(given[1]))
        try:
            stored = (source, id_, time, traceparent, data_of(event))
        except NotJson as error:
            raise _bad(f"{kind}: {error}") from error
        return number, stored, (source, id_) if id_ else None

    def _new_type(self, kind: str, before: int) -> int:
        try:
            check_subject(kind)
        except BadSetting as error:
            raise _bad(f"The type {kind!r} is no subject") from error
        return len(self.types) + before + 1

    def _unnamed(self, source: str, position: int) -> int:
        told = self.at([position]).get(position) if position <= self.last else None
        if told is None or (told.source, told.id) != (source, f"#{position}"):
            raise _bad(f"The id #{position} is not free: the log gives such ids itself")
        return position

    def _stored_before(self, lines: list[Line]) -> dict[Name, int]:
        sql = "select position from named where source = ? and id = ?"
        names = {name for _, _, name in lines if name is not None}
        return {name: found[0][0] for name in names if (found := self._file.rows(sql, *name))}


def _culprit(events: Sequence[Event]) -> str:
    """What is wrong with the first whose data is no JSON."""
    for event in events:
        try:
            to_text([[event.data]])
        except NotJson as error:
            return f"{event.type}: {error}"
    return ""


def _bad(happened: str) -> BadEvent:
    return BadEvent(
        f"{happened.rstrip('.')}.",
        "an event on its way into the log; nothing of what came with it was stored",
        "Give it a type such as order.placed, data that is a JSON object, and texts for the rest.",
    )
