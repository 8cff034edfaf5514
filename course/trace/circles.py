"""Spans that are each other's parents: such a trace has no root, and no walk along it ends."""

from collections.abc import Iterable, Mapping

from course.trace.error import TraceError
from course.trace.span import Span

Key = tuple[str, str]


def refuse_circles(spans: Iterable[Span]) -> None:
    """Raises ``TraceError`` with the spans that are each other's parents, if there are any."""
    by_id = {(span.trace_id, span.id): span for span in spans}
    # In a circle, not everybody can start after its parent. So only these few need a walk; the one
    # over all of them then names the same circle, whatever their times.
    few = [at for at, span in by_id.items() if not _starts_after_its_parent(span, by_id)]
    if few and _circle(few, by_id):
        circle = _circle(by_id, by_id)
        raise TraceError(
            f"the spans {', '.join(circle[:4])} are each other's parents, in a circle. "
            "Correct a parent's id, or export the trace again"
        )


def _circle(starts: Iterable[Key], by_id: Mapping[Key, Span]) -> list[str]:
    """The ids of the first circle that one comes to from there; none where there is none."""
    sound: set[Key] = set()
    for key in starts:
        path: dict[Key, None] = {}
        while key in by_id and key not in sound:
            if key in path:
                return [name for _, name in list(path)[list(path).index(key) :]]
            path[key] = None
            key = (key[0], by_id[key].parent or "")
        sound.update(path)
    return []


def _starts_after_its_parent(span: Span, by_id: Mapping[Key, Span]) -> bool:
    parent = by_id.get((span.trace_id, span.parent or ""))
    return parent is None or span.start > parent.start
