"""What moves between two nodes of a web: one message, from leaving until it is there or lost."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median_low
from typing import Literal

from course.trace import Span, Trace
from course.webs.crossings import Crossings
from course.webs.messages import other_half, step
from course.webs.reading import first, key, message_system

MoveKind = Literal[
    "request",
    "answer",
    "event",
    "confirmation",
    "acknowledgement",
    "question",
    "part",
    "statement",
]

VERBS: dict[MoveKind, tuple[str, str]] = {
    "request": ("asks", "asks"),
    "answer": ("answers", "answers"),
    "event": ("tells", "tells"),
    "confirmation": ("confirms to", "reports to"),
    "acknowledgement": ("acknowledges to", "reports to"),
    "question": ("asks", "asks"),
    "part": ("answers", "answers"),
    "statement": ("asks", "asks"),
}
"""What the sender does, and what it does to say that something failed."""

_LONGEST = 2000  # characters of a body; the lab cuts there too
_HEADER = "http.request.header."


@dataclass(frozen=True, slots=True)
class Move:
    """A message; times are in ns. One that is lost ends at ``arrive``, and never arrives.

    ``reach`` is how far it comes, 1 for the whole way. A statement goes to the database and comes
    back with its rows until ``arrive``. ``about`` and ``body`` are what it carries.
    """

    kind: MoveKind
    sender: str
    receiver: str
    leave: int
    arrive: int
    words: str = ""
    lost: bool = False
    reach: float = 1.0
    failed: bool = False
    attempt: int = 1
    fault: str = ""
    about: tuple[tuple[str, str], ...] = ()
    body: str = ""


class Roads:
    """What is the same for every message of a trace: how they hang together, how long they take.

    ``hop`` is how long a message travels, in ns: the median where both ends were recorded.
    """

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.crossings = Crossings(trace)
        taken = [half.start - span.start for span, half in self._pairs() if half.start > span.start]
        self.hop = median_low(taken) if taken else 0

    def _pairs(self) -> Iterable[tuple[Span, Span]]:
        for span in self.trace:
            for answer in self.crossings.answers.get(key(span), {}).values():
                yield span, answer
            if (half := other_half(self.trace, span)) is not None:
                yield span, half

    def lost(self, span: Span, leave: int, end: int) -> tuple[int, float]:
        """When a message that left at ``leave`` and is not seen again was lost, and how far it got.

        Half-way, unless the trace says when; and not after ``end``, when it was given up.
        """
        struck = span.attributes.get("lab.fault_at")
        hop = self.hop or max(end - leave, 0)
        if not isinstance(struck, int) or isinstance(struck, bool):
            struck = leave + hop // 2
        at = min(max(struck, leave), max(end, leave))
        return at, min((at - leave) / hop, 1.0) if hop else 0.5


def operation(span: Span) -> str:
    """What a span does with a message: the part of its way, or what its name begins with."""
    return step(span) or (span.name.partition(" ")[0] if message_system(span) else "")


def fault(span: Span, *words: str) -> str:
    """The fault that struck a span, if it is one of ``words``; any, where none are given."""
    struck = first(span, "lab.fault")
    return struck if struck and (not words or struck in words) else ""


def headers(span: Span) -> tuple[tuple[str, str], ...]:
    """The headers that a span records, by name."""
    found = [
        (name.removeprefix(_HEADER), _plain(value))
        for name, value in span.attributes.items()
        if name.startswith(_HEADER)
    ]
    return tuple(sorted(found))


def said(span: Span, **attributes: str) -> tuple[tuple[str, str], ...]:
    """What a span says, under plainer names: ``said(span, position="bus.position")``."""
    found = ((name.replace("_", " "), first(span, at)) for name, at in attributes.items())
    return tuple((name, value) for name, value in found if value)


def body(span: Span, name: str) -> str:
    """The text of a body, cut where it is very long."""
    text = first(span, name)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
