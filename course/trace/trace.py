"""A trace: the spans of what happened, and how they hang together."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from course.trace.oddities import Oddity, oddities
from course.trace.span import NS_PER_MS, Span


class Trace:
    """Spans in the order they started, ties in the order they were recorded.

    It does not change once made: what is derived from the spans is worked out once.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans: tuple[Span, ...] = tuple(sorted(spans, key=lambda span: span.start))

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __len__(self) -> int:
        return len(self.spans)

    def __repr__(self) -> str:
        count = len(self.services)
        return (
            f"<Trace: {len(self)} span{'s' * (len(self) != 1)}, "
            f"{count} service{'s' * (count != 1)}, {self.milliseconds:.15g} ms>"
        )

    @cached_property
    def _by_id(self) -> dict[tuple[str, str], Span]:
        return {(span.trace_id, span.id): span for span in self.spans}

    @cached_property
    def _children(self) -> dict[tuple[str, str], list[Span]]:
        children: dict[tuple[str, str], list[Span]] = {}
        for span in self.spans:
            if span.parent is not None:
                children.setdefault((span.trace_id, span.parent), []).append(span)
        return children

    @cached_property
    def with_parents(self) -> tuple[tuple[Span, Span | None], ...]:
        """Each span with its parent, or ``None``: for who goes through all of them."""
        return tuple((span, self.parent(span)) for span in self.spans)

    @property
    def roots(self) -> list[Span]:
        """The spans whose parent is not in this trace."""
        return [span for span, parent in self.with_parents if parent is None]

    def span(self, trace_id: str, id: str) -> Span | None:
        """The span with this id, or ``None`` where it is not in this trace."""
        return self._by_id.get((trace_id, id))

    def parent(self, span: Span) -> Span | None:
        """The span that ``span`` is part of, or ``None`` where it is not in this trace."""
        return None if span.parent is None else self._by_id.get((span.trace_id, span.parent))

    def children(self, span: Span) -> list[Span]:
        """The spans that are part of ``span``, in the order they started."""
        return list(self._children.get((span.trace_id, span.id), ()))

    @property
    def services(self) -> list[str]:
        """The names of the services, in the order they first appear.

        A database that goes down or comes up is none, though that moment is recorded as its own.
        """
        return list(dict.fromkeys(span.service for span in self.spans if not _is_databases(span)))

    @cached_property
    def oddities(self) -> list[Oddity]:
        """What a sound trace would not have; printed, each is one sentence. Mostly none."""
        return oddities(self)

    @property
    def start(self) -> int:
        """When the first span started, in ns; 0 for a trace without spans."""
        return self.spans[0].start if self.spans else 0

    @property
    def end(self) -> int:
        """When the last span ended, in ns; 0 for a trace without spans."""
        return max((span.end for span in self.spans), default=0)

    @property
    def milliseconds(self) -> float:
        """From the first start to the last end."""
        return (self.end - self.start) / NS_PER_MS


def _is_databases(span: Span) -> bool:
    """Whether this happened to a database, and in no service."""
    return span.kind == "internal" and span.attributes.get("db.namespace") == span.service
