"""What is read in one go is what the closer look finds; and most spans are read so."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.trace.otlp_span import otlp_span as looked_at_closely
from tests.trace.making import TRACE, A, B, otlp_span
from tests.trace.test_damage import VALUES, places

usual = pytest.importorskip("course.trace.usual", reason="a fast parser is not installed")

TAGS = [
    {"key": "http.method", "value": {"stringValue": "GET"}},
    {"key": "http.status_code", "value": {"intValue": "200"}},
    {"key": "size", "value": {"intValue": 5}},
    {"key": "ratio", "value": {"doubleValue": 0.5}},
    {"key": "whole", "value": {"doubleValue": 5}},
    {"key": "much", "value": {"doubleValue": "Infinity"}},
    {"key": "cached", "value": {"boolValue": True}},
]
USUAL: dict[str, dict[str, Any]] = {
    "as short as can be": {},
    "a part of another": {"parentSpanId": B},
    "a root that says so": {"parentSpanId": ""},
    "attributes": {"attributes": TAGS},
    "one that failed": {"kind": 3, "status": {"code": 2, "message": "too late"}},
    "one that ended before it started": {"endTimeUnixNano": "5"},
    "an exception": {
        "events": [
            {"name": "exception", "timeUnixNano": "1", "attributes": TAGS},
            {"name": "other", "attributes": [], "droppedAttributesCount": 2},
        ]
    },
    "one with a cause": {"links": [{"traceId": TRACE, "spanId": B, "flags": 256}]},
    "all that is not needed": {
        "traceState": "a=1",
        "flags": 257,
        "droppedAttributesCount": 1,
        "droppedEventsCount": 1,
        "droppedLinksCount": 1,
    },
}
UNUSUAL: dict[str, dict[str, Any]] = {
    "an id in capitals": {"spanId": A.upper()},
    "a short id": {"spanId": "a"},
    "an id of zeros": {"spanId": "0" * 16},
    "no id": {"spanId": ""},
    "a line's end in an id": {"spanId": A + "\n"},
    "a parent of zeros": {"parentSpanId": "0" * 16},
    "a trace of zeros": {"traceId": "0" * 32},
    "a time that is a number": {"startTimeUnixNano": 5},
    "a time in words": {"startTimeUnixNano": "now"},
    "a time with spaces": {"startTimeUnixNano": " 5"},
    "a time that is too late": {"endTimeUnixNano": str(2**63)},
    "no start": {"startTimeUnixNano": None},
    "a kind by its name": {"kind": "SPAN_KIND_CLIENT"},
    "a kind that there is not": {"kind": 6},
    "a status that there is not": {"status": {"code": 3}},
    "a name that is none": {"name": "\ud800"},
    "a name that is too long": {"name": "a" * 10_001},
    "a field that there is not": {"other": 1},
    "a list": {"attributes": [{"key": "a", "value": {"arrayValue": {"values": []}}}]},
    "bytes": {"attributes": [{"key": "a", "value": {"bytesValue": "AA=="}}]},
    "no value": {"attributes": [{"key": "a", "value": {}}]},
    "two values": {"attributes": [{"key": "a", "value": {"stringValue": "", "intValue": "1"}}]},
    "too large a number": {"attributes": [{"key": "a", "value": {"intValue": str(2**63)}}]},
    "too small a number": {"attributes": [{"key": "a", "value": {"intValue": -(2**63) - 1}}]},
    "a number in words": {"attributes": [{"key": "a", "value": {"intValue": "five"}}]},
    "a truth in words": {"attributes": [{"key": "a", "value": {"boolValue": "true"}}]},
}


def written(record: dict[str, Any]) -> bytes:
    return json.dumps(record).encode()


@pytest.mark.parametrize("case", USUAL)
def test_what_is_usual_is_read_in_one_go(case: str) -> None:
    record = otlp_span(**USUAL[case])
    span = usual.usual_span(written(record), "users", {})
    assert span == looked_at_closely(record, "users")


@pytest.mark.parametrize("case", UNUSUAL)
def test_what_is_not_is_left_for_a_closer_look(case: str) -> None:
    assert usual.usual_span(written(otlp_span(**UNUSUAL[case])), "users", {}) is None


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """A record in which some fields are others."""
    record = deepcopy(otlp_span(**draw(st.sampled_from(list(USUAL.values())))))
    for _ in range(draw(st.integers(1, 3))):
        inside, key = draw(st.sampled_from(places(record)))
        inside[key] = draw(VALUES)
    return record


@settings(deadline=None)
@given(changed())
def test_it_never_says_anything_else_than_the_closer_look(record: dict[str, Any]) -> None:
    span = usual.usual_span(written(record), "users", {})
    if span is not None:
        assert span == looked_at_closely(json.loads(written(record)), "users")


def test_spans_share_the_names_that_they_have_in_common() -> None:
    names: dict[str, str] = {}
    one, other = (
        usual.usual_span(written(otlp_span(attributes=TAGS)), "users", names) for _ in range(2)
    )
    assert one.name is other.name
    assert all(a is b for a, b in zip(one.attributes, other.attributes, strict=True))
