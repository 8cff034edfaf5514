"""A change of a row: how a trigger tells it, and how two states of the tables show it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, NamedTuple

from course.ports import Row

Change = dict[str, Any]
"""The ``table``, and the row ``before`` and ``after``: None before where it is new, None after
where it is gone. What JSON has no form for is written as SQL does: ``x'00ff'``, ``9e999``."""

FUNCTION = "lab_notes"
"""What the triggers call, with their number, the old row if there is one, and the new."""

_IN_JSON = (str, int)
PREFIX = "lab notes "
EVENTS = (("insert", False, True), ("update", True, True), ("delete", True, False))


class Trigger(NamedTuple):
    """Tells of the rows of one table that are inserted, or updated, or deleted."""

    table: str
    columns: list[str]
    event: str
    old: bool
    new: bool

    def sql(self, number: int) -> str:
        sides = ["old"] * self.old + ["new"] * self.new
        values = [f"{side}.{quoted(column)}" for side in sides for column in self.columns]
        return (
            f"create temp trigger {quoted(f'{PREFIX}{self.event} {self.table}')}"
            f" after {self.event} on main.{quoted(self.table)}"
            f" begin select {FUNCTION}({', '.join([str(number), *values])}); end"
        )

    def change(self, old: list[Any], new: list[Any]) -> Change:
        """What a call of the function told: the values of the old row, and of the new."""
        return {"table": self.table, "before": self._row(old), "after": self._row(new)}

    def _row(self, values: list[Any]) -> Row | None:
        return in_json(zip(self.columns, values, strict=True)) if values else None


def told(calls: list[tuple[Any, ...]], triggers: list[Trigger]) -> list[Change]:
    """The changes that calls of the function tell of. A row that stays as it is is none."""
    changes = []
    for number, *values in calls:
        trigger = triggers[number]
        width = len(trigger.columns) * trigger.old
        old, new = values[:width], values[width:]
        if old != new:
            changes.append(trigger.change(old, new))
    return changes


def differences(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> Iterator[Change]:
    """The rows that are there before only, as gone, and those that are there after only, as new."""
    for table in sorted({*before, *after}):
        old, new = (
            Counter(tuple(in_json(row.items()).items()) for row in tables.get(table, ()))
            for tables in (before, after)
        )
        for gone in (old - new).elements():
            yield {"table": table, "before": dict(gone), "after": None}
        for come in (new - old).elements():
            yield {"table": table, "before": None, "after": dict(come)}


def in_json(row: Iterable[tuple[str, Any]]) -> Row:
    """A row whose values have a form in JSON."""
    return {
        column: value if value is None or type(value) in _IN_JSON else _in_sql(value)
        for column, value in row
    }


def _in_sql(value: float | bytes) -> float | str:
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return value if isfinite(value) else f"{'-' * (value < 0)}9e999"


def quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'
