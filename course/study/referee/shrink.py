"""The shortest run that still fails: steps are taken out, then made simpler, while it fails.

Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002):
large pieces first, then step by step until no single one can be spared.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from course.study.referee.step import Step

Failure = TypeVar("Failure")
Steps = tuple[Step, ...]
MOST_RUNS = 120
"""After so many tries the shortest run found so far will do."""


class Shrinking(Generic[Failure]):
    """Looks for a shorter run that fails. ``fails`` plays steps; ``None`` where they pass."""

    def __init__(self, fails: Callable[[Steps], Failure | None]) -> None:
        self._fails = fails
        self._tried: dict[Steps, Failure | None] = {}
        self.runs = 0

    def shortest(self, steps: Steps, failure: Failure) -> tuple[Steps, Failure]:
        """Steps that fail, no one of which can be spared, and their failure.

        ``failure`` is what ``steps`` gave. The result is the same each time.
        """
        size = max(1, len(steps) // 2)
        while size:
            steps, failure, changed = self._spared(steps, failure, size)
            if size > 1 or not changed:
                size //= 2
        for place in range(len(steps)):
            steps, failure = self._simplified(steps, failure, place)
        changed = True
        while changed:  # what is simpler now may make another step needless
            steps, failure, changed = self._spared(steps, failure, 1)
        return steps, failure

    def _spared(self, steps: Steps, failure: Failure, size: int) -> tuple[Steps, Failure, bool]:
        """Go through once, from the end: what is late is often needless."""
        length, start = len(steps), len(steps) - size
        while start >= 0:
            candidate = steps[:start] + steps[start + size :]
            found = self._try(candidate)
            if found is not None:
                steps, failure = candidate, found
            start -= size if found is not None or size == 1 else max(1, size // 2)
            start = min(start, len(steps) - size)
        return steps, failure, len(steps) < length

    def _simplified(self, steps: Steps, failure: Failure, place: int) -> tuple[Steps, Failure]:
        """Make one step as simple as it can be."""
        tried: set[Step] = {steps[place]}
        changed = True
        while changed:
            changed = False
            for simpler in steps[place].simpler():
                if simpler in tried:
                    continue
                tried.add(simpler)
                candidate = (*steps[:place], simpler, *steps[place + 1 :])
                found = self._try(candidate)
                if found is not None:
                    steps, failure, changed = candidate, found, True
                    break
        return steps, failure

    def _try(self, steps: Steps) -> Failure | None:
        if steps not in self._tried and self.runs < MOST_RUNS:
            self.runs += 1
            self._tried[steps] = self._fails(steps)
        return self._tried.get(steps)
