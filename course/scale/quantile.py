"""A quantile of a sample, and how far chance may have moved it."""

from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import TYPE_CHECKING

from course.scale.error import CannotSample

if TYPE_CHECKING:
    from course.scale.times import Milliseconds

ERRORS = 3.0
"""The bounds are so many standard errors away: chance alone goes past them once in 370 times."""


@dataclass(frozen=True, slots=True)
class Quantile:
    """``part`` of the times lie below ``ms``. The bounds nearly always enclose the true value."""

    part: float
    ms: float
    low_ms: float
    high_ms: float

    def agrees(self, other: "Quantile") -> bool:
        """Whether chance alone may be the difference: the bounds of both have times in common."""
        return self.low_ms <= other.high_ms and other.low_ms <= self.high_ms


def quantile(times: "Milliseconds", part: float) -> Quantile:
    """The time below which ``part`` of the times lie: 0.5 is the median, 0.99 the 99th percentile.

    The bounds assume nothing about the distribution. The number of times below the true quantile
    is binomial, so the bounds are the times whose ranks lie ``ERRORS`` of its standard deviations
    to both sides (David and Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1). Where
    there are too few times for that, a bound is 0 or infinite.
    """
    import numpy as np

    if not len(times) or not 0 <= part <= 1:
        raise CannotSample(
            f"There is no quantile {part!r} of {len(times)} times. "
            "Give a part from 0 to 1, and at least one time."
        )
    count = len(times)
    error = ERRORS * sqrt(count * part * (1 - part))
    ranks = (floor(count * part - error) - 1, ceil(count * part) - 1, ceil(count * part + error))
    inside = sorted({min(max(rank, 0), count - 1) for rank in ranks})
    ordered = np.partition(times, inside)
    low, middle, high = ranks
    return Quantile(
        part,
        float(ordered[max(middle, 0)]),
        float(ordered[low]) if low >= 0 else 0.0,
        float(ordered[high]) if high < count else float("inf"),
    )
