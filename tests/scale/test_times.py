"""The times of a service are drawn from the distribution that they say."""

from math import inf, nan, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.scale import Always, CannotSample, Lognormal, Measured, Mostly, Times, quantile

COUNT = 1_000_000
ALL = [Always(3), Mostly(1, 9, 0.5), Lognormal(10, 100), Measured([1, 2, 3])]


def drawn(times: Times, count: int = COUNT, seed: int = 0) -> np.ndarray:
    return times.draw(np.random.default_rng(seed), count)


@pytest.mark.parametrize("times", ALL, ids=repr)
@given(count=st.integers(0, 9))
def test_as_many_as_asked_for_none_below_zero_in_double_precision(times: Times, count: int) -> None:
    found = drawn(times, count)
    assert found.shape == (count,)
    assert found.dtype == np.float64
    assert (found >= 0).all()


@pytest.mark.parametrize("times", ALL[1:], ids=repr)
def test_chance_comes_from_the_seed(times: Times) -> None:
    assert (drawn(times, 50, seed=1) == drawn(times, 50, seed=1)).all()
    assert (drawn(times, 50, seed=1) != drawn(times, 50, seed=2)).any()


@pytest.mark.parametrize("times", ALL, ids=repr)
def test_what_was_drawn_may_be_changed(times: Times) -> None:
    random = np.random.default_rng(0)
    times.draw(random, 5)[:] = -1
    assert (times.draw(random, 5) >= 0).all()


@pytest.mark.parametrize("part", [0, 0.001, 0.01, 0.5, 1])
def test_mostly_is_slow_in_the_part_that_it_says(part: float) -> None:
    found = drawn(Mostly(10, 1000, part))
    assert {*np.unique(found)} <= {10.0, 1000.0}
    assert abs((found == 1000).mean() - part) <= 4 * sqrt(part * (1 - part) / COUNT)


@pytest.mark.parametrize("part", [0.001, 0.1, 0.5, 0.9, 0.99, 0.9999])
def test_lognormal_has_the_quantiles_that_it_should(part: float) -> None:
    times = Lognormal(median_ms=10, p99_ms=100)
    expected = 10 * 10 ** (NormalDist().inv_cdf(part) / NormalDist().inv_cdf(0.99))
    found = quantile(drawn(times), part)
    assert found.low_ms <= expected <= found.high_ms


def test_neighbours_in_a_lognormal_sample_are_independent() -> None:
    """Two of them come from one pair of uniform numbers."""
    logarithms = np.log(drawn(Lognormal(10, 100)))
    first, second = logarithms.reshape(2, -1)
    for one, other in ((first, second), (first[1:], first[:-1]), (abs(first), abs(second))):
        assert abs(np.corrcoef(one, other)[0, 1]) <= 4 / sqrt(len(one))


def test_a_lognormal_without_spread_is_always_the_same() -> None:
    assert (drawn(Lognormal(7, 7), 9) == 7).all()


def test_measured_times_are_drawn_equally_often() -> None:
    values, counts = np.unique(drawn(Measured([1, 2, 2, 5])), return_counts=True)
    assert [*values] == [1, 2, 5]
    assert np.allclose(counts / COUNT, [0.25, 0.5, 0.25], atol=0.002)


def test_measured_times_say_what_they_are() -> None:
    assert repr(Measured([2, 1.5])) == "<Measured: 2 times, 1.5 to 2 ms>"


@pytest.mark.parametrize("wrong", [-1, nan, inf, True])
def test_what_is_no_time_is_refused(wrong: float) -> None:
    for make in (
        lambda: Always(wrong),
        lambda: Mostly(wrong, 1, 0.5),
        lambda: Mostly(1, wrong, 0.5),
        lambda: Lognormal(wrong, 1),
        lambda: Lognormal(1, wrong),
        lambda: Measured([1, wrong]),
    ):
        with pytest.raises(CannotSample, match=r"is no time\. Give milliseconds, 0 or more"):
            make()


def test_a_part_is_between_0_and_1() -> None:
    for wrong in (-0.1, 1.1, nan):
        with pytest.raises(CannotSample, match=r"slow_part: .* Give a number from 0 to 1"):
            Mostly(1, 2, wrong)


def test_a_median_lies_below_the_99th_percentile() -> None:
    for median, p99 in ((10, 9), (0, 9)):
        with pytest.raises(CannotSample, match="does not go with 99 % below 9 ms"):
            Lognormal(median, p99)


def test_there_must_be_something_measured() -> None:
    with pytest.raises(CannotSample, match="no time to draw from"):
        Measured([])
