"""What happens at one place and one moment: a service goes down, a caller gives up."""

from collections.abc import Iterator, Set
from dataclasses import dataclass

from course.trace import Span
from course.views.player.move import Roads, operation
from course.views.player.queues import GROUP, PLACES
from course.webs.messages import bus
from course.webs.reading import database, first, is_outage, key, peer
from course.webs.wording import counted

_GIVEN_UP = {
    "timeout": ("gives up", "gives up waiting for"),
    "connection_reset": ("cut off", "loses its connection to"),
}
_FAILED = {"process": "fails to handle", "answer": "fails to answer"}
_PLACED = {"subscribe": "listens", "replay": "starts again", "resend": "sent again"}
_ITS_OWN = ("subscribe", "replay")  # the bus records them, but it is the consumer that does them


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a node and a moment in ns, and the same in one or two words.

    ``wrong`` is for what should not have happened.
    """

    at: int
    node: str
    brief: str
    words: str
    wrong: bool = True


def notes(roads: Roads) -> list[Note]:
    """All notes, in the order of time."""
    services = set(roads.trace.services)
    found = [note for span in roads.trace for note in _of(span, roads, services)]
    return sorted(found, key=lambda note: note.at)


def _of(span: Span, roads: Roads, services: Set[str]) -> Iterator[Note]:
    does, node, end = operation(span), span.service, max(span.end, span.start)
    reason = first(span, "error.type")
    if is_outage(span) and span.name == "down":
        words = f"{node} goes down {first(span, 'lab.point')}".rstrip()
        yield Note(span.start, node, "goes down", words)
    elif is_outage(span):
        yield Note(span.start, node, "up again", f"{node} is up again", wrong=False)
    elif does in PLACES:
        who = first(span, GROUP)
        if does in _ITS_OWN and who in services:
            node = who
        yield Note(span.start, node, _PLACED[does], _place(span), wrong=False)
    elif does == "deliver" and span.attributes.get("bus.dead_letter") is True:
        words = f"{node} lays {_subject(span)} aside for {_consumer(span)}"
        yield Note(end, node, "laid aside", words)
    elif does == "deliver" and reason == "timeout":
        words = f"{node} waited for {_consumer(span)} to acknowledge, in vain"
        yield Note(end, node, "gives up", words)
    elif does in _FAILED and span.status == "error":
        what = ": ".join(filter(None, [reason, first(span, "exception.message")])) or "an error"
        yield Note(end, node, "fails", f"{node} {_FAILED[does]} {_subject(span)}, {what}")
    elif span.kind == "client" and reason in _GIVEN_UP:
        whom = bus(span) or peer(span)
        asks = does or (database(span) is None and key(span) in roads.crossings.counted)
        if whom and asks:
            brief, how = _GIVEN_UP[reason]
            yield Note(end, node, brief, f"{node} {how} {whom}")


def _place(span: Span) -> str:
    who = first(span, GROUP) or "somebody"
    waiting = span.attributes.get("bus.waiting")
    more = f", {counted(waiting, 'event')} waiting" if isinstance(waiting, int) else ""
    did = {
        "subscribe": f"{who} listens to {span.service}",
        "replay": f"{who} starts again after position {first(span, 'bus.position') or 0}",
        "resend": f"{span.service} sends a dead letter to {who} again",
    }
    return f"{did[operation(span)]}{more}"


def _subject(span: Span) -> str:
    return first(span, "messaging.destination.name") or "an event"


def _consumer(span: Span) -> str:
    return first(span, GROUP) or peer(span) or "somebody"
