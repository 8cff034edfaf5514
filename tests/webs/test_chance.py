from math import inf, sqrt
from random import Random

import pytest

from course.webs.chance import Rate, beyond, chance_of, rate


# One-sided values from the tables of Student's distribution.
@pytest.mark.parametrize(
    ("freedom", "t", "share"),
    [
        (1, 6.314, 0.05),
        (2, 2.920, 0.05),
        (3, 2.353, 0.05),
        (10, 1.812, 0.05),
        (1, 318.309, 0.001),
        (2, 22.327, 0.001),
        (5, 5.893, 0.001),
        (30, 3.385, 0.001),
        (120, 3.160, 0.001),
    ],
)
def test_students_distribution_is_as_in_its_tables(freedom: int, t: float, share: float) -> None:
    assert beyond(t, freedom) == pytest.approx(share, rel=0.002)
    assert beyond(0, freedom) == 0.5
    assert beyond(inf, freedom) == pytest.approx(0, abs=1e-12)


def test_with_one_visit_a_request_the_error_is_that_of_a_mean() -> None:
    found = rate([1, 1, 1, 1], [2, 4, 4, 6])
    assert found == Rate(4, pytest.approx(sqrt(8 / 3 / 4)), 4)


def test_requests_with_many_visits_count_as_one_each() -> None:
    alike = rate([10] * 5, [100, 110, 90, 105, 95])
    assert alike.each == 10
    assert alike.error == pytest.approx(rate([1] * 5, [100, 110, 90, 105, 95]).error / 10)


def test_of_one_request_the_error_is_not_known_and_nothing_is_beyond_chance() -> None:
    assert rate([3], [30]) == Rate(10, inf, 1)
    assert chance_of(rate([1], [1]), rate([1] * 9, [1000] * 9)) == 1


def test_few_requests_on_one_side_count_as_few() -> None:
    few, many = Rate(5, 1, 3), Rate(15, 1, 300)
    assert chance_of(few, many) == beyond(10 / sqrt(2), 2)
    assert chance_of(few, many) > 0.001 > chance_of(Rate(5, 1, 300), many)


def test_what_never_varies_and_has_grown_is_no_chance() -> None:
    assert chance_of(Rate(5, 0, 3), Rate(6, 0, 3)) == pytest.approx(0, abs=1e-9)
    assert chance_of(Rate(5, 0, 3), Rate(5, 0, 3)) == 1
    assert chance_of(Rate(6, 0, 3), Rate(5, 0, 3)) == 1


def test_like_compared_with_like_looks_unlikely_as_seldom_as_it_says() -> None:
    random = Random(1)
    drawn = [[random.gauss(100, 20) for _ in range(12)] for _ in range(2000)]
    rates = [rate([1] * 12, values) for values in drawn]
    seldom = sum(chance_of(*pair) < 0.05 for pair in zip(rates[::2], rates[1::2], strict=True))
    assert 0.03 < seldom / 1000 <= 0.06
