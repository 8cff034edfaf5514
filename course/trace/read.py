"""A trace from a file, whatever tool wrote it."""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from course.trace import zipkin
from course.trace.error import TraceError
from course.trace.span import Span
from course.trace.trace import Trace

GZIP = b"\x1f\x8b"
# What Python's JSON reader takes or refuses without a place: strings are matched to be passed over.
ODD_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity|-?[0-9]{640,})')
DAMAGED = "The file is damaged or cut off: export or download it again"
CORRECT = "Correct it there, or export the trace again"
EXPORT = "Export the trace as Zipkin v2 JSON"


def read(path: str | os.PathLike[str]) -> Trace:
    """The trace in a file: Zipkin v2 JSON, plain or gzipped, recognised by its content.

    Times become ns, names become OpenTelemetry's; ``course.trace.zipkin.spans`` says how. A file
    with several traces gives one ``Trace`` with several roots; one with an empty list gives a
    ``Trace`` without spans.

    Raises ``TraceError`` when the file holds something else: it names the file, the place, what was
    expected and what to do. Raises ``OSError`` when the file cannot be opened, so
    ``FileNotFoundError`` when there is none.
    """
    file = os.fspath(path)
    if os.path.isdir(file):
        raise TraceError(f"{file}: expected a file, and it is a folder. Name a file in it.")
    try:
        spans = _spans(_parsed(_text(Path(file).read_bytes())))
    except TraceError as fault:
        raise TraceError(f"{file}: {fault}.") from None
    except RecursionError:
        raise TraceError(f"{file}: lists or objects nested too deep. {EXPORT}.") from None
    return Trace(spans)


def _text(content: bytes) -> str:
    if content.startswith(GZIP):
        try:
            content = gzip.decompress(content)
        except EOFError:
            raise TraceError(f"truncated gzip: it ends too early. {DAMAGED}") from None
        except (gzip.BadGzipFile, zlib.error) as fault:
            raise TraceError(f"damaged gzip: {fault}. {DAMAGED}") from None
    try:
        # Some editors put a mark (BOM) before the text.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = len(content) - len(fault.object) + fault.start
        raise TraceError(
            f"byte {place + 1} (0x{content[place]:02x}): expected JSON in UTF-8. "
            "Is this another kind of file? Otherwise save it as UTF-8"
        ) from None
    if not text.strip():
        raise TraceError(f"the file is empty: expected a list of spans. {EXPORT}")
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, column {fault.colno}"
        if fault.msg == "Extra data":
            raise TraceError(
                f"{place}: expected the end, found more (JSON Lines?). Put the spans into one list"
            ) from None
        raise TraceError(f"{place}: not JSON: {fault.msg}. {DAMAGED}") from None
    except ValueError:
        found = next(match for match in ODD_NUMBER.finditer(text) if match[1])
        before = text[: found.start()].split("\n")
        raise TraceError(
            f"line {len(before)}, column {len(before[-1]) + 1}: "
            f"expected a number that JSON has, found {found[1][:20]}. {CORRECT}"
        ) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _spans(data: Any) -> list[Span]:
    other = _other_format(data)
    if other:
        raise TraceError(f"looks like {other}, which is not read yet. {EXPORT}")
    try:
        spans = zipkin.spans(data)
    except TraceError as fault:
        raise TraceError(f"{fault}. {CORRECT}") from None
    _refuse_circles(spans)
    return spans


def _other_format(data: Any) -> str:
    """What the content looks like where it is a known format that is not read; else ""."""
    if isinstance(data, dict):
        if "resourceSpans" in data or "batches" in data:
            return "OpenTelemetry (OTLP) JSON"
        if "data" in data or "processes" in data:
            return "Jaeger JSON"
        return ""
    records = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    if any("traceID" in record for record in records):
        return "Jaeger JSON"
    if any("binaryAnnotations" in record or _has_endpoints(record) for record in records):
        return "Zipkin v1 JSON"
    if any("parent" in record and "child" in record for record in records):
        return "a graph of which service calls which, without spans"
    return ""


def _has_endpoints(record: dict[str, Any]) -> bool:
    """Whether the annotations say where they were made, as version 1 has it."""
    annotations = record.get("annotations")
    return isinstance(annotations, list) and any(
        isinstance(annotation, dict) and "endpoint" in annotation for annotation in annotations
    )


def _refuse_circles(spans: Iterable[Span]) -> None:
    """A span that is part of itself would have no end, and no root."""
    parents = {(span.trace_id, span.id): span.parent for span in spans}
    sound: set[tuple[str, str]] = set()
    for trace_id, start in parents:
        path: dict[tuple[str, str], None] = {}
        key = (trace_id, start)
        while key in parents and key not in sound:
            if key in path:
                circle = [name for _, name in list(path)[list(path).index(key) :]]
                raise TraceError(
                    f"the spans {', '.join(circle[:4])} are each other's parents, in a circle. "
                    'Correct a "parentId", or export the trace again'
                )
            path[key] = None
            key = (trace_id, parents[key] or "")
        sound.update(path)
