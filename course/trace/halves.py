"""Spans that share an id. Here each gets an id of its own.

Zipkin lets the two halves of a call share one, the sender's and the receiver's; OpenTelemetry does
not. Some tools also write one id for spans that have nothing to do with each other.
"""

from hashlib import blake2b
from typing import NamedTuple

from course.trace.content import FEWER
from course.trace.error import TraceError
from course.trace.span import Span

MOST_SPANS = 500_000
SHARED_ID = "trace.shared_id"
"""The attribute of a span that got an id of its own: the id that the file has for it."""


class Half(NamedTuple):
    """A span as one record of a file tells it; alone, or one half of a call."""

    span: Span
    receives: bool


class Calls:
    """Halves by the id they share: the sender first, if there is one, then the receivers."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], list[Half]] = {}
        self._count = 0

    def add(self, span: Span, receives: bool | None = None) -> None:
        """Adds a span. One that is there already, the same in all it says, changes nothing.

        ``receives``: whether it is the receiving half, if it is one of two. Where the file does not
        say, its kind does. Raises ``TraceError`` where there are more spans than can be held.
        """
        if receives is None:
            receives = span.kind in ("server", "consumer")
        half, at = Half(span, receives), (span.trace_id, span.id)
        call = self._calls.get(at)
        if call is None:
            self._calls[at] = [half]
        elif half in call:
            return
        else:
            senders = sum(not other.receives for other in call)
            call.insert(len(call) if receives else senders, half)
        self._count += 1
        if self._count > MOST_SPANS:
            raise TraceError(
                f"there are more than {MOST_SPANS:,} spans, which is more than is read. {FEWER}"
            )

    def spans(self) -> list[Span]:
        """The spans, each with its own id, each under its parent."""
        shared = [(at, call) for at, call in self._calls.items() if len(call) > 1]
        taken = set(self._calls) if shared else set()
        for (trace_id, shared_id), call in shared:
            for half in call[1:]:
                half.span.id = _own_id(half.span, taken)
                half.span.attributes[SHARED_ID] = shared_id
                taken.add((trace_id, half.span.id))
        for (_, shared_id), call in self._calls.items():
            for half in call:
                # Where no id is shared, only what names itself as its parent hangs elsewhere.
                if shared or half.span.parent == shared_id:
                    self._hang(half, shared_id, call[0])
        return [half.span for call in self._calls.values() for half in call]

    def _hang(self, half: Half, shared_id: str, first: Half) -> None:
        span = half.span
        if half.receives and not first.receives:
            span.parent = first.span.id
        elif span.parent == shared_id:
            span.parent = None
        elif span.parent is not None:
            call = self._calls.get((span.trace_id, span.parent), ())
            if len(call) > 1:
                span.parent = _half_for(span, list(call)).id


def _own_id(span: Span, taken: set[tuple[str, str]]) -> str:
    """16 hex digits, the same at every reading, that no other span of its trace has."""
    key = f"{span.id}/{span.kind}/{span.service}"
    own = blake2b(key.encode(), digest_size=8).hexdigest()
    number = 1
    while (span.trace_id, own) in taken:
        number += 1
        own = blake2b(f"{key}/{number}".encode(), digest_size=8).hexdigest()
    return own


def _half_for(span: Span, call: list[Half]) -> Span:
    """The half of the call that ``span`` is part of."""
    # Receivers first: who records a child under a shared id is mostly the one that was called.
    halves = [half.span for half in call if half.receives]
    halves += [half.span for half in call if not half.receives]
    return next((half for half in halves if half.service == span.service), halves[0])
