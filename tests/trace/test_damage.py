"""Whatever is in a file, reading it gives a trace or one clear error."""

import gzip
import json
import math
from contextlib import suppress
from copy import deepcopy
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.trace import Trace, TraceError, otlp, read, read_edges
from tests.trace.making import DATA, TRACE, A, B, jaeger, jaeger_span, otlp_span
from tests.trace.making import otlp as otlp_document

SCRATCH = settings(suppress_health_check=list(HealthCheck), deadline=None)
ATTRIBUTES = [
    {"key": "http.target", "value": {"stringValue": "/a?b"}},
    {"key": "n", "value": {"intValue": "5"}},
    {"key": "d", "value": {"doubleValue": 0.5}},
    {"key": "b", "value": {"bytesValue": "AA=="}},
    {"key": "l", "value": {"arrayValue": {"values": [{"boolValue": True}]}}},
    {"key": "m", "value": {"kvlistValue": {"values": [{"key": "x", "value": {}}]}}},
]
OTLP = otlp_document(
    otlp_span(A, attributes=ATTRIBUTES, kind=3, status={"code": 2, "message": "late"}),
    otlp_span(B, parentSpanId=A, links=[{"traceId": TRACE, "spanId": A}]),
    otlp_span(A, events=[{"name": "exception", "attributes": ATTRIBUTES[:1]}]),
)
REFERENCE = {"refType": "CHILD_OF", "traceID": "463ac35c9f6413ad", "spanID": A}
JAEGER = jaeger(jaeger_span(A), jaeger_span(B, references=[REFERENCE], processID="p2"))
EDGES = [{"parent": "a", "child": "b", "callCount": 5}, {"parent": "b", "child": "a"}]
DOCUMENTS = [
    json.loads((DATA / "yelp-zipkin-v2.json").read_text())[:5],
    OTLP,
    JAEGER,
    json.loads((DATA / "hotel-reservation-jaeger.json").read_text()),
    EDGES,
]
with gzip.open(DATA / "onlineboutique-fault-free.csv.gz") as minute:
    TABLE = b"".join(minute.readline() for _ in range(8))
FILES = [
    *(json.dumps(document).encode() for document in DOCUMENTS),
    json.dumps(OTLP, indent=1).encode(),
    json.dumps(OTLP).encode() + b"\n" + json.dumps(OTLP).encode(),
    TABLE,
]


def read_or_refuse(file: Path, content: bytes) -> Trace | str:
    """The trace, or what the error says; anything else fails the test."""
    file.write_bytes(content)
    try:
        trace = read(file)
    except TraceError as refusal:
        return str(refusal)
    reached, waiting = 0, list(trace.roots)
    while waiting:
        reached += 1
        waiting += trace.children(waiting.pop())
    assert reached == len(trace)
    assert len({(span.trace_id, span.id) for span in trace}) == len(trace)
    for span in trace:
        assert 0 <= span.start <= span.end
        told = [span.service, span.name, span.attributes]
        json.dumps(told, ensure_ascii=False, default=repr).encode()
    assert all(str(oddity) and oddity.spans for oddity in trace.oddities)
    return trace


def check(file: Path, content: bytes) -> None:
    """A trace or an error, the same with a fast parser and without; and a web or an error."""
    found = read_or_refuse(file, content)
    assert isinstance(found, Trace) or found.startswith(f"{file}: ")
    if find_spec("msgspec"):
        with mock.patch.object(otlp, "find_spec", return_value=None):
            plain = read_or_refuse(file, content)
        assert str(found) == str(plain)
        if isinstance(found, Trace) and isinstance(plain, Trace) and b"NaN" not in content:
            assert list(found) == list(plain)
    with suppress(TraceError):
        assert all(calls >= 0 for _, _, calls in read_edges(file).edges(data="calls"))


# Any damage at all

HEADS = [b"", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"[", b"[{", b'{"resourceSpans":', TABLE[:85]]


@st.composite
def flipped(draw: st.DrawFn) -> bytes:
    """A file with some bytes flipped, and its end lost."""
    content = bytearray(draw(st.sampled_from(FILES)))
    if draw(st.booleans()):
        content = bytearray(gzip.compress(content, mtime=0))
    for _ in range(draw(st.integers(1, 4))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.just(len(content)) | st.integers(0, len(content)))])


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "1", A, B, "CLIENT", "SERVER", "CONSUMER", "p2", "NaN", 2**63]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A document in which fields are changed, lost or copied."""
    content = deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 4))):
        if not content:
            break
        inside, key = draw(st.sampled_from(places(content)))
        change = draw(st.sampled_from(["replace", "remove", "copy"]))
        if change == "replace":
            inside[key] = draw(VALUES)
        elif change == "remove":
            del inside[key]
        else:
            other, name = draw(st.sampled_from(places(content)))
            inside[key] = deepcopy(other[name])
    return json.dumps(content, indent=draw(st.sampled_from([None, 1]))).encode()


ANY = st.builds(lambda head, tail: head + tail, st.sampled_from(HEADS), st.binary(max_size=60))
DAMAGED = {"any bytes": ANY, "flipped": flipped(), "changed": changed()}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_gives_a_trace_or_a_trace_error(tmp_path: Path, damage: str) -> None:
    @SCRATCH
    @given(DAMAGED[damage])
    def checked(content: bytes) -> None:
        check(tmp_path / "any", content)

    checked()


@pytest.mark.long
@pytest.mark.parametrize("damage", DAMAGED)
def test_ten_thousand_damaged_files_do_so(tmp_path: Path, damage: str) -> None:
    @settings(SCRATCH, max_examples=10_000)
    @given(DAMAGED[damage])
    def checked(content: bytes) -> None:
        check(tmp_path / "any", content)

    checked()


def test_what_is_not_finite_is_read_with_either_parser(tmp_path: Path) -> None:
    endless = {"key": "d", "value": {"doubleValue": "NaN"}}
    found = read_or_refuse(
        tmp_path / "any", json.dumps(otlp_document(otlp_span(attributes=[endless]))).encode()
    )
    assert isinstance(found, Trace)
    assert math.isnan(found.spans[0].attributes["d"])


def meaning(record: dict[str, Any]) -> dict[str, Any]:
    """What a record says: 0 and false are as good as absent, and who serves receives anyway."""
    said = {name: value for name, value in record.items() if value}
    if said.get("kind") in ("SERVER", "CONSUMER"):
        said["shared"] = True
    return said


IDS = st.sampled_from("123456").map(lambda digit: "0" * 15 + digit)


@SCRATCH
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "traceId": st.sampled_from(["1", "2"]),
                "id": IDS,
                "localEndpoint": st.sampled_from("abc").map(lambda name: {"serviceName": name}),
            },
            optional={
                "parentId": IDS,
                "kind": st.sampled_from(["CLIENT", "SERVER", "PRODUCER", "CONSUMER"]),
                "shared": st.booleans(),
                "timestamp": st.integers(0, 9),
                "duration": st.integers(0, 9),
            },
        ),
        max_size=6,
    )
)
def test_spans_related_in_any_way_give_a_forest_or_a_trace_error(
    tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    trace = read_or_refuse(tmp_path / "any", json.dumps(records).encode())
    if isinstance(trace, Trace):
        said = [meaning(each) for each in records]
        distinct = [each for i, each in enumerate(said) if each not in said[:i]]
        assert len(trace) == len(distinct)
