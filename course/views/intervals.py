"""Times from a start to an end, in ns."""

from collections.abc import Iterable

Interval = tuple[int, int]


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same times in order, without overlaps and without empty ones."""
    apart: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if apart and start <= apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def between(whole: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """What is left of ``whole``."""
    inside = [(max(start, whole[0]), min(end, whole[1])) for start, end in taken]
    edges = [whole[0], *(edge for interval in merged(inside) for edge in interval), whole[1]]
    return merged(zip(edges[::2], edges[1::2], strict=True))
