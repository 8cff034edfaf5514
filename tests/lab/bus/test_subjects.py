"""Subjects and patterns: words with dots between them, as NATS has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lab.bus.subjects import check_pattern, check_subject, matches
from course.lab.errors import BadSetting

WORDS = st.sampled_from(["a", "b", "order", "placed-by_1"])
SUBJECTS = st.lists(WORDS, min_size=1, max_size=4)
PATTERNS = st.builds(
    lambda words, tail: [*words, *tail],
    st.lists(st.one_of(WORDS, st.just("*")), max_size=4),
    st.sampled_from([[], [">"]]),
).filter(bool)


def fits(pattern: list[str], subject: list[str]) -> bool:
    """The rule, word by word."""
    if not pattern or not subject:
        return pattern == subject
    if pattern == [">"]:
        return True
    return pattern[0] in ("*", subject[0]) and fits(pattern[1:], subject[1:])


@given(PATTERNS, SUBJECTS)
def test_a_star_is_one_word_and_the_rest_is_one_or_more(
    pattern: list[str], subject: list[str]
) -> None:
    check_pattern(".".join(pattern))
    check_subject(".".join(subject))
    assert matches(".".join(pattern), ".".join(subject)) == fits(pattern, subject)


@given(SUBJECTS)
def test_a_subject_fits_itself_and_the_rest_fits_all(subject: list[str]) -> None:
    name = ".".join(subject)
    assert matches(name, name)
    assert matches(">", name)


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("order", "order.placed"),
        ("order.>", "order"),
        ("orde*", "order"),
        ("order.placed", "orderxplaced"),
    ],
)
def test_what_does_not_fit(pattern: str, subject: str) -> None:
    assert not matches(pattern, subject)


NO_SUBJECTS = ["", ".", "a.", ".a", "a..b", "A", "a b", "ä", "a\n", "a.*", ">", None, 5, b"a"]


@pytest.mark.parametrize("subject", NO_SUBJECTS)
def test_what_is_no_subject(subject: str) -> None:
    with pytest.raises(BadSetting, match="is no subject"):
        check_subject(subject)


@pytest.mark.parametrize("pattern", ["", ".", "a.", "*.", "a.>.b", ">.a", "a*", "**", "a >", None])
def test_what_is_no_pattern(pattern: str) -> None:
    with pytest.raises(BadSetting, match="nothing that one can listen to"):
        check_pattern(pattern)
