"""Own time: what a service or a call took itself, without what it waited for.

A span's own time is its time without that of the spans inside it. S. Graham, P. Kessler and
M. McKusick ("gprof: a Call Graph Execution Profiler", 1982) call it the self time of a routine. It
tells who is slow from who is only kept waiting. What two spans inside it took at the same time is
taken off once.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from course.trace import NS_PER_MS, Span, Trace
from course.webs.calls import calls
from course.webs.messages import step
from course.webs.names import by_edge, database_names
from course.webs.reading import Key, key

Place = str | tuple[str, str]
"""Where time is spent: at a service, or on a call from one to another (an edge of the web)."""


@dataclass(slots=True)
class Spent:
    """The own time of all visits to a place that belong to one request."""

    visits: int = 0
    ns: int = 0


def own_times(trace: Trace) -> dict[Place, dict[str, Spent]]:
    """The own time at each place, request by request, in the order of their first spans.

    The spans with one ``trace_id`` belong to one request. The own time of a service is that of its
    spans, and a visit begins where work comes to it; being queued there is its own time too. The
    own time of a call is what its client span took without the callee's: the way there and back. Of
    a callee that recorded nothing, such as a database, it is the whole time of the call. A call
    that only the callee recorded has no place: the way there is then the caller's own time.
    """
    edges = _edges(trace)
    places: dict[Place, dict[str, Spent]] = {}
    for span in trace:
        if step(span) == "return":  # an answer on its way is part of the way of the question
            continue
        edge = edges.get(key(span))
        of_requests = places.setdefault(edge or span.service, {})
        spent = of_requests.setdefault(span.trace_id, Spent())
        spent.visits += edge is not None or _arrives(trace, span, edges)
        spent.ns += own_ns(trace, span)
    return places


def own_ms(trace: Trace) -> dict[Place, float]:
    """The own time at each place over the whole trace, most first."""
    totals = {
        place: sum(spent.ns for spent in of_requests.values()) / NS_PER_MS
        for place, of_requests in own_times(trace).items()
    }
    return dict(sorted(totals.items(), key=lambda total: -total[1]))


def own_ns(trace: Trace, span: Span) -> int:
    """The time of ``span`` that none of the spans inside it takes.

    Where one inside goes on after ``span`` has ended, its time until then is taken off.
    """
    own, at = 0, span.start
    for part in trace.children(span):
        if step(part) == "return":
            continue
        own += max(0, min(part.start, span.end) - at)
        at = max(at, part.end)
    return own + max(0, span.end - at)


def _edges(trace: Trace) -> dict[Key, tuple[str, str]]:
    """The edge that each client span is a call of; it is recorded at the caller."""
    found = calls(trace)
    return {
        key(call.span): edge
        for edge, made in by_edge(found, database_names(trace, found)).items()
        for call in made
        if call.span.kind in ("client", "producer") and call.span.service == call.caller
    }


def _arrives(trace: Trace, span: Span, edges: Mapping[Key, object]) -> bool:
    """Whether work comes to a service with this span, rather than going on there."""
    outer = trace.parent(span)
    return outer is None or outer.service != span.service or key(outer) in edges
