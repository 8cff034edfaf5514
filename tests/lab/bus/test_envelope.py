"""Events as CloudEvents 1.0: lossless, valid, and nothing else is taken for one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lab.bus.envelope import from_json, from_text, to_json, to_text
from course.ports import Event

# What of the CloudEvents 1.0 JSON schema concerns an event such as ours.
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "id": {"type": "string", "minLength": 1},
        "source": {"type": "string", "format": "uri-reference", "minLength": 1},
        "specversion": {"type": "string", "minLength": 1, "const": "1.0"},
        "type": {"type": "string", "minLength": 1},
        "datacontenttype": {"type": ["string", "null"], "minLength": 1},
        "time": {"type": ["string", "null"], "format": "date-time", "minLength": 1},
        "traceparent": {"type": "string", "minLength": 1},
        "data": {"type": "object"},
    },
    "required": ["id", "source", "specversion", "type"],
    "additionalProperties": False,
}

TOLD = Event(
    "order.placed",
    {"order_id": 1},
    "order-1",
    "orders",
    "2026-01-31T12:00:00.5Z",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)

VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
EVENTS = st.builds(
    Event,
    type=st.from_regex(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*", fullmatch=True),
    data=st.dictionaries(st.text(), VALUES, max_size=4),
    id=st.text(min_size=1),
    source=st.from_regex(r"[a-z][a-z0-9_/-]*", fullmatch=True),
    time=st.just("") | st.datetimes().map(lambda at: f"{at.isoformat()}Z"),
    traceparent=st.just("") | st.just(TOLD.traceparent),
)


@given(EVENTS)
def test_any_event_comes_back_as_it_was(event: Event) -> None:
    assert from_json(to_json(event)) == event
    assert from_json(to_json(event).encode()) == event


@given(EVENTS)
def test_any_event_is_a_cloud_event(event: Event) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    checker = jsonschema.Draft7Validator.FORMAT_CHECKER
    jsonschema.Draft7Validator(SCHEMA, format_checker=checker).validate(json.loads(to_json(event)))


def test_it_looks_as_the_standard_shows_it() -> None:
    assert json.loads(to_json(TOLD)) == {
        "specversion": "1.0",
        "id": "order-1",
        "source": "orders",
        "type": "order.placed",
        "time": "2026-01-31T12:00:00.5Z",
        "datacontenttype": "application/json",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "data": {"order_id": 1},
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"specversion": "0.3"}, "specversion is '0.3'"),
        ({"specversion": None}, "specversion"),
        ({"id": ""}, "id is ''"),
        ({"id": 7}, "id is 7"),
        ({"id": None}, "id is missing"),
        ({"source": None}, "source is missing"),
        ({"source": "two words"}, "no URI reference"),
        ({"type": None}, "type is missing"),
        ({"time": "yesterday"}, "RFC 3339"),
        ({"time": "2026-13-01T00:00:00Z"}, "RFC 3339"),
        ({"datacontenttype": "text/xml"}, "not JSON"),
        ({"data": None}, "data is missing"),
        ({"data": [1]}, "no JSON object"),
        ({"data_base64": "AA=="}, "no place for data_base64"),
        ({"subject": "1"}, "no place for subject"),
    ],
)
def test_what_is_no_such_event_is_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_json(json.dumps(json.loads(to_json(TOLD)) | change))


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "NaN", '{"data": NaN}', b"\xff", "[" * 99999])
def test_what_is_no_json_object_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match="no CloudEvent"):
        from_json(text)


@pytest.mark.parametrize("type_", ["application/json; charset=utf-8", "application/cloud+json"])
def test_any_kind_of_json_is_json(type_: str) -> None:
    said = json.loads(to_json(TOLD)) | {"datacontenttype": type_}
    assert from_json(json.dumps(said)) == TOLD


def test_an_event_that_nobody_has_told_yet_is_no_envelope() -> None:
    for event in (
        Event("order.placed", {}),
        Event("order.placed", {}, "1"),
        Event("", {}, "1", "a"),
    ):
        with pytest.raises(ValueError, match="''"):
            to_json(event)


def test_an_envelope_does_not_say_what_is_not_known() -> None:
    said = json.loads(to_json(Event("order.placed", {}, "1", "orders")))
    assert said.keys().isdisjoint({"time", "traceparent"})


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4))
def test_what_is_written_as_text_is_one_line_of_ascii_and_comes_back(
    data: list[dict[str, Any]],
) -> None:
    text = to_text(data)
    assert text.isascii()
    assert text.isprintable()
    assert from_text(text) == data
