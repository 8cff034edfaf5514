"""Spans that are each other's parents: such a trace has no root, and no walk along it ends."""

from collections.abc import Iterable

from course.trace.error import TraceError
from course.trace.span import Span


def refuse_circles(spans: Iterable[Span]) -> None:
    """Raises ``TraceError`` with the spans that are each other's parents, if there are any."""
    parents = {(span.trace_id, span.id): span.parent for span in spans}
    sound: set[tuple[str, str]] = set()
    for trace_id, start in parents:
        if (trace_id, parents[trace_id, start] or "") in sound:
            sound.add((trace_id, start))
            continue
        path: dict[tuple[str, str], None] = {}
        key = (trace_id, start)
        while key in parents and key not in sound:
            if key in path:
                circle = [name for _, name in list(path)[list(path).index(key) :]]
                raise TraceError(
                    f"the spans {', '.join(circle[:4])} are each other's parents, in a circle. "
                    "Correct a parent's id, or export the trace again"
                )
            path[key] = None
            key = (trace_id, parents[key] or "")
        sound.update(path)
