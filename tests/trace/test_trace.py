"""How the spans of a trace hang together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import NS_PER_MS, Span, Trace


def span(
    id: str,
    parent: str | None = None,
    start: int = 0,
    end: int = 0,
    *,
    trace: str = "t",
    of: str = "users",
) -> Span:
    return Span(trace, id, parent, of, "GET", "client", start, end)


def ids(spans: list[Span]) -> list[str]:
    return [span.id for span in spans]


def test_spans_stand_in_the_order_they_started() -> None:
    trace = Trace([span("late", start=2), span("early", start=1)])
    assert ids(list(trace)) == ["early", "late"]


def test_spans_that_started_together_stand_in_the_order_they_were_recorded() -> None:
    trace = Trace([span("first", start=1), span("second", start=1), span("earlier", start=0)])
    assert ids(list(trace)) == ["earlier", "first", "second"]


def test_a_trace_can_be_counted_and_gone_through_twice() -> None:
    trace = Trace(span(id) for id in "abc")
    assert len(trace) == 3
    assert ids(list(trace)) == ids(list(trace)) == ["a", "b", "c"]


def test_a_span_finds_its_parent_and_its_children() -> None:
    root, left, right = span("root"), span("left", "root", 1), span("right", "root", 2)
    trace = Trace([right, left, root])
    assert trace.parent(left) is root
    assert trace.parent(root) is None
    assert trace.children(root) == [left, right]
    assert trace.children(left) == []


def test_a_span_whose_parent_was_not_recorded_is_a_root() -> None:
    orphan = span("orphan", parent="elsewhere")
    assert Trace([span("root"), orphan]).roots == [span("root"), orphan]


def test_a_span_is_found_by_its_id_within_its_trace() -> None:
    found = span("a")
    trace = Trace([found])
    assert trace.span(found.trace_id, "a") is found
    assert trace.span(found.trace_id, "b") is None
    assert trace.span("another", "a") is None


def test_the_same_id_in_another_trace_is_another_span() -> None:
    here, there = span("a", trace="here"), span("a", trace="there")
    child = span("b", "a", trace="there")
    trace = Trace([here, there, child])
    assert trace.parent(child) is there
    assert trace.children(here) == []


def test_changing_a_list_of_children_leaves_the_trace_as_it_was() -> None:
    root, child = span("root"), span("child", "root")
    trace = Trace([root, child])
    trace.children(root).clear()
    assert trace.children(root) == [child]


def test_services_stand_in_the_order_they_first_appear() -> None:
    trace = Trace(
        [span("a", of="users", start=1), span("b", of="orders"), span("c", of="users", start=2)]
    )
    assert trace.services == ["orders", "users"]


def test_a_database_that_goes_down_is_no_service() -> None:
    down = Span("t", "b", None, "users.db", "down", "internal", 5, 5, {"db.namespace": "users.db"})
    own = Span("t", "c", None, "orders", "down", "internal", 5, 5, {})
    assert Trace([span("a"), down, own]).services == ["users", "orders"]


def test_a_trace_lasts_from_its_first_start_to_its_last_end() -> None:
    trace = Trace([span("a", start=3 * NS_PER_MS, end=9 * NS_PER_MS), span("b", start=4, end=5)])
    assert (trace.start, trace.end) == (4, 9 * NS_PER_MS)
    assert trace.milliseconds == pytest.approx(9)


def test_a_trace_without_spans_is_a_trace() -> None:
    trace = Trace([])
    assert (trace.start, trace.end, trace.milliseconds) == (0, 0, 0)
    assert (trace.roots, trace.services, list(trace)) == ([], [], [])
    assert repr(trace) == "<Trace: 0 spans, 0 services, 0 ms>"


def test_a_trace_shows_itself_in_one_line_without_losing_digits() -> None:
    assert repr(Trace([span("a", end=4_428_952_000)])) == "<Trace: 1 span, 1 service, 4428.952 ms>"
    assert repr(Trace([span("a", end=12_345_678 * NS_PER_MS)])).endswith("12345678 ms>")


@st.composite
def forests(draw: st.DrawFn) -> list[Span]:
    """Spans whose parents are drawn from those before, in any order of recording."""
    spans = [
        span(
            str(number),
            draw(st.none() | st.integers(0, number - 1).map(str)) if number else None,
            draw(st.integers(0, 5)),
            draw(st.integers(0, 9)),
        )
        for number in range(draw(st.integers(0, 12)))
    ]
    return draw(st.permutations(spans))


@given(forests())
def test_every_span_is_reached_from_the_roots_exactly_once(spans: list[Span]) -> None:
    trace = Trace(spans)
    waiting, reached = list(trace.roots), []
    while waiting:
        reached.append(waiting.pop())
        waiting += trace.children(reached[-1])
    assert sorted(ids(reached)) == sorted(ids(spans))


@given(forests())
def test_children_and_parents_agree(spans: list[Span]) -> None:
    trace = Trace(spans)
    for each in trace:
        assert all(trace.parent(child) is each for child in trace.children(each))
        assert all(one.start <= next.start for one, next in pairwise(trace.children(each)))


@given(forests())
def test_all_parents_at_once_are_those_of_each(spans: list[Span]) -> None:
    trace = Trace(spans)
    assert list(trace.with_parents) == [(span, trace.parent(span)) for span in trace]
