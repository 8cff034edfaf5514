"""How time is shown: idle stretches are cut short, and the rest fits into some ten seconds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from course.trace import NS_PER_MS
from course.views.axis import ticks
from course.views.intervals import Interval

_LONG = 12  # an idle stretch of more hops than this is cut short
_SHORT = 4  # to so many
_WATCHED_S = 10
_FINER = (1, 2, 5, 10, 20, 50, 100)  # a short stretch between two that are cut has a mark too
SPEEDS = [step * 10.0**power for power in range(-5, 3) for step in (1, 2, 5)]


@dataclass(frozen=True, slots=True)
class Pace:
    """``knots`` pair moments in ns with where they are shown; between two it is even.

    Where a moment is shown is counted in ns too: outside of the stretches that are cut ``short``
    one is as long as the other. ``speed`` is how much of that passes in the time of who watches.
    """

    knots: list[tuple[int, int]]
    short: list[Interval]
    speed: float

    def shown(self, moment: float) -> float:
        """Where a moment is shown."""
        for (t0, s0), (t1, s1) in pairwise(self.knots):
            if moment <= t1:
                return s0 + (s1 - s0) * (moment - t0) / max(t1 - t0, 1)
        return self.knots[-1][1]


def pace(busy: Iterable[Interval], start: int, end: int, hop: int) -> Pace:
    """Time from ``start`` to ``end``, in which something happens while it is ``busy``.

    ``hop`` is how long a message travels; without one, a fiftieth of the whole.
    """
    unit = hop or max((end - start) // 50, 1)
    knots, short = [(start, start)], list[Interval]()
    for first, last in _idle(busy, start, end):
        if last - first > _LONG * unit:
            moment, shown = knots[-1]
            begin = shown + first - moment
            knots += [(first, begin), (last, begin + _SHORT * unit)]
            short.append((first, last))
    moment, shown = knots[-1]
    knots.append((end, shown + end - moment))
    seconds = (knots[-1][1] - start) / NS_PER_MS / 1000
    fitting = min(SPEEDS, key=lambda speed: abs(log(max(seconds, 1e-6) / (_WATCHED_S * speed))))
    return Pace(knots, short, fitting)


def marks(pace: Pace, zero: int, most: int = 8) -> list[int]:
    """Round moments after ``zero``, none in a stretch that is cut short, none close to another.

    How round they are goes by the time as it is shown: one that is cut may last for days.
    """
    left, right = pace.knots[0][1], pace.knots[-1][1]
    steps = ticks((right - left) / NS_PER_MS, most)
    size = max(round(steps[1] * NS_PER_MS), 1) if len(steps) > 1 else max(right - left, 1)
    found: list[int] = []
    free = float(left)
    short = set(pace.short)
    for (first, shown), (last, _) in pairwise(pace.knots):
        if (first, last) in short:
            continue
        for moment in _round(first - zero, last - zero, size):
            place = shown + moment + zero - first
            if place >= free:
                found.append(moment + zero)
                free = place + (right - left) / most
    return found


def _round(first: int, last: int, size: int) -> Sequence[int]:
    """The multiples of ``size`` from ``first`` to ``last``; where none is, one that is as round as
    there is."""
    for finer in _FINER:
        step = max(size // finer, 1)
        found = range(-(-first // step) * step, last + 1, step)
        if found:
            return found if finer == 1 else found[:1]
    return []


def _idle(busy: Iterable[Interval], start: int, end: int) -> Sequence[Interval]:
    """The times from ``start`` to ``end`` in which nothing happens."""
    idle: list[Interval] = []
    reached = start
    for first, last in sorted(busy):
        if first > reached:
            idle.append((reached, min(first, end)))
        reached = max(reached, last)
    return [*idle, (reached, end)] if reached < end else idle
