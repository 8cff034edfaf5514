"""The record of what happens: spans, and which of them the running code is part of."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from course.lab.loop import VirtualLoop
from course.trace import Kind, Span, Trace

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

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._spans: dict[str, list[Span]] = {}
        self._count = 0

    def new_trace_id(self) -> str:
        """32 hexadecimal digits, counted up: the same in every run."""
        trace_id = f"{len(self._spans) + 1:032x}"
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
    ) -> Span:
        """A span that starts now."""
        self._count += 1
        span = Span(
            trace_id,
            f"{self._count:016x}",
            parent,
            service,
            name,
            kind,
            self._loop.now_ns,
            OPEN,
            attributes,
        )
        self._spans.setdefault(trace_id, []).append(span)
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
        hop = current_hop.get(None)
        trace_id = hop.span.trace_id if hop else self.new_trace_id()
        parent = hop.span.id if hop else None
        span = self.start(trace_id, parent, service, name, kind, attributes or {})
        try:
            yield span
        except BaseException as error:
            self.end(span, type(error).__name__)
            raise
        self.end(span)

    def trace(self, trace_id: str | None = None) -> Trace:
        """What has ended so far: of one request, or of everything."""
        traces = [self._spans.get(trace_id, [])] if trace_id else self._spans.values()
        return Trace(span for spans in traces for span in spans if span.end != OPEN)


def http_status(span: Span, status: int, fails_from: int) -> str | None:
    """Note an HTTP status on a span and give its ``error.type``, if it is one.

    A client counts 4xx and 5xx as errors, a server only 5xx: OpenTelemetry, HTTP spans, Status.
    """
    span.attributes["http.response.status_code"] = status
    return str(status) if status >= fails_from else None
