"""The two halves of a call, the sender's and the receiver's, where they share one id.

Zipkin lets them; OpenTelemetry does not. Here each gets an id of its own.
"""

from dataclasses import dataclass
from hashlib import blake2b

from course.trace.error import TraceError
from course.trace.span import Link, Span


@dataclass(frozen=True, slots=True)
class Half:
    """A span as one record of a file tells it; alone, or one half of a call."""

    span: Span
    receives: bool
    record: object

    def replaces(self, other: "Half") -> bool:
        """Whether only one of both can be: a call has one sender, and each receiver is another."""
        return self.receives == other.receives and (
            not self.receives or self.span.service == other.span.service
        )


class Calls:
    """Halves by the id they share: the sender first, if there is one, then the receivers."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], list[Half]] = {}

    def add(self, half: Half) -> None:
        """Adds a half. One that is there already, word for word, changes nothing.

        Raises ``TraceError`` when another span has its id and is not the other half of its call.
        """
        call = self._calls.setdefault((half.span.trace_id, half.span.id), [])
        twin = next((other for other in call if other.replaces(half)), None)
        if twin is None:
            call.insert(len(call) if half.receives else 0, half)
        elif twin.record != half.record:
            raise TraceError(
                f'field "id": {half.span.id} was there before. Expected an id for each span, '
                "or one for the client half and server half of a call"
            )

    def spans(self) -> list[Span]:
        """The spans, each with its own id, under its parent or linked to its producer."""
        for call in self._calls.values():
            for half in call[1:]:
                key = f"{half.span.id}/{half.span.kind}/{half.span.service}"
                half.span.id = blake2b(key.encode(), digest_size=8).hexdigest()
        for (_, shared_id), call in self._calls.items():
            for half in call:
                self._hang(half, shared_id, call[0])
        return [half.span for call in self._calls.values() for half in call]

    def _hang(self, half: Half, shared_id: str, first: Half) -> None:
        span = half.span
        parent: Span | None = None
        if half is not first and not first.receives:
            parent = first.span
        elif span.parent == shared_id:
            span.parent = None
        elif span.parent is not None:
            parent = _half_for(span, self._calls.get((span.trace_id, span.parent), []))
        if parent is None:
            return
        if span.kind == "consumer" and parent.kind == "producer":
            span.parent = None
            span.links.append(Link(span.trace_id, parent.id))
        else:
            span.parent = parent.id


def _half_for(span: Span, call: list[Half]) -> Span | None:
    """The half of the call that ``span`` is part of; ``None`` where the call was not recorded."""
    # Receivers first: who records a child under a shared id is mostly the one that was called.
    halves = [half.span for half in call if half.receives]
    halves += [half.span for half in call if not half.receives]
    return next((half for half in halves if half.service == span.service), next(iter(halves), None))
