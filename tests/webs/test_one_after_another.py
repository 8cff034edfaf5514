from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Span, Trace
from course.webs import one_after_another
from tests.webs.anything import traces
from tests.webs.making import Making, order, purchase
from tests.webs.recorded import REAL, booking, recorded


def test_calls_that_never_overlap_could_save_all_but_the_longest() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for service, start, end in (("users", 0, 20), ("orders", 20, 50), ("stock", 60, 70)):
        made.span(service, "server", start, end, server)
    (found,) = one_after_another(made.trace)
    assert found.work is server
    assert len(found.calls) == found.steps == 3
    assert (found.total_ms, found.longest_ms, found.saving_ms) == (60, 30, 30)
    assert (found.path_ms, found.path_saving_ms, found.request_ms) == (60, 30, 100)
    assert (found.share, found.saving_share) == (0.6, 0.3)


def test_calls_that_run_together_are_nothing_to_report() -> None:
    assert one_after_another(purchase()) == []


def test_calls_that_overlap_are_one_step() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for start, end in ((0, 20), (10, 30), (40, 50)):
        made.span("stock", "server", start, end, server)
    (found,) = one_after_another(made.trace)
    assert (len(found.calls), found.steps) == (3, 2)
    assert (found.total_ms, found.longest_ms) == (40, 30)
    assert (found.path_ms, found.path_saving_ms) == (30, 10)  # from 10 to 30, and from 40 to 50


def test_calls_from_inner_spans_are_direct_calls_of_the_same_work() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for start in (0, 50):
        inner = made.span("shop", "internal", start, start + 40, server)
        made.span("stock", "server", start + 10, start + 30, inner)
    (found,) = one_after_another(made.trace)
    assert (found.work, found.total_ms) == (server, 40)


def test_what_is_not_waited_for_does_not_count() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    made.span("stock", "server", 5, 15, server)
    made.span("shop", "client", 20, 90, server, server__address="statistics")
    made.span("mailer", "consumer", 22, 25, made.span("shop", "producer", 20, 21, server))
    assert one_after_another(made.trace) == []


def test_calls_beside_the_critical_path_save_the_request_nothing() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    slow = made.span("slow", "server", 0, 100, server)
    for start in (10, 30):
        made.query("slow", start, "slow.db", slow)
    quick = made.span("quick", "server", 0, 90, server)
    for start in (0, 40):
        made.span("stock", "server", start, start + 40, quick)
    on_it, beside = one_after_another(made.trace)
    assert (on_it.work, on_it.saving_ms, on_it.path_saving_ms) == (slow, 1, 1)
    assert (beside.work, beside.saving_ms, beside.path_saving_ms) == (quick, 40, 0)
    assert beside.share == 0


def test_only_the_request_that_is_asked_about_is_looked_at() -> None:
    made = Making()
    roots = [made.span("shop", "server", start, start + 50) for start in (0, 100)]
    for root in roots:
        for start in (5, 25):
            begin = start + root.start // 10**6
            made.span("stock", "server", begin, begin + 10, root)
    with pytest.raises(ValueError, match="2 roots"):
        one_after_another(made.trace)
    assert [found.work for found in one_after_another(made.trace, roots[1])] == [roots[1]]


def test_the_root_of_the_booking_makes_eleven_calls_one_after_another() -> None:
    first, second, *others = one_after_another(booking())
    assert (len(first.calls), first.steps) == (11, 11)
    assert (first.total_ms, first.longest_ms, first.saving_ms) == (4180, 2632, 1548)
    assert first.path_ms == first.total_ms
    assert first.request_ms == 4428.952
    assert round(first.share, 2) == 0.94
    assert (second.work.service, second.steps) == ("ts-travel-service", 14)
    assert all(found.path_saving_ms <= second.path_saving_ms for found in others)


def test_it_reads_well() -> None:
    assert str(one_after_another(booking())[0]) == (
        "ts-preserve-service, http:/preserve: 11 calls one after another take 4,180 ms, "
        "the longest 2,632 ms; the request waits 94.4 % of its time for them; "
        "to run them together would save at most 1,548 ms, 35 % of it"
    )
    made = Making()
    server = made.span("shop", "server", 0, 100)
    quick = made.span("quick", "server", 0, 50, server)
    made.span("slow", "server", 0, 90, server)
    for start, end in ((0, 20), (10, 30), (40, 50)):
        made.span("stock", "server", start, end, quick)
    assert str(one_after_another(made.trace)[0]) == (
        "quick, GET: 3 calls in 2 steps one after another take 40 ms, the longest 30 ms; "
        "the request waits 0 % of its time for them; "
        "to run them together would save nothing of it"
    )


def hold(trace: Trace, root: Span) -> None:
    for found in one_after_another(trace, root):
        assert 2 <= found.steps <= len(found.calls)
        assert 0 <= found.longest_ms <= found.total_ms
        assert 0 <= found.path_saving_ms <= found.path_ms
        assert found.path_ms <= found.request_ms or isclose(found.path_ms, found.request_ms)
        assert str(found)


@given(traces(), st.data())
def test_no_trace_saves_more_than_it_took(trace: Trace, data: st.DataObject) -> None:
    if len(trace):
        hold(trace, data.draw(st.sampled_from(trace.spans)))


@pytest.mark.parametrize("trace", [purchase(), order(), *map(recorded, REAL)], ids=str)
def test_nor_does_a_real_one(trace: Trace) -> None:
    for root in trace:
        hold(trace, root)
