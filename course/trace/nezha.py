"""Spans from the tables of the Nezha data set, which recorded Online Boutique minute by minute.

One line is one span, as comma-separated values (https://github.com/IntelligentDDS/Nezha).
"""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain

from course.trace.content import MARK, Content
from course.trace.error import TraceError, WrongField
from course.trace.fields import identity, title, written_number
from course.trace.halves import Calls
from course.trace.span import UNKNOWN_NAME, UNKNOWN_SERVICE, Span
from course.trace.times import set_forward

COLUMNS = "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration"


def is_table(first: bytes) -> bool:
    """Whether a file with this first line is such a table."""
    return first.removeprefix(MARK).strip() == COLUMNS.encode()


def spans(content: Content) -> list[Span]:
    """The spans of a table; what is left of its content is all but the names of the columns.

    The service is the name of the pod without its last two parts. The table does not say the kind
    of a span. Here one is a "server" where it starts its trace, or is part of a span of another
    service; otherwise a "client" where a span of another service is part of it; otherwise
    "internal".

    Raises ``TraceError`` with the line and the column where something else is found.
    """
    calls = Calls()
    table = csv.DictReader(chain([COLUMNS], _lines(content)), strict=True)
    try:
        for row in table:
            calls.add(_span(row))
    except csv.Error as fault:
        raise WrongField(f"line {table.line_num + 1}: no table: {fault}") from None
    except TraceError as fault:
        raise fault.at(f"line {table.line_num}") from None
    found = calls.spans()
    _set_kinds(found)
    return found


def _lines(content: Content) -> Iterator[str]:
    for line in content.lines():
        try:
            yield line.decode()
        except UnicodeDecodeError:
            raise WrongField("expected text in UTF-8") from None


def _span(row: dict[str | None, str | None]) -> Span:
    if None in row or None in row.values():
        raise WrongField(f"expected {COLUMNS.count(',') + 1} values, as the first line has them")
    told = {str(name): value for name, value in row.items()}
    parent = None if told["ParentID"] == "root" else identity(told, "ParentID", 16)
    pod = title(told, "PodName")
    span = Span(
        trace_id=identity(told, "TraceID", 32),
        id=identity(told, "SpanID", 16),
        parent=parent,
        service=(pod.rsplit("-", 2)[0] if pod.count("-") > 1 else pod) or UNKNOWN_SERVICE,
        name=title(told, "OperationName") or UNKNOWN_NAME,
        kind="internal",
        start=written_number(told, "StartTimeUnixNano"),
        end=written_number(told, "EndTimeUnixNano"),
    )
    set_forward(span)
    return span


def _set_kinds(found: Iterable[Span]) -> None:
    by_id = {(span.trace_id, span.id): span for span in found}
    for span in by_id.values():
        parent = by_id.get((span.trace_id, span.parent)) if span.parent else None
        if span.parent is None or (parent is not None and parent.service != span.service):
            span.kind = "server"
    for span in by_id.values():
        parent = by_id.get((span.trace_id, span.parent)) if span.parent else None
        if parent is not None and parent.service != span.service and parent.kind == "internal":
            parent.kind = "client"
