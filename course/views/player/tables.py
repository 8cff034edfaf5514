"""The tables of every database as time goes by, from the rows that a trace says were written."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from course.trace import Span, Trace
from course.views.reading import first

Values = Mapping[str, Any]


@dataclass(slots=True)
class RowVersion:
    """A row as it was from ``born`` until before ``gone``, in ns.

    ``born`` is ``None`` for what was there before the trace began, ``gone`` for what stays. All
    versions of a row have its ``place`` among the rows of its table, counted as they came.
    """

    place: int
    born: int | None
    gone: int | None
    values: Values


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
        """The rows at a moment, what is written in it included; the oldest first."""
        there = [
            version
            for version in self.versions
            if (version.born is None or version.born <= at)
            and (version.gone is None or version.gone > at)
        ]
        return [version.values for version in sorted(there, key=lambda version: version.place)]


def tables(trace: Trace) -> list[Table]:
    """Every table that is written to, by database; the trace has no more to say of the others."""
    found: dict[tuple[str, str], _Filling] = {}
    written = [
        (span.attributes["db.committed"], span)
        for span in trace
        if isinstance(span.attributes.get("db.committed"), int)
    ]
    for moment, span in sorted(written, key=lambda pair: pair[0]):
        database = first(span, "db.namespace", "db.name") or span.service
        for name, before, after in _changes(span):
            at = (database, name)
            if at not in found:
                found[at] = _Filling(Table(database, name))
            found[at].change(moment, before, after)
    order = list(dict.fromkeys(database for database, _ in found))
    return [found[at].table for at in sorted(found, key=lambda at: order.index(at[0]))]


class _Filling:
    """A table while it is read, with the rows that are there by what they hold."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._there: dict[str, list[RowVersion]] = {}
        self._earliest = 0
        self._latest = 0

    def change(self, moment: int, before: Values | None, after: Values | None) -> None:
        place = self._take(moment, before) if before is not None else self._next()
        if after is not None:
            self._put(RowVersion(place, moment, None, after))

    def _take(self, moment: int, values: Values) -> int:
        """End a row's version. One that nobody wrote was there before the trace began."""
        alike = self._there.get(_known_by(values))
        if alike:
            version = alike.pop(0)
        else:
            self._earliest -= 1
            version = RowVersion(self._earliest, None, None, values)
            self.table.versions.append(version)
        version.gone = moment
        return version.place

    def _put(self, version: RowVersion) -> None:
        self.table.versions.append(version)
        self._there.setdefault(_known_by(version.values), []).append(version)

    def _next(self) -> int:
        self._latest += 1
        return self._latest


def _changes(span: Span) -> Iterator[tuple[str, Values | None, Values | None]]:
    """Whatever a trace from elsewhere has under this name, only what is a change counts."""
    changes = span.attributes.get("db.changes")
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, Mapping) and isinstance(change.get("table"), str):
            before, after = change.get("before"), change.get("after")
            rows = [row for row in (before, after) if row is not None]
            if rows and all(isinstance(row, Mapping) for row in rows):
                yield change["table"], before, after


def _known_by(values: Values) -> str:
    return json.dumps(values, sort_keys=True, default=repr)
