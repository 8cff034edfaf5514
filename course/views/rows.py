"""The rows of a waterfall: one for each call, however many spans it shows as."""

from dataclasses import dataclass
from typing import Literal

from course.trace import Span, Trace
from course.views.intervals import Interval, between, merged
from course.views.reading import Key, database, failure, key, peer

Role = Literal["call", "database", "event", "inside"]


@dataclass(frozen=True, slots=True)
class Row:
    """One call, or one span that belongs to none.

    ``caller`` has it done by ``callee``, and is empty where nobody is known to ask. ``start`` and
    ``end`` are those of the caller's span; what the callee does may last longer. The intervals
    tell what the callee does: it is ``queued``, ``waits`` for those it asks itself, or ``works``;
    all in ns.
    """

    role: Role
    depth: int
    caller: str
    callee: str
    operation: str
    start: int
    end: int
    answer: Interval | None
    queued: list[Interval]
    waits: list[Interval]
    works: list[Interval]
    failure: str

    @property
    def away(self) -> list[Interval]:
        """When a message was on its way, or nothing is known of what the callee did."""
        return between((self.start, self.end), [self.answer] if self.answer else [])


def read_rows(trace: Trace) -> list[Row]:
    """All rows, each below the one it is part of, otherwise in the order of their starts."""
    return _Reading(trace).rows()


class _Reading:
    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.cause: dict[Key, Span] = {}
        self.below: dict[Key, list[Span]] = {}
        ids = {key(span): span for span in trace}
        for span in trace:
            linked = (ids.get((link.trace_id, link.span_id)) for link in span.links)
            cause = trace.parent(span) or next(filter(None, linked), None)
            if cause is not None:
                self.cause[key(span)] = cause
                self.below.setdefault(key(cause), []).append(span)

    def rows(self) -> list[Row]:
        found: list[Row] = []
        done: set[Key] = set()
        roots = [span for span in self.trace if key(span) not in self.cause]
        for root in [*roots, *self.trace]:  # spans in a circle of parents are below no root
            stack = [(root, 0)]
            while stack:
                span, depth = stack.pop()
                if key(span) in done:
                    continue
                server = self.server(span)
                found.append(self.row(span, server, depth))
                inner = [*self.children(span), *(self.children(server) if server else [])]
                done.update(key(part) for part in (span, server) if part is not None)
                inner = [child for child in inner if child is not server]
                done.update(key(child) for child in inner if self.in_the_bar(child))
                inner.sort(key=lambda child: child.start)
                stack += [(child, depth + 1) for child in reversed(inner)]
        return found

    def children(self, span: Span) -> list[Span]:
        return self.below.get(key(span), [])

    def server(self, client: Span) -> Span | None:
        """The other half of a call: the span of who answers."""
        if client.kind != "client" or database(client) is not None:
            return None
        return next((span for span in self.children(client) if span.kind == "server"), None)

    def in_the_bar(self, span: Span) -> bool:
        """What the lab says about a server's time is drawn into that server's bar."""
        cause = self.cause.get(key(span))
        return (
            cause is not None
            and cause.kind in ("server", "consumer")
            and span.kind == "internal"
            and span.name in ("queued", "work")
            and not self.children(span)
        )

    def row(self, span: Span, server: Span | None, depth: int) -> Row:
        store = database(span)
        cause = self.cause.get(key(span))
        role: Role = "inside"
        caller, callee = "", span.service
        if store is not None:
            role, caller, callee = "database", span.service, store.plain
        elif span.kind == "client":
            role, caller = "call", span.service
            callee = server.service if server else peer(span)
        elif cause is not None and span.kind == "consumer":
            role, caller = "event", cause.service
        elif cause is not None and cause.service != span.service:
            role, caller = "call", cause.service
        doer = None if span.kind == "client" and server is None else server or span
        queued, waits, works = self.doing(doer) if doer else ([], [], [])
        return Row(
            role=role,
            depth=depth,
            caller=caller,
            callee=callee,
            operation=(server or span).name,
            start=span.start,
            end=span.end,
            answer=(doer.start, doer.end) if doer else None,
            queued=queued,
            waits=waits,
            works=works,
            failure=failure(span),
        )

    def doing(self, span: Span) -> tuple[list[Interval], list[Interval], list[Interval]]:
        """When ``span`` was queued, when it waited for others, and when it worked."""
        queued: list[Interval] = []
        waits: list[Interval] = []
        works: list[Interval] = []
        seen = {key(span)}
        inner = [*self.children(span)]
        while inner:
            part = inner.pop()
            if key(part) in seen or part.kind in ("producer", "consumer"):
                continue
            seen.add(key(part))
            time = (max(part.start, span.start), min(part.end, span.end))
            if part.kind == "client" or part.service != span.service:
                waits.append(time)
            elif part.name == "queued":
                queued.append(time)
            elif part.name == "work":
                works.append(time)
            else:
                inner += self.children(part)
        works += between((span.start, span.end), [*queued, *waits])
        return merged(queued), merged(waits), merged(works)
