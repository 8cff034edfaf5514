"""What the bus writes into the record. Names follow OpenTelemetry's messaging conventions
(https://opentelemetry.io/docs/specs/semconv/messaging/) where it has one."""

from typing import Any

from course.lab.record import read_traceparent
from course.ports import Event
from course.trace import Link

BUS = "bus"
"""The bus is a place in the network, under this name."""


def about(operation: str, subject: str) -> dict[str, Any]:
    """The attributes of a span that has to do with an event or a question."""
    return {
        "messaging.system": BUS,
        "messaging.operation.type": operation,
        "messaging.destination.name": subject,
    }


def told_by(event: Event) -> list[Link]:
    """The link to the span that told an event."""
    return [read_traceparent(event.traceparent)] if event.traceparent else []


def fault(what: str, at_ns: int) -> dict[str, Any]:
    """The attributes of a fault that struck."""
    return {"lab.fault": what, "lab.fault_at": at_ns}
