"""Values of attributes in OTLP JSON."""

import json
import math
from typing import Any

import pytest

from course.trace import TraceError
from course.trace.values import DEEPEST, value


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        (None, None),
        ({}, None),
        ({"stringValue": "é"}, "é"),
        ({"boolValue": False}, False),
        ({"intValue": "-9223372036854775808"}, -(2**63)),
        ({"intValue": 5}, 5),
        ({"doubleValue": 0.5}, 0.5),
        ({"doubleValue": 2}, 2.0),
        ({"doubleValue": "-Infinity"}, -math.inf),
        ({"bytesValue": "AP8="}, b"\x00\xff"),
        ({"arrayValue": {}}, []),
        ({"arrayValue": {"values": [{"intValue": "1"}, {}]}}, [1, None]),
        ({"kvlistValue": {"values": [{"key": "a", "value": {"boolValue": True}}]}}, {"a": True}),
    ],
)
def test_each_type_has_its_value(told: Any, meant: object) -> None:
    found = value(told, "a")
    assert found == meant
    assert type(found) is type(meant)


@pytest.mark.parametrize(
    "told",
    [
        5,
        "text",
        [],
        {"stringValue": 5},
        {"stringValue": "\ud800"},
        {"boolValue": 1},
        {"intValue": True},
        {"intValue": "1.5"},
        {"intValue": str(2**63)},
        {"intValue": "9" * 5000},
        {"doubleValue": "x"},
        {"doubleValue": 10**400},
        {"bytesValue": "no base64!"},
        {"arrayValue": []},
        {"kvlistValue": {"values": {}}},
        {"stringValue": "a", "intValue": "5"},
        {"unknownValue": 5},
    ],
)
def test_what_is_no_value_is_refused(told: Any) -> None:
    with pytest.raises(TraceError):
        value(told, "a")


def nested(depth: int) -> Any:
    told: Any = {"stringValue": "a"}
    for _ in range(depth):
        told = {"arrayValue": {"values": [told]}}
    return told


def test_nesting_has_an_end() -> None:
    assert "a" in json.dumps(value(nested(DEEPEST), "a"))
    with pytest.raises(TraceError, match="nested too deep"):
        value(nested(DEEPEST + 1), "a")
