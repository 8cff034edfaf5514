"""Round marks on a time axis."""

from math import floor, log10


def ticks(length: float, most: int = 8) -> list[float]:
    """At most ``most`` marks from 0 to ``length``, in steps of 1, 2 or 5 times a power of ten."""
    if length <= 0:
        return [0.0]
    power = floor(log10(length / most))
    steps = [factor * 10.0 ** (power + more) for more in (0, 1) for factor in (1, 2, 5)]
    step = next(step for step in steps if length / step <= most - 1)
    return [round(at * step, 9) for at in range(int(length / step + 1e-9) + 1)]
