"""What a span is."""

import dataclasses

import pytest

from course.trace import NS_PER_MS, Link, Span


def span(start: int = 0, end: int = 0) -> Span:
    return Span("t", "a", None, "users", "GET", "client", start, end)


def test_a_span_says_how_long_it_took_in_milliseconds() -> None:
    assert span(start=2 * NS_PER_MS, end=5 * NS_PER_MS).milliseconds == 3


def test_a_span_of_one_nanosecond_is_not_rounded_away() -> None:
    assert span(start=10**18, end=10**18 + 1).milliseconds == 1e-6


def test_a_new_span_has_nothing_to_report_and_caused_by_nobody() -> None:
    assert (span().status, span().attributes, span().links) == ("unset", {}, [])


def test_two_spans_do_not_share_their_attributes() -> None:
    one, other = span(), span()
    one.attributes["http.request.method"] = "GET"
    one.links.append(Link("t", "b"))
    assert (other.attributes, other.links) == ({}, [])


def test_a_link_does_not_change_once_made() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Link("t", "a").span_id = "b"  # type: ignore[misc]
