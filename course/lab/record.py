"""The record of what happens: spans, and which of them the running code is part of."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from course.lab.loop import VirtualLoop
from course.trace import Kind, Link, Span, Trace

OPEN = -1
"""The end of a span that has not ended yet."""

Request = tuple[str, str, bytes]
"""Method, URL and body: what makes a request the same as another."""


@dataclass(frozen=True, slots=True)
class Hop:
    """The request that the running code answers, and the ones it is part of."""

    service: str
    span: Span
    request: Request
    caller: "Hop | None"
    depth: int

    def chain(self) -> Iterator["Hop"]:
        """This hop, its caller, the caller's caller, and so on."""
        hop: Hop | None = self
        while hop is not None:
            yield hop
            hop = hop.caller


current_hop: ContextVar[Hop] = ContextVar("current_hop")
"""What the running code is part of. It does not travel to the callee: only headers do."""


def service_here() -> str | None:
    """The service whose code is running; ``None`` outside of any."""
    hop = current_hop.get(None)
    return hop.service if hop else None


class Recorder:
    """Makes spans and keeps them, in the order they start."""

    def __init__(self, loop: VirtualLoop, run: int = 0) -> None:
        self.run = run
        """Which run of a folder this is. It is in all ids, as some of them outlive a run."""
        self._prefix = f"{run:08x}"
        self._loop = loop
        self._spans: dict[str, list[Span]] = {}
        self._followers: dict[str, list[str]] = {}
        self._leaders: dict[str, str] = {}
        self._traces = 0
        self._count = 0

    def new_trace_id(self) -> str:
        """32 hexadecimal digits, counted up: the same in every run."""
        self._traces += 1
        trace_id = f"{self.run:016x}{self._traces:016x}"
        self._spans[trace_id] = []
        return trace_id

    def start(
        self,
        trace_id: str,
        parent: str | None,
        service: str,
        name: str,
        kind: Kind,
        attributes: dict[str, Any],
        links: Sequence[Link] = (),
    ) -> Span:
        """A span that starts now."""
        self._count = count = self._count + 1
        span = Span(
            trace_id,
            f"{self._prefix}{count:08x}",
            parent,
            service,
            name,
            kind,
            self._loop.now_ns,
            OPEN,
            attributes,
            "unset",
            [*links],
        )
        if trace_id in self._spans:
            self._spans[trace_id].append(span)
        else:  # begun in an earlier run
            self._spans[trace_id] = [span]
        if links:
            self._follow(trace_id, links)
        return span

    def _follow(self, trace_id: str, links: Sequence[Link]) -> None:
        for link in links:
            if link.trace_id != trace_id:
                self._followers.setdefault(link.trace_id, []).append(trace_id)
                self._leaders[trace_id] = link.trace_id

    def start_here(self, service: str, name: str, kind: Kind, attributes: dict[str, Any]) -> Span:
        """A span that starts now, as a part of what the running code belongs to."""
        hop = current_hop.get(None)
        trace_id = hop.span.trace_id if hop else self.new_trace_id()
        return self.start(trace_id, hop.span.id if hop else None, service, name, kind, attributes)

    def mark(
        self, service: str, name: str, attributes: dict[str, Any], parent: Span | None = None
    ) -> Span:
        """A moment: a span without length, in a trace of its own unless it is part of another."""
        trace_id = parent.trace_id if parent else self.new_trace_id()
        kind: Kind = "server" if parent else "internal"
        above = parent.id if parent else None
        span = self.start(trace_id, above, service, name, kind, attributes)
        self.end(span)
        return span

    def end(self, span: Span, error: str | None = None) -> None:
        """The span ends now; ``error`` is its ``error.type``."""
        span.end = self._loop.now_ns
        if error is not None:
            span.attributes["error.type"] = error
            span.status = "error"

    @contextmanager
    def part(
        self, service: str, name: str, kind: Kind, attributes: dict[str, Any] | None = None
    ) -> Iterator[Span]:
        """A span around a piece of work of the running code; an exception marks it as failed."""
        span = self.start_here(service, name, kind, attributes or {})
        try:
            yield span
        except BaseException as error:
            self.end(span, type(error).__name__)
            raise
        self.end(span)

    def trace(self, trace_id: str | None = None) -> Trace:
        """What has ended so far: of everything, or of one request and all that followed from it."""
        ids = self.following(trace_id) if trace_id else list(self._spans)
        spans = (span for each in ids for span in self._spans.get(each, ()))
        return Trace(span for span in spans if span.end != OPEN)

    def following(self, trace_id: str) -> list[str]:
        """A trace and those that its events have set off, and theirs, in the order they began."""
        found = {trace_id: None}
        unread = [trace_id]
        while unread:
            new = [it for it in self._followers.get(unread.pop(), ()) if it not in found]
            found |= dict.fromkeys(new)
            unread += new
        return list(found)

    def leading_to(self, trace_id: str) -> list[Span]:
        """The first span of a trace, of the one that set it off, and so on, the latest first."""
        found = []
        next_id: str | None = trace_id
        while next_id in self._spans:
            found.append(self._spans[next_id][0])
            next_id = self._leaders.get(next_id)
        return found


def traceparent(span: Span) -> str:
    """How a span's context travels in a header: W3C Trace Context."""
    return f"00-{span.trace_id}-{span.id}-01"


def read_traceparent(header: str) -> Link:
    """The span that a ``traceparent`` names."""
    _, trace_id, span_id, _ = header.split("-")
    return Link(trace_id, span_id)


def http_status(span: Span, status: int, fails_from: int) -> str | None:
    """Note an HTTP status on a span and give its ``error.type``, if it is one.

    A client counts 4xx and 5xx as errors, a server only 5xx: OpenTelemetry, HTTP spans, Status.
    """
    span.attributes["http.response.status_code"] = status
    return str(status) if status >= fails_from else None
