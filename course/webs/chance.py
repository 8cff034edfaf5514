"""How likely a difference is by chance alone."""

from collections.abc import Sequence
from math import atan, cos, inf, pi, sin, sqrt
from typing import NamedTuple


class Rate(NamedTuple):
    """An amount per visit, its standard error, and how many requests it is known from."""

    each: float
    error: float
    requests: int


def rate(visits: Sequence[int], amounts: Sequence[float]) -> Rate:
    """The amount per visit, from the visits and the amount of each request; at least one visit.

    Visits of one request are not independent of each other, requests are. So the error is that of
    a ratio of two sums over requests (W. Cochran, "Sampling Techniques", 1977, chapter 6); of one
    request it is not known, and infinite.
    """
    count, total = len(visits), sum(visits)
    each = sum(amounts) / total
    if count < 2:
        return Rate(each, inf, count)
    apart = sum((amount - each * seen) ** 2 for seen, amount in zip(visits, amounts, strict=True))
    return Rate(each, sqrt(apart * count / (count - 1)) / total, count)


def chance_of(before: Rate, after: Rate) -> float:
    """How likely such an increase, or a larger one, is where nothing has changed; from 0 to 1.

    By the test of B. L. Welch ("The Generalization of 'Student's' Problem", 1947), with the
    freedom of the smaller number of requests, which is on the safe side. It is 1 where nothing has
    increased, and where one side knows only one request.
    """
    increase, error = after.each - before.each, sqrt(before.error**2 + after.error**2)
    if increase <= 0 or error == inf:
        return 1.0
    return beyond(increase / error if error else inf, min(before.requests, after.requests) - 1)


def beyond(t: float, freedom: int) -> float:
    """The share of Student's distribution that lies above ``t``, which is not below 0.

    M. Abramowitz and I. Stegun ("Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4).
    """
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term = total = 0.0 if freedom == 1 else cos(angle) if odd else 1.0
    for at in range(2 + odd, freedom, 2):
        term *= (at - 1) / at * cos(angle) ** 2
        total += term
    inside = (angle + sin(angle) * total) * 2 / pi if odd else sin(angle) * total
    return max(0.0, (1 - inside) / 2)
