"""What a trace says of the rows that were written: where, when, and what they were before."""

from dataclasses import dataclass

from course.ports import Row
from course.trace import Trace

OUTBOX = "outbox"
"""The table that the runtime keeps. What stands in it is on its way, and nobody's data."""


@dataclass(frozen=True, slots=True)
class Write:
    """One row, before and after. ``None`` before where it is new, ``None`` after where it is gone.

    ``at`` is when it took effect for good, in ns on the trace's clock.
    """

    service: str
    table: str
    before: Row | None
    after: Row | None
    at: int

    def __repr__(self) -> str:
        return f"{_shown(self.before)} → {_shown(self.after)}"


def writes(trace: Trace) -> list[Write]:
    """All rows that were written for good, in the order of their commits."""
    found = [
        Write(
            span.service,
            change["table"],
            change["before"],
            change["after"],
            span.attributes["db.committed"],
        )
        for span in trace
        if "db.committed" in span.attributes
        for change in span.attributes["db.changes"]
        if change["table"] != OUTBOX
    ]
    return sorted(found, key=lambda write: write.at)


def _shown(row: Row | None) -> str:
    if row is None:
        return "no row"
    return ", ".join(f"{column} {value}" for column, value in row.items())
