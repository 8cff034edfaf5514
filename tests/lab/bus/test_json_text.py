"""JSON as the log keeps it: what is written comes back, and what is no JSON is refused."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lab.bus.json_text import NotJson, from_text, to_text

VALUES: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.text(), VALUES, max_size=3), max_size=4))
def test_what_is_written_is_one_line_of_ascii_and_comes_back(
    data: list[dict[str, Any]],
) -> None:
    text = to_text(data)
    assert text.isascii()
    assert text.isprintable()
    assert from_text(text) == data


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), {1, 2}, b"bytes", object()], ids=repr
)
def test_what_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(NotJson):
        to_text([{"value": value}])


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "Expecting"), ("{", "Expecting"), ("NaN", "no number"), ("[Infinity]", "no number")],
)
def test_what_is_no_json_is_noticed(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        from_text(text)
