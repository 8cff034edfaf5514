"""Events on the way: to the bus and its confirmation, from the bus and its acknowledgement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from course.trace import Span
from course.views.player.move import Move, MoveKind, Roads, body, fault, operation, said
from course.webs.messages import bus
from course.webs.reading import failure, first, peer

_LATE = ("reordered", "delayed")
_ABOUT = {"id": "messaging.message.id", "position": "bus.position"}
_ODD = ("doubled", *_LATE)  # only what comes once more was doubled


def events(roads: Roads) -> Iterator[Move]:
    """Each event and what comes back for it, whichever bus it goes over."""
    tries: Counter[tuple[str, str]] = Counter()
    for span in roads.trace:
        if operation(span) == "send":
            told = (span.service, first(span, "messaging.message.id"))
            tries[told] += 1
            yield from _sent(roads, span, tries[told] if told[1] else 1)
        elif operation(span) == "deliver":
            yield from _delivered(roads, span)
        elif span.kind == "consumer" and not _was_delivered(roads, span):
            for cause in roads.crossings.causes(span):
                leave = min(cause.start, span.start)
                yield _event(span, cause.service, span.service, leave, span.start)


def _was_delivered(roads: Roads, process: Span) -> bool:
    parent = roads.trace.parent(process)
    return parent is not None and operation(parent) == "deliver"


def _sent(roads: Roads, send: Span, attempt: int) -> Iterator[Move]:
    to, end = bus(send), max(send.end, send.start)
    stored = [child for child in roads.trace.children(send) if operation(child) == "store"]
    stored = stored or [child for child in roads.trace.children(send) if child.kind == "server"]
    if not stored and send.status != "error" and send.kind == "producer":
        # Of a bus that does not say when it has stored something, nothing more is known.
        yield _event(send, send.service, to, send.start, end, attempt=attempt)
        return
    if not stored:
        yield from _unstored(roads, send, to, attempt)
        return
    store = stored[0]
    there = max(store.start, send.start)
    yield _event(send, send.service, to, send.start, there, attempt=attempt)
    words = f"{_subject(send)}, had it already" * bool(store.attributes.get("bus.duplicate"))
    back = max(store.end, there)
    if send.status != "error" and back <= end:
        yield _receipt(send, to, send.service, back, end, words)
    elif fault(send, "confirmation lost"):
        yield _lost_receipt(roads, send, to, send.service, back)
    elif first(send, "error.type") == "timeout":
        late = back + max(there - send.start, 0)
        yield _receipt(send, to, send.service, back, late, words, fault="too late")


def _unstored(roads: Roads, send: Span, to: str, attempt: int) -> Iterator[Move]:
    end = max(send.end, send.start)
    if first(send, "error.type") == "connection_refused":
        there = (send.start + end) // 2
        yield _event(send, send.service, to, send.start, there, attempt=attempt)
        yield _receipt(send, to, send.service, there, end, "refused", failed=True)
    elif send.status != "error":
        yield _event(send, send.service, to, send.start, end, attempt=attempt)
    else:
        at, reach = roads.lost(send, send.start, end)
        lost = {"attempt": attempt, "reach": reach, "fault": fault(send) or failure(send)}
        yield _event(send, send.service, to, send.start, at, lost=True, **lost)


def _delivered(roads: Roads, deliver: Span) -> Iterator[Move]:
    to, end = peer(deliver), max(deliver.end, deliver.start)
    attempt = deliver.attributes.get("bus.attempt")
    attempt = attempt if isinstance(attempt, int) else 1
    handled = [child for child in roads.trace.children(deliver) if child.kind == "consumer"]
    for copy, process in enumerate(handled):
        there = max(process.start, deliver.start)
        why = fault(deliver, *_ODD if copy else _LATE)
        yield _event(deliver, deliver.service, to, deliver.start, there, attempt=attempt, fault=why)
    if not handled and deliver.status == "error":
        at, reach = roads.lost(deliver, deliver.start, end)
        lost = {"attempt": attempt, "reach": reach, "fault": fault(deliver) or failure(deliver)}
        yield _event(deliver, deliver.service, to, deliver.start, at, lost=True, **lost)
    elif not handled:
        yield _event(deliver, deliver.service, to, deliver.start, end, attempt=attempt)
    yield from _acknowledged(roads, deliver, handled, end)


def _acknowledged(roads: Roads, deliver: Span, handled: list[Span], end: int) -> Iterator[Move]:
    """What comes back of each handling. The bus goes by the first; a doubled one comes later."""
    to, waits = deliver.service, True
    reason = first(deliver, "error.type") if deliver.status == "error" else ""
    for process in sorted(handled, key=lambda span: span.end):
        leave = max(process.end, deliver.start)
        late = leave + max(process.start - deliver.start, 0)
        if process.status == "error":
            if reason == "handler_failed" and leave <= end:
                words = f"{_subject(process)} failed"
                yield _receipt(process, process.service, to, leave, end, words, failed=True)
        elif fault(deliver, "acknowledgement lost"):
            yield _lost_receipt(roads, deliver, process.service, to, leave)
        elif waits and not reason and leave <= end:
            yield _receipt(process, process.service, to, leave, end)
            waits = False
        else:
            unheeded = "too late" if reason else ""
            yield _receipt(process, process.service, to, leave, late, fault=unheeded)


def _event(span: Span, sender: str, receiver: str, leave: int, arrive: int, **more: Any) -> Move:
    more["body"] = body(span, "messaging.message.body")
    about = said(span, **_ABOUT)
    return Move("event", sender, receiver, leave, arrive, _subject(span), about=about, **more)


def _receipt(
    span: Span, sender: str, receiver: str, leave: int, arrive: int, words: str = "", **more: Any
) -> Move:
    kind: MoveKind = "confirmation" if operation(span) == "send" else "acknowledgement"
    words = words or _subject(span)
    about = said(span, **_ABOUT)
    return Move(kind, sender, receiver, leave, arrive, words, about=about, **more)


def _lost_receipt(roads: Roads, span: Span, sender: str, receiver: str, leave: int) -> Move:
    at, reach = roads.lost(span, leave, max(span.end, leave))
    receipt = _receipt(span, sender, receiver, leave, at, fault=fault(span))
    return replace(receipt, lost=True, reach=reach)


def _subject(span: Span) -> str:
    return first(span, "messaging.destination.name", "messaging.destination") or span.name
