"""The stored events of a log, to be read: a row of the file holds a batch of them."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple
from zlib import crc32

from course.lab.bus.json_text import from_text
from course.lab.bus.log_file import File
from course.lab.databases.sqlite_file import damaged
from course.ports import Event


class Batch(NamedTuple):
    """Events that were stored together, at the positions from ``first`` on."""

    first: int
    types: list[int]
    """The numbers of their types: to find what is for somebody, no event has to be read."""
    events: str
    """JSON: source, id, time, traceparent and data of each."""

    def positions(self, after: int, types: Set[int]) -> list[int]:
        """Where there are events of these types after a position."""
        return [
            at for at, kind in enumerate(self.types, self.first) if kind in types and at > after
        ]


def check(types: str, events: str) -> int:
    """The checksum of a batch."""
    return crc32(events.encode(), crc32(types.encode()))


class Batches:
    """The events in a file: some to a row, as JSON, with a checksum for all.

    Their types are stored once each, under numbers.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self.types: dict[str, int] = {}
        self.last = 0
        """The position of the last event, 0 where there is none."""
        # What was read last. Consumers read the same one after the other, or bit by bit.
        self._recent = Batch(0, [], "")
        self.look_again()

    def look_again(self) -> None:
        """Ask the file what is stored."""
        self.types = dict(self._file.rows("select name, number from types"))
        self._names = {number: name for name, number in self.types.items()}
        sql = "select first + count - 1 from batches order by first desc limit 1"
        self.last = next((last for (last,) in self._file.rows(sql)), 0)

    def after(self, position: int, types: Set[int], limit: int) -> tuple[list[int], list[Event]]:
        """At most ``limit`` events of these types after ``position``, in order, and where."""
        positions: list[int] = []
        events: list[Event] = []
        for batch in self._batches_from(position + 1):
            mine = batch.positions(position, types)[: limit - len(positions)]
            positions += mine
            events += self._read(batch, mine) if mine else []
            if len(positions) >= limit:
                break
        return positions, events

    def positions(self, after: int, types: Set[int]) -> Iterator[int]:
        """The positions of the events of these types after a position, in order."""
        for batch in self._batches_from(after + 1):
            yield from batch.positions(after, types)

    def at(self, positions: Sequence[int]) -> dict[int, Event]:
        """The events at these positions."""
        found: dict[int, Event] = {}
        there = sorted(positions)
        while there:
            batch = next(self._batches_from(there[0]))
            mine = there[: bisect_left(there, batch.first + len(batch.types))]
            found |= zip(mine, self._read(batch, mine), strict=True)
            del there[: len(mine)]
        return found

    def _batches_from(self, position: int) -> Iterator[Batch]:
        """All from the one with this position on."""
        recent = self._recent
        if recent.first <= position < recent.first + len(recent.types):
            yield recent
            position = recent.first + len(recent.types)
        if position > self.last:
            return
        sql = (
            "select first, checksum, types, events from batches"
            " where first >= (select max(first) from batches where first <= ?) order by first"
        )
        for first, checksum, types, events in self._file.each(sql, position):
            if check(types, events) != checksum:
                raise damaged(
                    self._file.name, f"what it holds at {first} is not what was written there"
                )
            self._recent = Batch(first, from_text(types), events)
            yield self._recent

    def _read(self, batch: Batch, positions: Sequence[int]) -> list[Event]:
        """Made anew each time: who is handed an event may change its data."""
        rows, names, types, first = from_text(batch.events), self._names, batch.types, batch.first
        return [
            Event(names[types[at - first]], data, id_ or f"#{at}", source, time, traceparent)
            for at in positions
            for source, id_, time, traceparent, data in (rows[at - first],)
        ]
