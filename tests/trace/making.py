"""Records made by hand, for the tests of the readers."""

import json
from pathlib import Path
from typing import Any

from course.trace import Trace, read

A, B, C, D = "000000000000000a", "000000000000000b", "000000000000000c", "000000000000000d"
TRACE = "0000000000000000463ac35c9f6413ad"
DATA = Path(__file__).parents[2] / "course/data"


def record(id: str = A, service: str = "users", **fields: Any) -> dict[str, Any]:
    """A span as Zipkin writes it."""
    return {
        "traceId": "463ac35c9f6413ad",
        "id": id,
        "name": "get",
        "timestamp": 1_000_000,
        "duration": 5_000,
        "localEndpoint": {"serviceName": service},
        **fields,
    }


def otlp_span(id: str = A, **fields: Any) -> dict[str, Any]:
    """A span as OTLP JSON writes it."""
    return {
        "traceId": TRACE,
        "spanId": id,
        "name": "get",
        "kind": 2,
        "startTimeUnixNano": "1000000000",
        "endTimeUnixNano": "1005000000",
        **fields,
    }


def otlp(*spans: object, service: str = "users") -> dict[str, Any]:
    """A document of OTLP JSON with the spans of one service."""
    name = {"key": "service.name", "value": {"stringValue": service}}
    scopes = [{"scope": {"name": "made"}, "spans": list(spans)}]
    return {"resourceSpans": [{"resource": {"attributes": [name]}, "scopeSpans": scopes}]}


def jaeger_span(id: str = A, **fields: Any) -> dict[str, Any]:
    """A span as Jaeger JSON writes it."""
    return {
        "traceID": "463ac35c9f6413ad",
        "spanID": id,
        "operationName": "get",
        "references": [],
        "startTime": 1_000_000,
        "duration": 5_000,
        "tags": [{"key": "span.kind", "type": "string", "value": "server"}],
        "processID": "p1",
        **fields,
    }


def jaeger(*spans: object) -> dict[str, Any]:
    """What Jaeger's API answers: one trace, of the service users."""
    processes = {"p1": {"serviceName": "users"}, "p2": {"serviceName": "web"}}
    trace = {"traceID": "463ac35c9f6413ad", "spans": list(spans), "processes": processes}
    return {"data": [trace], "errors": None}


def read_back(folder: Path, *documents: object) -> Trace:
    """The trace in a file with these JSON documents, one on each line."""
    file = folder / "trace.json"
    file.write_text("\n".join(json.dumps(document) for document in documents))
    return read(file)
