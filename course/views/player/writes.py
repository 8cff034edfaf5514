"""What a trace says was written: when that was, and when it was committed or undone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.trace import Span, Trace
from course.webs.crossings import around
from course.webs.messages import step
from course.webs.reading import database, first

Values = Mapping[str, Any]
Change = tuple[str, Values | None, Values | None]
"""A table, and a row of it before and after."""


@dataclass(frozen=True, slots=True)
class Write:
    """What one span changed in a database at the moment ``at``; times are in ns.

    At ``settled`` it was committed, or, if not ``is_committed``, undone at the latest.
    """

    database: str
    at: int
    settled: int
    is_committed: bool
    changes: list[Change]


def writes(trace: Trace) -> list[Write]:
    """Every write, in the order of time; what was undone at once is left out."""
    found: list[Write] = []
    written = [(span, changes) for span in trace if (changes := _changes(span))]
    written.sort(key=lambda pair: _moment(pair[0]))
    upcoming: dict[str, int] = {}
    for span, changes in reversed(written):
        name = first(span, "db.namespace", "db.name") or span.service
        at, committed = _moment(span), _time(span, "db.committed")
        if committed is not None:
            found.append(Write(name, at, committed, True, changes))
            upcoming[name] = at
            continue
        undone = _time(span, "db.rolled_back")
        if undone is None:
            # Not after the work that it was part of, and before the next write that was
            # committed, as there is one transaction at a time.
            undone = _work_ends(trace, span)
            undone = min(undone, upcoming.get(name, undone))
        if undone > at:
            found.append(Write(name, at, undone, False, changes))
    return found[::-1]


def _moment(span: Span) -> int:
    """A statement writes as it begins; whatever else changes rows does so as it commits."""
    committed = _time(span, "db.committed")
    if committed is None:
        return span.start
    is_statement = database(span) is not None or step(span) == "create"
    return min(span.start, committed) if is_statement else committed


def _time(span: Span, name: str) -> int | None:
    moment = span.attributes.get(name)
    return moment if isinstance(moment, int) and not isinstance(moment, bool) else None


def _work_ends(trace: Trace, span: Span) -> int:
    """When the service was done with what it did meanwhile."""
    ends = [span.end]
    for outer in around(trace, span):
        if outer.service != span.service:
            break
        ends.append(outer.end)
    return max(ends)


def _changes(span: Span) -> list[Change]:
    """Whatever a trace from elsewhere has under this name, only what is a change counts."""
    changes = span.attributes.get("db.changes")
    found: list[Change] = []
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, Mapping) and isinstance(change.get("table"), str):
            before, after = change.get("before"), change.get("after")
            rows = [row for row in (before, after) if row is not None]
            if rows and all(isinstance(row, Mapping) for row in rows):
                found.append((change["table"], before, after))
    return found
