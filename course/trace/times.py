"""Times that a file does not tell, or tells wrongly: what is done then, and how it is noted."""

from collections.abc import Iterable, Mapping
from typing import Any

from course.trace.span import Span

MISSING = "trace.missing"
"""The attribute of a span whose file does not say these times: the names of the fields."""
BACKWARDS = "trace.ends_before_start_ns"
"""The attribute of a span whose file has its end before its start: by how many ns."""


def note_missing(attributes: dict[str, Any], record: Mapping[str, Any], *fields: str) -> None:
    """Notes which of the fields for times the record does not have."""
    missing = [field for field in fields if record.get(field) is None]
    if missing:
        attributes[MISSING] = ", ".join(missing)


def set_forward(span: Span) -> None:
    """A span that ends before it starts gets no length, and a note of it."""
    if span.end < span.start:
        span.attributes[BACKWARDS] = span.start - span.end
        span.end = span.start


def start_with_their_trace(untimed: Iterable[Span], found: Iterable[Span]) -> None:
    """Moves spans whose start is not known to the start of their trace."""
    without = {id(span): span for span in untimed}
    if not without:
        return
    starts: dict[str, int] = {}
    for span in found:
        if id(span) not in without:
            starts[span.trace_id] = min(span.start, starts.get(span.trace_id, span.start))
    for span in without.values():
        start = starts.get(span.trace_id, 0)
        span.start, span.end = start, start + span.end - span.start
