"""The stored events of a log, to be read: a row of the file holds a batch of them."""

from collections.abc import Iterator, Sequence, Set
from zlib import crc32

from course.lab.bus.envelope import arrays
from course.lab.bus.log_file import File
from course.lab.bus.log_trouble import damaged
from course.ports import Event


class Batches:
    """The events in a file: some to a row, each a line of JSON, with a checksum for all.

    Their types are stored once each, under numbers; each line begins with the number of its own.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self.types: dict[str, int] = {}
        self.last = 0
        """The position of the last event, 0 where there is none."""
        # What was read last. Consumers read the same one after the other, or bit by bit.
        self._recent: tuple[int, list[bytes]] = (0, [])
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
        lines: list[bytes] = []
        for here, there in self._scan(position, types):
            positions += here
            lines += there
            if len(positions) >= limit:
                break
        return positions[:limit], self._read(positions[:limit], lines[:limit])

    def positions(self, after: int, types: Set[int]) -> Iterator[int]:
        """The positions of the events of these types after a position, in order."""
        for here, _ in self._scan(after, types):
            yield from here

    def at(self, positions: Sequence[int]) -> dict[int, Event]:
        """The events at these positions."""
        first, lines, found = 0, list[bytes](), list[bytes]()
        for position in positions:
            if not first <= position < first + len(lines):
                first, lines = next(self._batches_from(position))
            found.append(lines[position - first])
        return dict(zip(positions, self._read(positions, found), strict=True))

    def _scan(self, after: int, types: Set[int]) -> Iterator[tuple[Sequence[int], list[bytes]]]:
        begins = tuple(b"[%d," % number for number in types)
        for first, lines in self._batches_from(after + 1):
            skipped = max(0, after + 1 - first)
            positions, lines = range(first + skipped, first + len(lines)), lines[skipped:]
            if len(begins) == len(self.types):
                yield positions, lines
            else:
                pairs = zip(positions, lines, strict=True)
                mine = [(at, line) for at, line in pairs if line.startswith(begins)]
                yield [at for at, _ in mine], [line for _, line in mine]

    def _batches_from(self, position: int) -> Iterator[tuple[int, list[bytes]]]:
        """The lines from the batch with this position on, each batch with its first position."""
        first, lines = self._recent
        if first <= position < first + len(lines):
            yield first, lines
            position = first + len(lines)
        if position > self.last:
            return
        sql = (
            "select first, count, checksum, events from batches"
            " where first >= (select max(first) from batches where first <= ?) order by first"
        )
        for first, count, checksum, batch in self._file.each(sql, position):
            lines = batch.split(b"\n")
            if crc32(batch) != checksum or len(lines) != count:
                raise damaged(
                    self._file.name, f"what it holds at {first} is not what was written there"
                )
            self._recent = first, lines
            yield first, lines

    def _read(self, positions: Sequence[int], lines: list[bytes]) -> list[Event]:
        names, told = self._names, zip(positions, arrays(lines), strict=True)
        return [
            Event(names[kind], data, id_ or f"#{at}", source, time, traceparent)
            for at, (kind, source, id_, time, traceparent, data) in told
        ]
