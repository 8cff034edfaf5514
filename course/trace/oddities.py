"""What is odd about a trace: read as it is, and said."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.trace.halves import SHARED_ID
from course.trace.span import Span
from course.trace.times import BACKWARDS, MISSING

if TYPE_CHECKING:
    from course.trace.trace import Trace


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a sound trace would not have. ``kind`` is one of the keys of ``KINDS``.

    ``spans`` are those that show it, in the order they started; at least one.
    """

    kind: str
    spans: tuple[Span, ...]

    def __str__(self) -> str:
        count, first = len(self.spans), self.spans[0]
        return (
            f"{count} span{'s' * (count != 1)} {KINDS[self.kind]} "
            f"({'the first: ' * (count != 1)}{first.name} of {first.service})"
        )


KINDS = {
    "missing parent": "with a parent that is not in the trace",
    "several roots": "without a parent, in a trace with more than one such",
    "clock skew": "outside the time of the caller: clocks that disagree, or that jumped",
    "shared id": "with the id of another span, and a new one here",
    "missing time": "without a start or an end in the file",
}


def oddities(trace: "Trace") -> list[Oddity]:
    """What is odd about the trace, in the order of ``KINDS``; nothing for a sound one."""
    finders: dict[str, Callable[[Trace], Iterator[Span]]] = {
        "missing parent": _without_their_parent,
        "several roots": _further_roots,
        "clock skew": _skewed,
        "shared id": lambda trace: (span for span in trace if SHARED_ID in span.attributes),
        "missing time": lambda trace: (span for span in trace if MISSING in span.attributes),
    }
    found = ((kind, tuple(finders[kind](trace))) for kind in KINDS)
    return [Oddity(kind, spans) for kind, spans in found if spans]


def _without_their_parent(trace: "Trace") -> Iterator[Span]:
    return (span for span in trace if span.parent is not None and trace.parent(span) is None)


def _further_roots(trace: "Trace") -> Iterator[Span]:
    """All roots of traces that have several; what was caused by another span needs no parent."""
    roots: dict[str, list[Span]] = {}
    for span in trace:
        if span.parent is None and not span.links:
            roots.setdefault(span.trace_id, []).append(span)
    several = {id(span) for found in roots.values() if len(found) > 1 for span in found}
    return (span for span in trace if id(span) in several)


def _skewed(trace: "Trace") -> Iterator[Span]:
    return (span for span in trace if BACKWARDS in span.attributes or _is_outside(trace, span))


def _is_outside(trace: "Trace", span: Span) -> bool:
    """Whether it starts before who caused it, or goes on although its caller has the answer."""
    parent = trace.parent(span)
    if parent is None:
        return False
    answered = (
        span.kind == "server"
        and parent.kind == "client"
        and parent.status != "error"
        # One that took longer than its call may have been given up.
        and span.end - span.start <= parent.end - parent.start
    )
    return span.start < parent.start or (answered and span.end > parent.end)
