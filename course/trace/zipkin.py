"""Spans from Zipkin v2 JSON (https://zipkin.io/zipkin-api/).

Three things are different there. Times are microseconds. The two halves of one call, the client's
and the server's, may share an id. And a consumer has its producer as its parent.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from course.trace.conventions import translated
from course.trace.error import TraceError, WrongField
from course.trace.fields import (
    boolean,
    hexadecimal,
    identity,
    members,
    shown,
    text,
    title,
    whole_number,
)
from course.trace.halves import Calls
from course.trace.span import NS_PER_US, UNKNOWN_NAME, UNKNOWN_SERVICE, Kind, Link, Span, Status
from course.trace.times import note_missing, start_with_their_trace

PORT = re.compile(":[0-9]+$")
KINDS: Final[Mapping[str, Kind]] = {
    "": "internal",
    "CLIENT": "client",
    "SERVER": "server",
    "PRODUCER": "producer",
    "CONSUMER": "consumer",
}


def spans(data: object) -> list[Span]:
    """Spans from parsed Zipkin v2 JSON: a list of spans, or a list of such lists.

    Each span has an id of its own: a server half that shares its client half's id gets a new one
    (16 hex digits, always the same for the same call) and the client half as its parent. Children
    recorded by the caller's service hang under the client half, all others under the server half.
    A consumer whose parent is a producer has a link to it instead. A span that names itself as its
    parent is a root, and records that say the same are read once.

    Times are taken as they are, also where clocks disagree. What the file does not say is named in
    the attribute ``trace.missing``: a span without duration has no length, one without timestamp
    starts where its trace does. The format takes 0 for absent, and so does this.

    Raises ``TraceError`` with the span and the field, when something else is found.
    """
    calls = Calls()
    for place, record in _records(data):
        try:
            calls.add(*_half(record))
        except TraceError as fault:
            raise fault.at(place) from None
    found = calls.spans()
    _link_consumers(found)
    start_with_their_trace((span for span in found if span.start == 0), found)
    return found


def _records(data: object) -> Iterator[tuple[str, object]]:
    """Each record with its place, counted from 1 as people do."""
    traces = data if isinstance(data, list) and data and isinstance(data[0], list) else [data]
    for number, trace in enumerate(traces, 1):
        where = f"trace {number} of {len(traces)}, " if traces is data else ""
        if not isinstance(trace, list):
            raise WrongField(f"{where}expected a list of spans, found {shown(trace)}")
        for index, record in enumerate(trace, 1):
            yield f"{where}span {index} of {len(trace)}", record


def _half(record: object) -> tuple[Span, bool]:
    """The span, and whether it is the receiving half of its call."""
    if not isinstance(record, dict):
        raise WrongField(f"expected an object with the fields of a span, found {shown(record)}")
    trace_id = identity(record, "traceId", 32)
    span_id = identity(record, "id", 16)
    kind = KINDS.get(text(record, "kind"))
    if kind is None:
        expected = ", ".join(name for name in KINDS if name)
        raise WrongField(
            f'field "kind": expected {expected} or no such field, found {shown(record["kind"])}'
        )
    attributes, status = _attributes(record, kind)
    told = {field: record.get(field) or None for field in ("timestamp", "duration")}
    note_missing(attributes, told, "timestamp", "duration")
    start = whole_number(record, "timestamp") * NS_PER_US
    span = Span(
        trace_id=trace_id,
        id=span_id,
        parent=hexadecimal(record, "parentId", 16) or None,
        service=title(members(record, "localEndpoint"), "serviceName", "localEndpoint")
        or UNKNOWN_SERVICE,
        name=title(record, "name") or UNKNOWN_NAME,
        kind=kind,
        start=start,
        end=start + whole_number(record, "duration") * NS_PER_US,
        attributes=attributes,
        status=status,
    )
    return span, boolean(record, "shared") or kind in ("server", "consumer")


def _attributes(record: dict[str, Any], kind: Kind) -> tuple[dict[str, Any], Status]:
    tags = members(record, "tags")
    for name, value in tags.items():
        text({"name": name}, "name", "tags")
        if value is None:
            raise WrongField(f'field "tags.{name}": expected text, found null')
        # The format asks for text. Numbers and booleans are seen too, and are as plain.
        if not isinstance(value, int | float):
            text(tags, name, "tags")
    attributes, status = translated(tags, kind)
    remote = members(record, "remoteEndpoint")
    host = str(tags.get("http.host", "")) if kind == "client" else ""
    address = (
        text(remote, "serviceName", "remoteEndpoint")
        or PORT.sub("", host)
        or text(remote, "ipv4", "remoteEndpoint")
        or text(remote, "ipv6", "remoteEndpoint")
    )
    if address and kind != "internal":
        attributes.setdefault("client.address" if kind == "server" else "server.address", address)
    return attributes, status


def _link_consumers(found: list[Span]) -> None:
    """A consumer is caused by its producer, and no part of it."""
    by_id = {(span.trace_id, span.id): span for span in found}
    for span in found:
        if span.kind != "consumer" or span.parent is None:
            continue
        parent = by_id.get((span.trace_id, span.parent))
        if parent is not None and parent.kind == "producer":
            span.parent = None
            span.links.append(Link(span.trace_id, parent.id))
