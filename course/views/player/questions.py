"""Questions on the way over a bus, and the parts of their answer."""

from collections.abc import Iterator

from course.trace import Span
from course.views.player.move import Move, MoveKind, Roads, body, fault, operation
from course.webs.messages import bus
from course.webs.reading import failure, first, peer


def questions(roads: Roads) -> Iterator[Move]:
    """Each question and each part: to the bus, to whoever may know, and back the same way."""
    for span in roads.trace:
        if operation(span) == "ask":
            yield from _asked(roads, span)
        elif operation(span) == "pass":
            yield from _passed(roads, span)
        elif operation(span) == "return":
            whose = first(span, "bus.part_of")
            words = f"{_subject(span)}: {whose}" if whose else _subject(span)
            end = max(span.end, span.start)
            text = body(span, "messaging.message.body")
            yield _move("part", span.service, peer(span), span.start, end, words, text)


def _asked(roads: Roads, ask: Span) -> Iterator[Move]:
    to, end = bus(ask), max(ask.end, ask.start)
    text = body(ask, "messaging.message.body")
    passed = [child.start for child in roads.trace.children(ask) if operation(child) == "pass"]
    if first(ask, "error.type") == "connection_refused":
        there = (ask.start + end) // 2
        yield _move("question", ask.service, to, ask.start, there, _subject(ask), text)
        yield Move("part", to, ask.service, there, end, "refused", failed=True)
    elif passed or not fault(ask):
        there = max(min(passed, default=ask.start + roads.hop), ask.start)
        yield _move("question", ask.service, to, ask.start, there, _subject(ask), text)
    else:
        yield _lost(roads, ask, "question", to, text)


def _passed(roads: Roads, passed: Span) -> Iterator[Move]:
    to, end = peer(passed), max(passed.end, passed.start)
    ask = roads.trace.parent(passed)
    text = body(passed, "messaging.message.body") or (
        body(ask, "messaging.message.body") if ask is not None else ""
    )
    heard = [child for child in roads.trace.children(passed) if operation(child) == "answer"]
    if not heard and passed.status == "error":
        yield _lost(roads, passed, "question", to, text)
    elif not heard:
        yield _move("question", passed.service, to, passed.start, end, _subject(passed), text)
    for answer in heard:
        there = max(answer.start, passed.start)
        words = _subject(passed)
        yield _move("question", passed.service, answer.service, passed.start, there, words, text)
        back, part = max(answer.end, there), body(answer, "messaging.message.body")
        if passed.status != "error" and back <= end:
            whose = f"{_subject(passed)}: {answer.service}"
            yield _move("part", answer.service, passed.service, back, end, whose, part)


def _move(
    kind: MoveKind, sender: str, receiver: str, leave: int, arrive: int, words: str, text: str
) -> Move:
    return Move(kind, sender, receiver, leave, arrive, words, body=text)


def _lost(roads: Roads, span: Span, kind: MoveKind, to: str, text: str) -> Move:
    at, reach = roads.lost(span, span.start, max(span.end, span.start))
    why = fault(span) or failure(span)
    words = _subject(span)
    return Move(
        kind, span.service, to, span.start, at, words, lost=True, reach=reach, fault=why, body=text
    )


def _subject(span: Span) -> str:
    return first(span, "messaging.destination.name", "messaging.destination") or span.name
