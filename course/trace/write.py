"""A trace into a file that other tools open: OTLP JSON."""

import gzip
import json
import math
import os
from base64 import b64encode
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from course.trace.error import TraceError
from course.trace.fields import HEX, LARGEST, shown
from course.trace.otlp_span import KINDS, STATUSES
from course.trace.span import Span
from course.trace.trace import Trace
from course.trace.values import DEEPEST, SMALLEST


def write_otlp(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Writes the trace as one object of OTLP JSON; gzipped where the path ends in ``.gz``.

    What is written is read as the same trace by ``read``, and opens in Jaeger. The same trace gives
    the same bytes. A file that is there is replaced.

    Raises ``TraceError`` with the span where the protocol has no way to say something: an id that
    is no hex, a time before 1970, an attribute that is none of text, number, boolean, bytes,
    ``None``, list or dict. Then no file is written.
    """
    file = os.fspath(path)
    try:
        text = '{"resourceSpans":[\n' + ",\n".join(_resources(trace)) + "\n]}\n"
    except TraceError as fault:
        raise TraceError(f"{file}: {fault}. Nothing was written: change the span.") from None
    content = text.encode()
    Path(file).write_bytes(gzip.compress(content, mtime=0) if file.endswith(".gz") else content)


def _resources(trace: Trace) -> Iterator[str]:
    """One for each run of spans of the same service, so that the spans keep their order."""
    for service, spans in groupby(trace, key=lambda span: span.service):
        told = {
            "resource": {"attributes": [_pair("service.name", service)]},
            "scopeSpans": [{"spans": [_span(span) for span in spans]}],
        }
        yield json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _span(span: Span) -> dict[str, Any]:
    try:
        told = {
            "traceId": _id(span.trace_id, 32),
            "spanId": _id(span.id, 16),
            **({"parentSpanId": _id(span.parent, 16)} if span.parent else {}),
            "name": _text(span.name),
            "kind": KINDS.index(span.kind, 1),
            "startTimeUnixNano": _time(span.start),
            "endTimeUnixNano": _time(span.end),
        }
        if span.attributes:
            told["attributes"] = [_pair(name, value) for name, value in span.attributes.items()]
        if span.links:
            told["links"] = [
                {"traceId": _id(link.trace_id, 32), "spanId": _id(link.span_id, 16)}
                for link in span.links
            ]
        if span.status != "unset":
            told["status"] = {"code": STATUSES.index(span.status)}
    except TraceError as fault:
        raise fault.at(f"span {shown(span.id)} ({shown(span.name)})") from None
    return told


def _id(name: str, digits: int) -> str:
    if not HEX.fullmatch(name) or len(name) > digits or not name.strip("0"):
        raise TraceError(f"expected an id of {digits} hex digits, found {shown(name)}")
    return name.zfill(digits)


def _time(ns: int) -> str:
    if not 0 <= ns <= LARGEST:
        raise TraceError(f"expected a time from 0 to 2**63 - 1 ns, found {ns}")
    return str(ns)


def _pair(name: str, value: Any, depth: int = 0) -> dict[str, Any]:
    if not isinstance(name, str):
        raise TraceError(f"expected text as the name of an attribute, found {shown(name)}")
    return {"key": _text(name), "value": _value(value, name, depth)}


def _value(value: Any, name: str, depth: int) -> dict[str, Any]:
    if depth > DEEPEST:
        raise TraceError(f"attribute {shown(name)}: lists or dicts nested too deep")
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case int() if SMALLEST <= value <= LARGEST:
            return {"intValue": str(value)}
        case float() if math.isfinite(value):
            return {"doubleValue": value}
        case float():
            return {"doubleValue": _not_finite(value)}
        case str():
            return {"stringValue": _text(value)}
        case bytes():
            return {"bytesValue": b64encode(value).decode()}
        case list() | tuple():
            return {"arrayValue": {"values": [_value(each, name, depth + 1) for each in value]}}
        case dict():
            pairs = [_pair(key, each, depth + 1) for key, each in value.items()]
            return {"kvlistValue": {"values": pairs}}
    raise TraceError(f"attribute {shown(name)}: there is no way to write {shown(value)}")


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def _text(words: str) -> str:
    try:
        words.encode()
    except UnicodeEncodeError:
        raise TraceError(f"expected text that UTF-8 can hold, found {shown(words)}") from None
    return words
