"""One span of OTLP JSON.

``Span`` in https://github.com/open-telemetry/opentelemetry-proto (trace/v1/trace.proto).
"""

from collections.abc import Mapping
from typing import Any, Final

from course.trace.conventions import translated
from course.trace.error import WrongField
from course.trace.fields import (
    hexadecimal,
    identity,
    members,
    objects,
    shown,
    text,
    title,
    written_number,
)
from course.trace.span import UNKNOWN_NAME, Kind, Link, Span, Status
from course.trace.times import note_missing, set_forward
from course.trace.values import attributes

KINDS: Final[tuple[Kind, ...]] = (
    "internal",  # not said
    "internal",
    "server",
    "client",
    "producer",
    "consumer",
)
STATUSES: Final[tuple[Status, ...]] = ("unset", "ok", "error")
# The protocol asks for numbers. What is made from its definition by other means has these names.
KIND_NAMES: Final[Mapping[str, int]] = {
    f"SPAN_KIND_{name}": number
    for number, name in enumerate(
        ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
    )
}
STATUS_NAMES: Final[Mapping[str, int]] = {
    f"STATUS_CODE_{name}": number for number, name in enumerate(("UNSET", "OK", "ERROR"))
}
MESSAGE = "otel.status_description"


def otlp_span(record: Mapping[str, Any], service: str) -> Span:
    """The span that a record of this service tells. ``WrongField`` where it is none."""
    kind = KINDS[_number(record, "kind", KIND_NAMES)]
    told = members(record, "status")
    tags = attributes(record)
    if record.get("events"):
        for event in objects(record, "events"):
            if event.get("name") == "exception":
                add_exception(tags, attributes(event))
    message = text(told, "message", "status")
    start = written_number(record, "startTimeUnixNano")
    end = written_number(record, "endTimeUnixNano")
    span = Span(
        trace_id=identity(record, "traceId", 32),
        id=identity(record, "spanId", 16),
        parent=hexadecimal(record, "parentSpanId", 16) or None,
        service=service,
        name=title(record, "name") or UNKNOWN_NAME,
        kind=kind,
        start=start,
        end=end if record.get("endTimeUnixNano") is not None else start,
        attributes=tags,
    )
    status = STATUSES[_number(told, "code", STATUS_NAMES)] if told.get("code") else None
    span.links = [
        Link(identity(link, "traceId", 32), identity(link, "spanId", 16))
        for link in objects(record, "links")
    ]
    settle(span, status, message)
    note_missing(span.attributes, record, "startTimeUnixNano", "endTimeUnixNano")
    return span


def add_exception(tags: dict[str, Any], said: Mapping[str, Any]) -> None:
    """Adds what an event says of an exception to the tags of its span."""
    for name, value in said.items():
        tags.setdefault(name, value)


def settle(span: Span, status: Status | None, message: str) -> None:
    """Gives a span, as it was recorded, the names of today for its attributes.

    ``status`` and ``message`` are what was recorded of its outcome. Where there is no status, the
    attributes tell it.
    """
    span.attributes, told = translated(span.attributes, span.kind)
    span.status = told if status is None else status
    if message:
        span.attributes.setdefault(MESSAGE, message)
    set_forward(span)


def _number(record: Mapping[str, Any], name: str, names: Mapping[str, int]) -> int:
    """An entry of one of the protocol's lists, as its number."""
    told = record.get(name)
    if told is None:
        return 0
    if isinstance(told, str) and told in names:
        return names[told]
    if type(told) is not int or not 0 <= told < len(names):
        raise WrongField(
            f'field "{name}": expected a number from 0 to {len(names) - 1}, found {shown(told)}'
        )
    return told
