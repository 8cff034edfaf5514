"""A trace from a file, whatever tool wrote it."""

import os
from typing import Any

from course.trace import jaeger, nezha, zipkin
from course.trace.circles import refuse_circles
from course.trace.collector import no_collector
from course.trace.content import MARK, Content, opened
from course.trace.document import parsed
from course.trace.edges import is_edges
from course.trace.error import OnlyEdges, TraceError, WrongField
from course.trace.fields import shown
from course.trace.otlp import OTLP_KEY, Otlp
from course.trace.span import Span
from course.trace.trace import Trace

EXPORT = "Export the trace as OTLP, Jaeger or Zipkin v2 JSON"


def read(path: str | os.PathLike[str]) -> Trace:
    """The trace in a file, plain or gzipped, recognised by its content.

    It may be OTLP JSON (one object, or JSON Lines with one on each), Jaeger JSON, Zipkin v2 JSON,
    or a table of the Nezha data set. Times become ns, names become OpenTelemetry's; each reader's
    own docstring says how (``course.trace.otlp``, ``.jaeger``, ``.zipkin``, ``.nezha``). A file
    with several traces gives one ``Trace`` with several roots; one with an empty list gives a
    ``Trace`` without spans. What is odd about the spans is in its ``oddities``.

    At most 500,000 spans, 1 GiB and 128 MiB in one JSON document are read. JSON Lines are read
    line by line. One object is parsed as a whole, which takes about eight times its size; where
    ``msgspec`` is installed, OTLP JSON is read piece by piece, which takes four times its size and
    half the time. What has other fields than the protocol's is parsed as a whole there, too.

    Raises ``TraceError`` when the file holds something else: it names the file, the place, what was
    expected and what to do. Raises ``OSError`` when the file cannot be opened, so
    ``FileNotFoundError`` when there is none.
    """
    with opened(path) as content, no_collector():
        spans = _spans(content)
        refuse_circles(spans)
        return Trace(spans)


def _spans(content: Content) -> list[Span]:
    first = content.line()
    if nezha.is_table(first):
        return nezha.spans(content)
    otlp, key = Otlp(), OTLP_KEY.encode()
    if key in first and otlp.reads(first):
        _read_lines(otlp, content)
        return otlp.spans()
    whole = first + content.rest()
    if key in whole and otlp.reads(whole):
        return otlp.spans()
    if not whole.removeprefix(MARK).strip():
        raise TraceError(f"the file is empty: expected a trace. {EXPORT}")
    return _from_document(parsed(whole))


def _read_lines(otlp: Otlp, content: Content) -> None:
    for line in content.lines():
        place = f"line {content.lines_taken}"
        try:
            if line.strip() and not otlp.reads(line, content.lines_taken):
                other = shown(parsed(line, content.lines_taken))
                raise WrongField(
                    f"expected an object with {OTLP_KEY}, as on the first line, found {other}"
                )
        except WrongField as fault:
            raise fault.at(place) from None


def _from_document(data: Any) -> list[Span]:
    if is_edges(data):
        raise OnlyEdges(
            "looks like a graph of which service calls which, without spans. "
            'Read it with "read_edges"'
        )
    if _is_jaeger(data):
        return jaeger.spans(data)
    other = _other_format(data)
    if other:
        raise TraceError(f"looks like {other}, which is not read. {EXPORT}")
    if not isinstance(data, list):
        raise TraceError(f"expected a trace, found {shown(data)}. {EXPORT}")
    return zipkin.spans(data)


def _is_jaeger(data: Any) -> bool:
    """Whether it is what Jaeger's API answers, one of its traces, or a list of these."""
    if isinstance(data, dict):
        return "data" in data or "processes" in data
    return (
        isinstance(data, list)
        and bool(data)
        and all(isinstance(trace, dict) and "processes" in trace for trace in data)
    )


def _other_format(data: Any) -> str:
    """What the content looks like where it is a known format that is not read; else ""."""
    if isinstance(data, dict):
        return "the JSON of Grafana Tempo" if "batches" in data else ""
    records = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    if any("traceID" in record for record in records):
        return "the spans of a Jaeger storage"
    if any("binaryAnnotations" in record or _has_endpoints(record) for record in records):
        return "Zipkin v1 JSON"
    return ""


def _has_endpoints(record: dict[str, Any]) -> bool:
    """Whether the annotations say where they were made, as version 1 has it."""
    annotations = record.get("annotations")
    return isinstance(annotations, list) and any(
        isinstance(annotation, dict) and "endpoint" in annotation for annotation in annotations
    )
