"""A quantile, and bounds that hold what is true of all, not only of the sample."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.scale import CannotSample, Quantile, quantile

PARTS = [0.01, 0.5, 0.9, 0.99]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_it_is_one_of_the_times_and_part_of_them_are_not_above(
    times: list[float], part: float
) -> None:
    found = quantile(np.array(times), part)
    assert found.ms in times
    assert found.low_ms <= found.ms <= found.high_ms
    assert sum(time <= found.ms for time in times) >= part * len(times) - 1e-9
    assert sum(time < found.ms for time in times) <= part * len(times) + 1e-9


@pytest.mark.parametrize("part", PARTS)
def test_the_bounds_hold_the_true_value_nearly_always(part: float) -> None:
    random = np.random.default_rng(5)
    found = [quantile(random.random(1000), part) for _ in range(1000)]
    assert sum(it.low_ms <= part <= it.high_ms for it in found) >= 990


@pytest.mark.parametrize("part", PARTS)
def test_the_bounds_are_no_wider_than_they_must_be(part: float) -> None:
    found = quantile(np.random.default_rng(5).random(100_000), part)
    assert found.high_ms - found.low_ms <= 7 * (part * (1 - part) / 100_000) ** 0.5


def test_few_times_say_little_of_the_tail() -> None:
    found = quantile(np.arange(100.0), 0.999)
    assert (found.ms, found.high_ms) == (99, inf)
    assert quantile(np.arange(100.0), 0.001).low_ms == 0


def test_two_agree_if_chance_can_be_the_difference() -> None:
    one, near, far = Quantile(0.5, 5, 4, 6), Quantile(0.5, 7, 5.5, 8), Quantile(0.5, 9, 8.5, 10)
    assert one.agrees(near)
    assert near.agrees(one)
    assert not one.agrees(far)
    assert not far.agrees(one)


@pytest.mark.parametrize(("times", "part"), [([], 0.5), ([1.0], -0.1), ([1.0], 1.1)])
def test_there_is_none_of_nothing_or_beyond_all(times: list[float], part: float) -> None:
    with pytest.raises(CannotSample, match="There is no quantile"):
        quantile(np.array(times), part)
