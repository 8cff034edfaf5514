"""The tables of every database as time goes by, from the rows that a trace says were written."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from course.trace import Trace
from course.views.player.writes import Values, Write, writes


@dataclass(slots=True)
class RowVersion:
    """A row as it was from ``born`` until before ``gone``, in ns.

    ``born`` is ``None`` for what was there before the trace began, ``gone`` for what stays. All
    versions of a row have its ``place`` among the rows of its table, counted as they came. Until
    ``open`` it was not committed; ``None`` for what was at once. One that ends there was undone.
    """

    place: int
    born: int | None
    gone: int | None
    values: Values
    open: int | None = None


@dataclass(slots=True)
class Table:
    """A table and all versions of its rows, in the order in which they came."""

    database: str
    name: str
    versions: list[RowVersion] = field(default_factory=list)

    @property
    def columns(self) -> list[str]:
        """The names of the columns, as they first appear."""
        return list(dict.fromkeys(name for version in self.versions for name in version.values))

    def rows(self, at: int) -> list[Values]:
        """The rows at a moment, what is written in it included, committed or not; oldest first."""
        there = [
            version
            for version in self.versions
            if (version.born is None or version.born <= at)
            and (version.gone is None or version.gone > at)
        ]
        return [version.values for version in sorted(there, key=lambda version: version.place)]


_Step = tuple[int, int, Callable[[], None]]
"""A moment, the place among what is done then, and what. To undo comes first, the last first."""


def tables(trace: Trace) -> list[Table]:
    """Every table that is written to, by database; the trace has no more to say of the others.

    A row that is added or changed shows as it is written, one that is removed as that is committed.
    """
    found: dict[tuple[str, str], _Filling] = {}
    steps: list[_Step] = []
    for write in writes(trace):
        for table, before, after in write.changes:
            filling = found.setdefault(
                (write.database, table), _Filling(Table(write.database, table))
            )
            steps += filling.steps(write, before, after, len(steps))
    for _, _, act in sorted(steps, key=lambda step: step[:2]):
        act()
    order = list(dict.fromkeys(database for database, _ in found))
    filled = [found[at].finished() for at in sorted(found, key=lambda at: order.index(at[0]))]
    return [table for table in filled if table.versions]


class _Filling:
    """A table while it is read, with the rows that are there by what they hold."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._there: dict[str, list[RowVersion]] = {}
        self._earliest = 0
        self._latest = 0

    def steps(
        self, write: Write, before: Values | None, after: Values | None, number: int
    ) -> list[_Step]:
        """What the change of a row does, and when."""
        open_until = write.settled if write.settled > write.at else None
        if after is None:
            if not write.is_committed:
                return []  # to all others the row was there all the time
            return [(write.settled, number, partial(self._change, write.settled, before))]
        written = partial(self._change, write.at, before, after, open_until)
        if write.is_committed:
            return [(write.at, number, written)]
        undone = partial(self._change, write.settled, after, before)
        return [(write.at, number, written), (write.settled, -number, undone)]

    def finished(self) -> Table:
        """The table, without what was there for no time at all."""
        versions = self._table.versions
        self._table.versions = [each for each in versions if each.born != each.gone]
        return self._table

    def _change(
        self,
        moment: int,
        before: Values | None,
        after: Values | None = None,
        open_until: int | None = None,
    ) -> None:
        place = self._take(moment, before) if before is not None else self._next()
        if after is not None:
            version = RowVersion(place, moment, None, after, open_until)
            self._table.versions.append(version)
            self._there.setdefault(_known_by(after), []).append(version)

    def _take(self, moment: int, values: Values) -> int:
        """End a row's version. One that nobody wrote was there before the trace began."""
        alike = self._there.get(_known_by(values))
        if alike:
            version = alike.pop(0)
        else:
            self._earliest -= 1
            version = RowVersion(self._earliest, None, None, values)
            self._table.versions.append(version)
        version.gone = moment
        return version.place

    def _next(self) -> int:
        self._latest += 1
        return self._latest


def _known_by(values: Values) -> str:
    return json.dumps(values, sort_keys=True, default=repr)
