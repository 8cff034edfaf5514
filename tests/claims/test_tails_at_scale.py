"""The tail at scale, sampled: against the formula, against the lab, and against the paper."""

from math import log, sqrt
from statistics import NormalDist

import pytest

from course.claims import tails
from course.claims.finding import standard_error
from course.claims.tails_at_scale import (
    HEDGED_MS,
    LATE_MS,
    LATE_PART,
    REQUESTS,
    SERVERS,
    WHOLE_MS,
    WHOLE_PART,
    fan,
    hedge,
    reading_keys,
    slow_part,
    slowest_ms,
    times_that_fit,
)
from course.scale import Always, Lognormal, Mostly, Service, quantile, sample

OWN = Lognormal(median_ms=10, p99_ms=100)


@pytest.mark.parametrize("calls", [1, 10, 100])
def test_the_slow_part_is_what_the_formula_says(calls: int) -> None:
    computed = 1 - (1 - tails.SLOW_PART) ** calls
    assert abs(slow_part(calls) - computed) <= 4 * standard_error(computed, REQUESTS)


def test_at_a_fan_out_of_100_it_is_63_percent() -> None:
    assert round(slow_part(), 2) == 0.63


def test_a_fan_takes_as_long_as_in_the_lab_with_the_way_counted_in() -> None:
    """Fewer calls, and more of them slow, so that the lab is done soon; a hop takes 10 ms there."""
    there_and_back = Mostly(10 + tails.QUICK_MS, 10 + tails.SLOW_MS, 0.05)
    web = {"client": Service(Always(10), [["fan"]])} | fan(there_and_back, 10)
    measured, sampled = tails.answers_ms(100, 10, 0.05), sample(web, "client", REQUESTS)
    assert {*measured} == {*sampled}
    slow = float((sampled >= tails.SLOW_MS).mean())
    in_the_lab = sum(ms >= tails.SLOW_MS for ms in measured) / len(measured)
    assert abs(in_the_lab - slow) <= 3 * standard_error(slow, len(measured))


def test_the_slowest_of_n_takes_what_the_nth_root_of_a_half_says() -> None:
    """The slowest of n stays below a time if all n do."""
    spread = log(OWN.p99_ms / OWN.median_ms) / NormalDist().inv_cdf(0.99)
    found = slowest_ms(OWN, [1, 10, 100])
    for calls, ms in found.items():
        expected = NormalDist(log(10), spread).inv_cdf(0.5 ** (1 / calls))
        assert log(ms) == pytest.approx(expected, abs=0.02)
    assert found[1] < found[10] < found[100]


def test_without_a_tail_the_slowest_of_many_is_as_quick_as_one() -> None:
    assert slowest_ms(Always(10), [1, 100]) == {1: 10, 100: 10}


def test_a_hedge_at_the_95th_percentile_adds_5_percent_and_cuts_the_tail() -> None:
    at_95 = quantile(sample({"leaf": Service(OWN)}, "leaf", REQUESTS), 0.95).ms
    found = hedge(OWN, at_95)
    assert abs(found.sent_twice - 0.05) <= 4 * standard_error(0.05, REQUESTS)
    assert found.with_ms < found.without_ms / 2


def test_a_hedge_later_than_every_answer_does_nothing() -> None:
    found = hedge(Always(10), 10)
    assert (found.sent_twice, found.without_ms, found.with_ms) == (0, 10, 10)


def test_times_that_fit_do() -> None:
    own = times_that_fit(SERVERS, LATE_MS, LATE_PART, WHOLE_PART, WHOLE_MS)
    late = (sample({"leaf": Service(own)}, "leaf", REQUESTS) > LATE_MS).mean()
    assert abs(late - LATE_PART) <= 4 * sqrt(LATE_PART / REQUESTS)
    whole = quantile(sample(fan(own, SERVERS), "fan", REQUESTS), WHOLE_PART)
    assert whole.low_ms <= WHOLE_MS <= whole.high_ms


def test_what_the_paper_reports_of_hedging_is_nearly_what_chance_alone_would_give() -> None:
    """Real servers are not slow independently of each other, so reality is a little worse."""
    found = reading_keys()
    assert found.with_ms < HEDGED_MS < 2 * found.with_ms
    assert found.with_ms < found.without_ms / 20
    assert round(found.sent_twice, 2) == 0.02
