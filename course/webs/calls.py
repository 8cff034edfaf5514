"""The calls in a trace: who asked or told whom, whoever recorded it.

Traces differ. A call may show as a client span with a server span below it, as either of the two
alone, or with spans of proxies and libraries in between. Each call is found once. A message over a
bus is a call to the bus, and one of the bus to each that it is brought or passed on to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from course.trace import Span, Trace
from course.webs.crossings import Crossings
from course.webs.messages import bus, end, is_event, step
from course.webs.reading import Database, database, first, key, message_system, peer


class Call(NamedTuple):
    """``caller`` asked ``callee``; it took ``ns``, measured at the caller where it was recorded.

    An event takes until the bus has stored it, or until who the bus brings it to has handled it.
    ``waits``: the caller goes on only when the answer is there. ``asks``: it waits, or its bus
    passes on a question for an asker who does not wait for this answer. ``owner`` is the service
    whose database was called, where that is known and is not the caller.
    """

    caller: str
    callee: str | Database
    ns: int
    failed: bool
    waits: bool
    asks: bool
    owner: str


def calls(trace: Trace) -> list[Call]:
    """Each call once, in the order in which they started."""
    seen = Crossings(trace)
    found: list[Call] = []
    for span in trace:
        if span.kind == "consumer" or step(span) == "receive":
            found += _heard(span, seen)
            continue
        if span.kind == "client":
            found += _asked(span, seen)
        if span.kind == "producer" and step(span) == "send":
            found.append(_call(trace, span.service, bus(span), span, waits=False))
        if (sender := seen.unrecorded(span)) is not None:
            found += _unrecorded(span, sender, trace)
    return found


def _asked(client: Span, seen: Crossings) -> Iterator[Call]:
    """The calls that one client span stands for: mostly one, none if it wraps another."""
    at = key(client)
    if at not in seen.counted or step(client) in ("create", "settle"):
        return
    target = database(client)
    answers = seen.answers.get(at, {})
    waits = seen.waits(client) and (not message_system(client) or _is_named(client, seen.trace))
    if target is not None or len(answers) < 2:
        callee = target or next(iter(answers), "") or peer(client)
        yield _call(seen.trace, client.service, callee, client, waits)
        return
    for callee, answer in answers.items():
        yield _call(seen.trace, client.service, callee, answer, waits)


def _heard(span: Span, seen: Crossings) -> Iterator[Call]:
    """Who brought the event that ``span`` handles: its bus, or without one who sent it."""
    outer = seen.trace.parent(span)
    # The bus has recorded that it brought this, or it is part of receiving the same message.
    if outer is not None and (
        (step(outer) == "deliver" and peer(outer))
        or (step(outer) == "receive" and outer.service == span.service)
    ):
        return
    causes = seen.causes(span)
    over = dict.fromkeys(bus(cause) for cause in causes) if causes else {bus(span): None}
    callers = [cause.service for cause in causes if not bus(cause)]
    for caller in [*callers, *filter(None, over)]:
        yield _call(seen.trace, caller, span.service, span, waits=False)


def _unrecorded(span: Span, sender: Span, trace: Trace) -> Iterator[Call]:
    """The call that ``sender`` has no client span for."""
    if sender.kind == "producer" and step(sender) == "send":
        if span.service != bus(sender):  # what the bus itself says of it is part of the sending
            yield _call(trace, bus(sender), span.service, span, waits=False)
        return
    yield _call(trace, sender.service, span.service, span, waits=sender.kind != "producer")


def _is_named(client: Span, trace: Trace) -> bool:
    """Whether the asker waits for whom a message is brought to: whoever hears it may answer."""
    if is_event(client):
        return False
    ask = trace.parent(client) if step(client) == "pass" else None
    named = ask.attributes.get("bus.answers") if ask is not None else None
    return not isinstance(named, list) or peer(client) in named


def _call(trace: Trace, caller: str, callee: str | Database, span: Span, waits: bool) -> Call:
    ns, asks = end(trace, span) - span.start, waits or step(span) == "pass"
    owner = first(span, "lab.owner") if isinstance(callee, Database) else ""
    return Call(caller, callee, ns, span.status == "error", waits, asks, owner)
