"""How high things stand in their columns, so that lines are straight where they can be."""

from collections.abc import Sequence
from itertools import accumulate

# Another item, how much lower than it an item would like to be, and how strongly.
Pull = tuple[int, float, float]

_PASSES = 30


def heights(
    columns: list[list[int]], gaps: list[list[float]], pulls: list[list[Pull]]
) -> list[float]:
    """The height of each item, in pixels downwards.

    ``gaps[c][i]`` is the least distance from item ``i`` of column ``c`` to the next below it.
    """
    y = [0.0] * len(pulls)
    for turn in range(_PASSES):
        order = range(len(columns)) if turn % 2 == 0 else reversed(range(len(columns)))
        for at in order:
            wishes = [_wish(item, y, pulls[item]) for item in columns[at]]
            for item, height in zip(columns[at], spread(wishes, gaps[at]), strict=True):
                y[item] = height
    return y


def _wish(item: int, y: list[float], pulls: list[Pull]) -> float:
    if not pulls:
        return y[item]
    # Added one by one: sum() of floats differs between versions of Python in the last digits.
    total = strength = 0.0
    for other, lower, pull in pulls:
        total += (y[other] + lower) * pull
        strength += pull
    return total / strength


def spread(wishes: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to the wishes, in least squares, that keep the order and the gaps.

    ``gaps[i]`` is the least distance from item ``i`` to item ``i + 1``. Neighbours that want the
    same room are pooled and stand around the middle of what they wish (isotonic regression).
    """
    shift = list(accumulate(gaps, initial=0.0))
    pools: list[tuple[float, int]] = []
    for wish, moved in zip(wishes, shift, strict=True):
        total, size = wish - moved, 1
        while pools and pools[-1][0] * size >= total * pools[-1][1]:
            total, size = total + pools[-1][0], size + pools[-1][1]
            pools.pop()
        pools.append((total, size))
    level = [total / size for total, size in pools for _ in range(size)]
    return [at + moved for at, moved in zip(level, shift, strict=True)]
