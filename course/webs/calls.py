"""The calls in a trace: who asked or told whom, whoever recorded it.

Traces differ. A call may show as a client span with a server span below it, as either of the two
alone, or with spans of proxies and libraries in between. Each call is found once. A message over a
bus is a call to the bus, and one of the bus to each that it is brought or passed on to.
"""

from collections.abc import Iterator
from typing import NamedTuple

from course.trace import Span, Trace
from course.webs.crossings import Crossings
from course.webs.kept import kept
from course.webs.messages import bus, end, step
from course.webs.reading import Database, database, first, key, peer
from course.webs.waiting import waits


class Call(NamedTuple):
    """``caller`` asked ``callee``; it took ``ns``, measured at the caller where it was recorded.

    An event takes until the bus has stored it, or until who the bus brings it to has handled it.
    ``waits``: the caller goes on only when the answer is there. ``asks``: it waits, or its bus
    passes on a question for an asker who does not wait for this answer. ``owner`` is the service
    whose database was called, where that is known and is not the caller.

    ``span`` is the one that it was measured at, mostly the caller's. ``answer`` is that of who was
    asked, and ``work`` what the caller did meanwhile, from being asked itself to its answer: the
    call is part of it. Each of the two is ``None`` where the trace does not have it.
    """

    caller: str
    callee: str | Database
    ns: int
    failed: bool
    waits: bool
    asks: bool
    owner: str
    span: Span
    answer: Span | None
    work: Span | None

    def __repr__(self) -> str:
        return f"<Call: {self.caller} to {self.place}, {self.ns} ns>"

    @property
    def place(self) -> str:
        """The plain name of who is called."""
        return self.callee.plain if isinstance(self.callee, Database) else self.callee


@kept
def calls(trace: Trace) -> tuple[Call, ...]:
    """Each call once, in the order in which they started."""
    return tuple(_calls(trace))


def _calls(trace: Trace) -> Iterator[Call]:
    seen = Crossings(trace)
    for span, outer in trace.with_parents:
        if span.kind == "consumer" or step(span) == "receive":
            yield from _heard(span, outer, seen)
            continue
        if span.kind == "client":
            yield from _asked(span, outer, seen)
        if span.kind == "producer" and step(span) == "send":
            yield _call(seen, span.service, bus(span), span, outer, None)
        if outer is not None and seen.is_unrecorded(span, outer):
            yield from _unrecorded(span, outer, seen)


def _asked(client: Span, outer: Span | None, seen: Crossings) -> Iterator[Call]:
    """The calls that one client span stands for: mostly one, none if it wraps another."""
    at = key(client)
    if at not in seen.counted or step(client) in ("create", "settle"):
        return
    target = database(client)
    answers = seen.answers.get(at, {})
    waiting = waits(outer, client)
    if target is not None or len(answers) < 2:
        callee, answer = next(iter(answers.items()), (peer(client), None))
        yield _call(seen, client.service, target or callee, client, outer, answer, waiting)
        return
    for callee, answer in answers.items():
        around = seen.trace.parent(answer)
        yield _call(seen, client.service, callee, answer, around, answer, waiting)


def _heard(span: Span, outer: Span | None, seen: Crossings) -> Iterator[Call]:
    """Who brought the event that ``span`` handles: its bus, or without one who sent it."""
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
        yield _call(seen, caller, span.service, span, outer, span)


def _unrecorded(span: Span, sender: Span, seen: Crossings) -> Iterator[Call]:
    """The call that ``sender`` has no client span for."""
    if sender.kind == "producer" and step(sender) == "send":
        if span.service != bus(sender):  # what the bus itself says of it is part of the sending
            yield _call(seen, bus(sender), span.service, span, sender, span)
        return
    waiting = waits(sender, span)
    yield _call(seen, sender.service, span.service, span, sender, span, waiting)


def _call(
    seen: Crossings,
    caller: str,
    callee: str | Database,
    span: Span,
    outer: Span | None,
    answer: Span | None,
    waiting: bool = False,
) -> Call:
    """The call that ``span`` is, which is part of ``outer``."""
    said = step(span)  # mostly nothing: it is no message, and done when it ends
    return Call(
        caller,
        callee,
        (end(seen.trace, span) if said else span.end) - span.start,
        span.status == "error",
        waiting,
        waiting or said == "pass",
        first(span, "lab.owner") if isinstance(callee, Database) else "",
        span,
        answer,
        seen.work(caller, span, outer),
    )
