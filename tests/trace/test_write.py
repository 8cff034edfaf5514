"""What is written as OTLP JSON passes the protocol's own definition, and is read as the same."""

import gzip
import json
from base64 import b64encode
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.claims.stage import open_shop
from course.shop import asking, copying, direct, monolith
from course.trace import Link, Span, Trace, TraceError, read, write_otlp
from course.trace.conventions import CURRENT, translated
from course.trace.values import DEEPEST
from tests.trace.making import DATA, TRACE, A, B

RECORDED = [
    "hotel-reservation-jaeger.json",
    "onlineboutique-currency-network-delay.csv.gz",
    "trainticket-book-a-ticket-zipkin-v2.json",
    "yelp-zipkin-v2.json",
]
ALL = {
    "text": 'a "quoted" é',
    "yes": True,
    "number": -(2**63),
    "float": 1e300,
    "whole float": 2.0,
    "endless": float("inf"),
    "bytes": b"\x00\xff",
    "nothing": None,
    "list": [1, "a", [None], {"b": 0.5}],
    "dict": {"a": {"b": [True]}, "": {}},
}


def span(id: str = A, **fields: Any) -> Span:
    return Span(TRACE, id, None, "users", "GET", "server", 5, 9, **fields)


def as_protocol(document: Any) -> Any:
    """Ids as the usual JSON of protocol buffers has them; the protocol's own JSON has them in hex.

    https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
    """
    if isinstance(document, list):
        return [as_protocol(each) for each in document]
    if not isinstance(document, dict):
        return document
    return {
        name: b64encode(bytes.fromhex(each)).decode()
        if name in ("traceId", "spanId", "parentSpanId")
        else as_protocol(each)
        for name, each in document.items()
    }


def parsed_by_the_protocol(file: Path) -> Any:
    """The message in a file by the protocol's definition, which refuses what it does not know."""
    json_format = pytest.importorskip("google.protobuf.json_format")
    definition = pytest.importorskip("opentelemetry.proto.trace.v1.trace_pb2")
    document = as_protocol(json.loads(file.read_text()))
    return json_format.ParseDict(document, definition.TracesData(), ignore_unknown_fields=False)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_trace_is_read_back_the_same(tmp_path: Path, name: str) -> None:
    trace = read(DATA / name)
    write_otlp(trace, tmp_path / "out.json")
    assert list(read(tmp_path / "out.json")) == list(trace)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_trace_passes_the_protocols_definition(tmp_path: Path, name: str) -> None:
    trace = read(DATA / name)
    write_otlp(trace, tmp_path / "out.json")
    message = parsed_by_the_protocol(tmp_path / "out.json")
    found = [
        (
            resource.resource.attributes[0].value.string_value,
            it.span_id.hex(),
            it.parent_span_id.hex() or None,
            it.start_time_unix_nano,
            it.end_time_unix_nano,
            ["", "internal", "server", "client", "producer", "consumer"][it.kind],
        )
        for resource in message.resource_spans
        for it in resource.scope_spans[0].spans
    ]
    assert found == [
        (it.service, it.id, it.parent, it.start, it.end, it.kind) for it in trace.spans
    ]


@pytest.mark.parametrize("shop", [asking, copying, direct, monolith])
def test_what_the_lab_records_passes_and_comes_back(tmp_path: Path, shop: ModuleType) -> None:
    lab = open_shop(shop)
    lab.get("/purchases/1")
    lab.settle()
    trace = lab.trace
    assert trace.oddities == []
    write_otlp(trace, tmp_path / "out.json")
    assert list(read(tmp_path / "out.json")) == list(trace)
    assert parsed_by_the_protocol(tmp_path / "out.json")


def test_every_type_of_value_passes_and_comes_back(tmp_path: Path) -> None:
    written = span(attributes=ALL, status="error", links=[Link(TRACE, B)])
    write_otlp(Trace([written]), tmp_path / "out.json")
    (back,) = read(tmp_path / "out.json")
    assert back == written
    assert list(map(type, back.attributes.values())) == list(map(type, ALL.values()))
    message = parsed_by_the_protocol(tmp_path / "out.json")
    (told,) = message.resource_spans[0].scope_spans[0].spans
    values = {it.key: it.value for it in told.attributes}
    assert values["number"].int_value == -(2**63)
    assert values["bytes"].bytes_value == b"\x00\xff"
    assert values["list"].array_value.values[0].int_value == 1
    assert told.status.code == 2
    assert told.links[0].span_id.hex() == B


def test_the_deepest_that_is_read_passes(tmp_path: Path) -> None:
    value: Any = "a"
    for _ in range(DEEPEST):
        value = {"b": value}
    write_otlp(Trace([span(attributes={"deep": value})]), tmp_path / "out.json")
    assert parsed_by_the_protocol(tmp_path / "out.json")
    assert next(iter(read(tmp_path / "out.json"))).attributes == {"deep": value}


def test_ids_are_hex_and_a_root_has_no_parent(tmp_path: Path) -> None:
    write_otlp(Trace([span()]), tmp_path / "out.json")
    (resource,) = json.loads((tmp_path / "out.json").read_text())["resourceSpans"]
    assert resource["scopeSpans"][0]["spans"] == [
        {
            "traceId": TRACE,
            "spanId": A,
            "name": "GET",
            "kind": 2,
            "startTimeUnixNano": "5",
            "endTimeUnixNano": "9",
        }
    ]


def test_the_same_trace_gives_the_same_bytes_gzipped_by_its_name(tmp_path: Path) -> None:
    for name in ("a.json", "b.json", "a.json.gz", "b.json.gz"):
        write_otlp(Trace([span()]), tmp_path / name)
    plain = (tmp_path / "a.json").read_bytes()
    assert plain == (tmp_path / "b.json").read_bytes()
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    assert gzip.decompress((tmp_path / "a.json.gz").read_bytes()) == plain
    assert list(read(tmp_path / "a.json.gz")) == [span()]


def test_a_trace_without_spans_is_one_when_read(tmp_path: Path) -> None:
    write_otlp(Trace([]), tmp_path / "out.json")
    assert len(read(tmp_path / "out.json")) == 0


def test_what_is_odd_is_still_odd_when_read_again(tmp_path: Path) -> None:
    trace = read(DATA / "trainticket-book-a-ticket-zipkin-v2.json")
    write_otlp(trace, tmp_path / "out.json")
    assert read(tmp_path / "out.json").oddities == trace.oddities != []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (Span("t", A, None, "a", "a", "server", 0, 0), "expected an id of 32 hex digits"),
        (Span(TRACE, "0", None, "a", "a", "server", 0, 0), "expected an id of 16 hex digits"),
        (Span(TRACE, A, None, "a", "a", "server", -1, 0), "expected a time from 0"),
        (span(attributes={"a": 2**63}), "attribute 'a': there is no way to write"),
        (span(attributes={"a": {1: 2}}), "expected text as the name of an attribute, found 1"),
        (span(attributes={"a": object}), "attribute 'a': there is no way to write"),
        (span(attributes={"a": "\ud800"}), "expected text that UTF-8 can hold"),
    ],
)
def test_what_the_protocol_cannot_say_is_refused_and_nothing_written(
    tmp_path: Path, wrong: Span, message: str
) -> None:
    with pytest.raises(TraceError) as caught:
        write_otlp(Trace([wrong]), tmp_path / "out.json")
    assert f"out.json: span {wrong.id!r}" in str(caught.value)
    assert message in str(caught.value)
    assert not list(tmp_path.iterdir())


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | TEXT
    | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
TAGS = st.dictionaries(TEXT | st.sampled_from([*CURRENT, "error", "http.target"]), VALUES)
IDS = st.integers(1, 2**64 - 1).map(lambda number: f"{number:016x}")
SPANS = st.builds(
    Span,
    trace_id=st.integers(1, 2**128 - 1).map(lambda number: f"{number:032x}"),
    id=IDS,
    parent=st.none(),
    service=TEXT.filter(bool),
    name=TEXT.filter(bool),
    kind=st.sampled_from(["server", "client", "internal", "producer", "consumer"]),
    start=st.integers(0, 100),
    end=st.integers(100, 200),
    links=st.lists(st.builds(Link, st.just(TRACE), IDS), max_size=2),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(SPANS, TAGS), max_size=4, unique_by=lambda pair: pair[0].id))
def test_any_trace_that_was_read_is_read_back_the_same(
    tmp_path: Path, made: list[tuple[Span, dict[str, Any]]]
) -> None:
    for one, tags in made:
        one.attributes, one.status = translated(tags, one.kind)
    trace = Trace(one for one, _ in made)
    write_otlp(trace, tmp_path / "out.json")
    assert list(read(tmp_path / "out.json")) == list(trace)
