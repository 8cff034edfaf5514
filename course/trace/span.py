"""A span: one piece of work, with a start and an end, done by one service.

Names follow OpenTelemetry: its span kinds, status codes and attribute names
(https://opentelemetry.io/docs/specs/semconv/).
"""

from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["server", "client", "internal", "producer", "consumer"]
Status = Literal["unset", "ok", "error"]

NS_PER_MS = 1_000_000
NS_PER_US = 1_000
UNKNOWN_NAME = "unknown"
# What OpenTelemetry calls a service that does not say its name.
UNKNOWN_SERVICE = "unknown_service"


@dataclass(frozen=True, slots=True)
class Link:
    """Ties a span to another that caused it without waiting for it."""

    trace_id: str
    span_id: str


@dataclass(slots=True)
class Span:
    """One piece of work. ``start`` and ``end`` are integer nanoseconds on the trace's own clock.

    ``parent`` is the ``id`` of the span this one is part of, ``None`` at the root.
    """

    trace_id: str
    id: str
    parent: str | None
    service: str
    name: str
    kind: Kind
    start: int
    end: int
    attributes: dict[str, Any] = field(default_factory=dict)
    status: Status = "unset"
    links: list[Link] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """How long it took."""
        return (self.end - self.start) / NS_PER_MS
