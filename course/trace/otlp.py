"""Spans from OTLP JSON, which OpenTelemetry's collector and SDKs write.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from course.trace.document import parsed
from course.trace.error import NotJson, TraceError
from course.trace.fields import members, objects, title
from course.trace.halves import Calls
from course.trace.otlp_span import otlp_span
from course.trace.span import UNKNOWN_SERVICE, Span
from course.trace.times import start_with_their_trace
from course.trace.values import value

OTLP_KEY = "resourceSpans"
# Until 2022 scopes were called instrumentation libraries.
SCOPES = ("scopeSpans", "instrumentationLibrarySpans")


class Otlp:
    """Gathers spans from documents, as a file may have one on each of its lines.

    Of a resource its ``service.name`` is kept, of the events of a span the exception (as the
    attributes ``exception.type`` and so on), and of its status the message (as
    ``otel.status_description``). Spans without a time, and with one id for several, are as
    ``course.trace.zipkin.spans`` has them; one that ends before it starts has no length, and
    the attribute ``trace.ends_before_start_ns`` says by how much.
    """

    def __init__(self) -> None:
        self._calls = Calls()
        self._untimed: list[Span] = []

    def reads(self, content: bytes, line: int = 1) -> bool:
        """Adds the spans of a document; whether the content, on this line of a file, is one.

        Raises ``TraceError`` as ``add`` does.
        """
        if find_spec("msgspec"):
            try:
                self._add_pieces(content)
            except TraceError:
                # The standard library decides what is right, and says where it is not. What was
                # added before is the same as what is added now, and so not added twice.
                pass
            else:
                return True
        try:
            document = parsed(content, line)
        except NotJson:
            return False
        if not isinstance(document, dict) or OTLP_KEY not in document:
            return False
        self.add(document)
        return True

    def add(self, document: Mapping[str, Any]) -> None:
        """Adds the spans of one document, which is used up: its lists are empty afterwards.

        Raises ``TraceError`` with the span and the field where something else is found.
        """
        for number, resource in _used_up(objects(document, OTLP_KEY)):
            service = _service(resource, number)
            for name in SCOPES:
                for _, scope in _used_up(objects(resource, name)):
                    for index, record in _used_up(objects(scope, "spans")):
                        try:
                            self._add_span(record, service)
                        except TraceError as fault:
                            raise fault.at(f"resource {number}, span {index}") from None

    def _add_pieces(self, content: bytes) -> None:
        # Only here, as they need msgspec, and the course runs without.
        from course.trace.pieces import parsed_piece, pieces
        from course.trace.usual import usual_span

        names: dict[str, str] = {}
        for resource, spans in pieces(content):
            service = _service(resource, 1)
            for written in spans:
                span = usual_span(written, service, names)
                if span is not None:
                    self._calls.add(span)
                else:
                    self._add_span(parsed_piece(written), service)

    def _add_span(self, record: Mapping[str, Any], service: str) -> None:
        span = otlp_span(record, service)
        self._calls.add(span)
        if record.get("startTimeUnixNano") is None:
            self._untimed.append(span)

    def spans(self) -> list[Span]:
        """All spans of the documents, in their order."""
        found = self._calls.spans()
        start_with_their_trace(self._untimed, found)
        return found


def _used_up(records: list[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The records with their place, counted from 1; each is let go of once it is read.

    A large document needs several times the memory of its spans.
    """
    records.reverse()
    for number in range(1, len(records) + 1):
        yield number, records.pop()


def _service(resource: Mapping[str, Any], number: int) -> str:
    try:
        for pair in objects(members(resource, "resource"), "attributes"):
            if pair.get("key") == "service.name":
                named = value(pair.get("value"), "service.name")
                return title({"service.name": named}, "service.name") or UNKNOWN_SERVICE
    except TraceError as fault:
        raise fault.at(f"resource {number}") from None
    return UNKNOWN_SERVICE
