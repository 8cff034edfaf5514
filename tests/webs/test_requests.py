import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Trace
from course.webs.requests import Requests, percentile, requests, whole_requests
from tests.webs.making import Making, order


def test_the_nearest_rank_is_one_of_the_values() -> None:
    values = [40, 10, 30, 20]
    assert [percentile(values, part) for part in (1, 25, 26, 50, 75, 99, 100)] == [
        10,
        10,
        20,
        20,
        30,
        40,
        40,
    ]


@given(st.lists(st.integers(), min_size=1), st.integers(1, 100))
def test_it_is_the_smallest_that_enough_values_are_not_above(values: list[int], part: int) -> None:
    found = percentile(values, part)
    assert 100 * sum(value <= found for value in values) >= part * len(values)
    assert 100 * sum(value < found for value in values) < part * len(values)


@pytest.mark.parametrize(("values", "part"), [([], 50), ([1], 0), ([1], 101)])
def test_no_values_and_no_such_percent_are_refused(values: list[int], part: float) -> None:
    with pytest.raises(ValueError, match="percent above 0 and up to 100"):
        percentile(values, part)


def test_what_a_bus_brings_and_a_service_going_down_are_no_requests() -> None:
    made = Making()
    made.spans += order().spans
    made.span("orders", "internal", 50, 50, name="down", trace_id="other")
    assert [span.service for span in requests(made.trace)] == ["client"]


def test_whole_requests_are_counted_and_timed() -> None:
    made = Making()
    for number in range(1, 11):
        made.span("a", "server", 0, number, trace_id=str(number), failed=number == 10)
    assert whole_requests(made.trace) == Requests(10, 1, 5.5, 5.0, 10.0, 10.0)


def test_a_trace_without_a_request_is_refused() -> None:
    with pytest.raises(ValueError, match="no request in this trace of 0 spans"):
        whole_requests(Trace([]))
