"""Spans from Zipkin v2 JSON (https://zipkin.io/zipkin-api/).

Three things are different there. Times are microseconds. The two halves of one call, the client's
and the server's, may share an id. And a consumer has its producer as its parent.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from course.trace.conventions import translated
from course.trace.error import TraceError
from course.trace.fields import boolean, hexadecimal, members, shown, text, whole_number
from course.trace.halves import Calls, Half
from course.trace.span import Kind, Span, Status

NS_PER_US = 1_000
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
    parent is a root, and a record that is there twice, word for word, is read once.

    Times are taken as they are, also where clocks disagree. What the file does not say is named in
    the attribute ``zipkin.missing``: a span without duration has no length, one without timestamp
    starts where its trace does. The format takes 0 for absent, and so does this.

    Raises ``TraceError`` with the span and the field, when something else is found.
    """
    calls = Calls()
    for place, record in _records(data):
        try:
            calls.add(_half(record))
        except TraceError as fault:
            raise TraceError(f"{place}, {fault}") from None
    found = calls.spans()
    _start_untimed(found)
    return found


def _records(data: object) -> Iterator[tuple[str, object]]:
    """Each record with its place, counted from 1 as people do."""
    traces = data if isinstance(data, list) and data and isinstance(data[0], list) else [data]
    for number, trace in enumerate(traces, 1):
        where = f"trace {number} of {len(traces)}, " if traces is data else ""
        if not isinstance(trace, list):
            raise TraceError(f"{where}expected a list of spans, found {shown(trace)}")
        for index, record in enumerate(trace, 1):
            yield f"{where}span {index} of {len(trace)}", record


def _half(record: object) -> Half:
    if not isinstance(record, dict):
        raise TraceError(f"expected an object with the fields of a span, found {shown(record)}")
    trace_id = hexadecimal(record, "traceId", 32)
    span_id = hexadecimal(record, "id", 16)
    for field, value in (("traceId", trace_id), ("id", span_id)):
        if not value:
            raise TraceError(f'field "{field}": expected hex digits, and it is missing')
    kind = KINDS.get(text(record, "kind"))
    if kind is None:
        expected = ", ".join(name for name in KINDS if name)
        raise TraceError(
            f'field "kind": expected {expected} or no such field, found {shown(record["kind"])}'
        )
    attributes, status = _attributes(record, kind)
    missing = [field for field in ("timestamp", "duration") if not record.get(field)]
    if missing:
        attributes["zipkin.missing"] = ", ".join(missing)
    start = whole_number(record, "timestamp") * NS_PER_US
    span = Span(
        trace_id=trace_id,
        id=span_id,
        parent=hexadecimal(record, "parentId", 16) or None,
        # What OpenTelemetry calls a service that does not say its name.
        service=text(members(record, "localEndpoint"), "serviceName", "localEndpoint")
        or "unknown_service",
        name=text(record, "name") or "unknown",
        kind=kind,
        start=start,
        end=start + whole_number(record, "duration") * NS_PER_US,
        attributes=attributes,
        status=status,
    )
    return Half(span, boolean(record, "shared") or kind in ("server", "consumer"), record)


def _attributes(record: dict[str, Any], kind: Kind) -> tuple[dict[str, Any], Status]:
    tags = members(record, "tags")
    for name, value in tags.items():
        text({"name": name}, "name", "tags")
        if value is None:
            raise TraceError(f'field "tags.{name}": expected text, found null')
        # The format asks for text. Numbers and booleans are seen too, and are as plain.
        if not isinstance(value, int | float):
            text(tags, name, "tags")
    attributes, status = translated(tags)
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


def _start_untimed(found: list[Span]) -> None:
    """Moves spans without timestamp to the start of their trace."""
    untimed = [span for span in found if span.start == 0]
    if not untimed:
        return
    starts: dict[str, int] = {}
    for span in found:
        if span.start:
            starts[span.trace_id] = min(span.start, starts.get(span.trace_id, span.start))
    for span in untimed:
        start = starts.get(span.trace_id, 0)
        span.start, span.end = start, start + span.end
