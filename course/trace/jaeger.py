"""Spans from Jaeger JSON, as its API and its UI export them.

Times are microseconds. A span tells its process by an id, and the spans that it comes from by
references: it is part of one (``CHILD_OF``), or caused by it (``FOLLOWS_FROM``).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from course.trace.conventions import translated
from course.trace.error import TraceError, WrongField
from course.trace.fields import identity, members, objects, shown, text, title, whole_number
from course.trace.halves import Calls
from course.trace.span import NS_PER_US, UNKNOWN_NAME, UNKNOWN_SERVICE, Kind, Link, Span
from course.trace.times import note_missing, start_with_their_trace

KINDS: Final[Mapping[str, Kind]] = {
    "internal": "internal",
    "client": "client",
    "server": "server",
    "producer": "producer",
    "consumer": "consumer",
}


def spans(data: object) -> list[Span]:
    """Spans from parsed Jaeger JSON: what the API answers, one of its traces, or a list of these.

    A span that follows from another has a link to it. Of a process its name is kept, and logs are
    not. Spans without a time, and with one id for several, are as ``course.trace.zipkin.spans`` has
    them. The tag ``span.kind`` becomes the kind; one that is none stays an attribute.

    Raises ``TraceError`` with the span and the field where something else is found.
    """
    calls = Calls()
    untimed = []
    for place, record, processes in _records(data):
        try:
            span = _span(record, processes)
        except TraceError as fault:
            raise fault.at(place) from None
        if record.get("startTime") is None:
            untimed.append(span)
        calls.add(span)
    found = calls.spans()
    start_with_their_trace(untimed, found)
    return found


def _records(data: object) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each record with its place, counted from 1 as people do, and the processes of its trace."""
    answer: Mapping[str, Any] = data if isinstance(data, dict) else {"data": data}
    if answer.get("errors"):
        raise TraceError(f'field "errors": Jaeger says {shown(answer["errors"])}')
    traces = objects(answer, "data") if "data" in answer else [dict(answer)]
    for number, trace in enumerate(traces, 1):
        where = f"trace {number} of {len(traces)}, " if len(traces) > 1 else ""
        try:
            records, processes = objects(trace, "spans"), members(trace, "processes")
        except TraceError as fault:
            raise fault.at(f"trace {number} of {len(traces)}") from None
        for index, record in enumerate(records, 1):
            yield f"{where}span {index} of {len(records)}", record, processes


def _span(record: Mapping[str, Any], processes: Mapping[str, Any]) -> Span:
    trace_id = identity(record, "traceID", 32)
    tags = _tags(record)
    kind = KINDS.get(str(tags.get("span.kind", "internal")))
    if kind is not None:
        tags.pop("span.kind", None)
    attributes, status = translated(tags, kind or "internal")
    note_missing(attributes, record, "startTime", "duration")
    parent, links = _references(record, trace_id)
    start = whole_number(record, "startTime") * NS_PER_US
    return Span(
        trace_id=trace_id,
        id=identity(record, "spanID", 16),
        parent=parent,
        service=_service(record, processes),
        name=title(record, "operationName") or UNKNOWN_NAME,
        kind=kind or "internal",
        start=start,
        end=start + whole_number(record, "duration") * NS_PER_US,
        attributes=attributes,
        status=status,
        links=links,
    )


def _service(record: Mapping[str, Any], processes: Mapping[str, Any]) -> str:
    process_id = text(record, "processID")
    if process_id and process_id not in processes:
        raise WrongField(f'field "processID": {shown(process_id)} is not among the processes')
    process = members(processes, process_id) if process_id else members(record, "process")
    return title(process, "serviceName", "process") or UNKNOWN_SERVICE


def _tags(record: Mapping[str, Any]) -> dict[str, Any]:
    tags: dict[str, Any] = {}
    for tag in objects(record, "tags"):
        name, said = title(tag, "key", "tags"), tag.get("value")
        # All types that a tag may have are plain; bytes come as text in base64.
        tags[name] = said if isinstance(said, int | float) else text(tag, "value", "tags")
    return tags


def _references(record: Mapping[str, Any], trace_id: str) -> tuple[str | None, list[Link]]:
    """The span it is part of, and those it follows from."""
    parent: str | None = None
    links = []
    for reference in objects(record, "references"):
        kind = text(reference, "refType", "references")
        at = Link(identity(reference, "traceID", 32), identity(reference, "spanID", 16))
        if kind not in ("CHILD_OF", "FOLLOWS_FROM"):
            raise WrongField(
                f'field "references.refType": expected CHILD_OF or FOLLOWS_FROM, '
                f"found {shown(reference.get('refType'))}"
            )
        if kind == "CHILD_OF" and parent is None and at.trace_id == trace_id:
            parent = at.span_id
        else:
            links.append(at)
    return parent, links
