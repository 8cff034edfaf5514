"""The stored events of a log: checked, numbered in the order in which they come, never changed."""

import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from typing import Any

from course.lab.bus.envelope import object_text, objects
from course.lab.bus.log_file import File
from course.lab.bus.subjects import check_subject
from course.lab.errors import BadEvent, BadSetting
from course.ports import Event

_COLUMNS = "position, type, source, id, time, traceparent, data"
_INSERT = f"insert into events ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?)"
_GIVEN_BY_POSITION = re.compile(r"#([1-9]\d{0,17})", re.ASCII)

Row = tuple[int, str, str | None, str, str, str]
"""The columns of an event after its position."""
Known = dict[tuple[str, str], int]
"""Source and id of named events: their positions."""


class Events:
    """The events in a file. Their types are stored once each, under numbers."""

    def __init__(self, file: File) -> None:
        self._file = file
        self.types: dict[str, int] = {}
        self.last = 0
        """The position of the last event, 0 where there is none."""
        self.look_again()

    def look_again(self) -> None:
        """Ask the file what is stored."""
        self.types = dict(self._file.rows("select name, number from types"))
        self._names = {number: name for name, number in self.types.items()}
        ((last,),) = self._file.rows("select max(position) from events")
        self.last = int(last or 0)

    def store(self, events: Sequence[Event]) -> tuple[list[int], Counter[int]]:
        """The positions of the events, and how many of each type were not there before."""
        new_types: dict[str, int] = {}
        known: Known = {}
        rows = [self._row(event, new_types, known) for event in events]
        try:
            try:
                return self._store(rows, new_types, dict(known))
            except sqlite3.IntegrityError:  # one at least was stored before
                return self._store(rows, new_types, known | self._stored_before(rows))
        except sqlite3.IntegrityError as error:
            raise self._file.damaged(f"its index is not that of its events ({error})") from error
        except UnicodeEncodeError as error:
            raise _bad(f"{error.object!r} has half a character in it") from None

    def _store(
        self, rows: list[Row], new_types: dict[str, int], known: Known
    ) -> tuple[list[int], Counter[int]]:
        positions, added, position = [], [], self.last + 1
        for row in rows:
            first = position if row[2] is None else known.setdefault((row[1], row[2]), position)
            positions.append(first)
            if first == position:
                added.append((position, *row))
                position += 1
        if added:
            types = ("insert into types (name, number) values (?, ?)", [*new_types.items()])
            self._file.write(*([types] if new_types else []), (_INSERT, added))
            self.types |= new_types
            self._names |= {number: name for name, number in new_types.items()}
            self.last = position - 1
        return positions, Counter(row[1] for row in added)

    def _row(self, event: Event, new_types: dict[str, int], known: Known) -> Row:
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
            return number, source, id_ or None, time, traceparent, object_text(event.data)
        except ValueError as error:
            raise _bad(f"{kind}: {str(error).rstrip('.')}") from error

    def _new_type(self, kind: str, before: int) -> int:
        try:
            check_subject(kind)
        except BadSetting as error:
            raise _bad(f"The type {kind!r} is no subject") from error
        return len(self.types) + before + 1

    def _unnamed(self, source: str, position: int) -> int:
        found = self._file.rows(
            "select 1 from events where position = ? and source = ? and id is null",
            position,
            source,
        )
        if not found:
            raise _bad(f"The id #{position} is not free: the log gives such ids itself")
        return position

    def _stored_before(self, rows: list[Row]) -> Known:
        sql = "select position from events where source = ? and id = ?"
        named = {(source, id_) for _, source, id_, *_ in rows if id_ is not None}
        return {key: found[0][0] for key in named if (found := self._file.rows(sql, *key))}

    def select(self, condition: str, *parameters: Any, limit: int = -1) -> list[tuple[int, Event]]:
        """The events for which ``condition`` holds, with their positions, in order."""
        rows = self._file.rows(
            f"select {_COLUMNS} from events where {condition} order by position limit ?",
            *parameters,
            limit,
        )
        names = self._names
        try:
            data = objects([text for *_, text in rows])
            return [
                (at, Event(names[kind], said, id_ or f"#{at}", source, time, traceparent))
                for (at, kind, source, id_, time, traceparent, _), said in zip(
                    rows, data, strict=True
                )
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise self._file.damaged(f"an event in it cannot be read ({error})") from error

    def at(self, positions: Sequence[int]) -> dict[int, Event]:
        """The events at these positions."""
        if not positions:
            return {}
        return dict(self.select(f"position in ({', '.join(map(str, positions))})"))

    def positions(self, condition: str, *parameters: Any, limit: int = -1) -> list[int]:
        """The positions of the events for which ``condition`` holds, in order."""
        sql = f"select position from events where {condition} order by position limit ?"
        return [position for (position,) in self._file.rows(sql, *parameters, limit)]

    def count(self, condition: str, *parameters: Any) -> int:
        """For how many events ``condition`` holds."""
        ((number,),) = self._file.rows(
            f"select count(*) from events where {condition}", *parameters
        )
        return int(number)


def _bad(happened: str) -> BadEvent:
    return BadEvent(
        f"{happened}.",
        "an event on its way into the log; nothing of what came with it was stored",
        "Give it a type such as order.placed, data that is a JSON object, and texts for the rest.",
    )
