"""A field is what it should be, absent, or named in an error."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import TraceError
from course.trace.fields import (
    LONGEST_NAME,
    boolean,
    hexadecimal,
    identity,
    members,
    objects,
    shown,
    text,
    title,
    whole_number,
    written_number,
)


@pytest.mark.parametrize("fields", [{}, {"a": None}])
def test_a_field_that_is_absent_or_null_is_empty(fields: dict[str, Any]) -> None:
    assert text(fields, "a") == hexadecimal(fields, "a", 16) == ""
    assert title(fields, "a") == ""
    assert objects(fields, "a") == []
    assert whole_number(fields, "a") == written_number(fields, "a") == 0
    assert boolean(fields, "a") is False
    assert members(fields, "a") == {}


def test_a_field_in_an_object_is_named_with_the_object() -> None:
    with pytest.raises(TraceError, match=r'"owner\.name": expected text, found 5'):
        text({"name": 5}, "name", of="owner")


@given(st.integers(0, 2**63 - 1))
def test_whole_numbers_are_exact(number: int) -> None:
    assert whole_number({"a": number}, "a") == number


@given(st.integers(1, 2**64 - 1))
def test_an_id_is_the_same_however_it_is_padded_or_written(number: int) -> None:
    padded = f"{number:016x}"
    for written in (padded, padded.upper(), f"{number:x}"):
        assert hexadecimal({"a": written}, "a", 16) == padded


@given(st.text())
def test_text_is_text_that_can_be_written(value: str) -> None:
    assert text({"a": value}, "a") == value
    value.encode()


@given(st.recursive(st.none() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=50))
def test_an_error_shows_any_value_shortly_on_one_line(value: object) -> None:
    line = shown(json.loads(json.dumps(value)))
    assert line.isprintable()
    assert len(line) <= 60


def test_a_long_value_is_cut_and_a_missing_one_is_called_as_json_has_it() -> None:
    assert shown([["x" * 20] * 5] * 5).endswith("...")
    assert len(shown([["x" * 20] * 5] * 5)) == 60
    assert shown(None) == "null"


def test_an_id_that_has_to_be_there_is_missed() -> None:
    assert identity({"a": "1"}, "a", 16) == "0" * 15 + "1"
    for absent in ({}, {"a": None}, {"a": ""}):
        with pytest.raises(TraceError, match=r'field "a": expected hex digits, and it is missing'):
            identity(absent, "a", 16)


@pytest.mark.parametrize("wrong", ["0" * 16, "0" * 32, "A" * 17, "g" * 16, "a" * 15 + "\n"])
def test_what_is_no_id_is_refused(wrong: str) -> None:
    with pytest.raises(TraceError, match="expected up to 16 hex digits, not all 0"):
        hexadecimal({"a": wrong}, "a", 16)


@pytest.mark.parametrize("wrong", ["", "-1", "+1", "1.0", " 1", "1_0", "٣", str(2**63), "9" * 99])
def test_what_is_no_written_number_is_refused(wrong: str) -> None:
    with pytest.raises(TraceError, match="expected a whole number"):
        written_number({"a": wrong}, "a")


def test_a_name_has_an_end() -> None:
    assert title({"a": "é" * LONGEST_NAME}, "a")
    with pytest.raises(TraceError, match=r'"b\.a": expected at most 10,000 characters'):
        title({"a": "é" * (LONGEST_NAME + 1)}, "a", "b")


def test_objects_are_objects() -> None:
    assert objects({"a": [{}]}, "a") == [{}]
    for wrong in ({}, 5, [5], [{}, []]):
        with pytest.raises(TraceError, match=r'field "a": expected'):
            objects({"a": wrong}, "a")
