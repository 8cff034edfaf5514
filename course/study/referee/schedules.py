"""Schedules from a seed: the same seed gives the same steps, on every machine."""

import random
from collections.abc import Sequence

from course.study.referee.step import Step


def mixed(seed: int, first: Sequence[Step], then: Sequence[Step], count: int) -> tuple[Step, ...]:
    """``first`` in its order, then ``count`` steps drawn from ``then``, some of them often."""
    chance = random.Random(seed)
    return (*first, *(chance.choice(then) for _ in range(count)))
