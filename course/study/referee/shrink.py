"""The shortest run that still fails: steps are taken out, then made simpler, while it fails.

Delta debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002):
large pieces first, then step by step until no single one can be spared.
"""

from collections.abc import Callable, Iterator
from typing import Generic, Protocol, TypeVar

from course.study.referee.step import Step

Steps = tuple[Step, ...]
MOST_RUNS = 60
"""After so many tries the shortest run found so far will do."""


class Failing(Protocol):
    """A failure, and the steps up to where it was seen."""

    @property
    def steps(self) -> Steps:
        """The last one is where it fails."""


Failure = TypeVar("Failure", bound=Failing)


class Shrinking(Generic[Failure]):
    """Looks for a shorter run that fails. ``fails`` plays steps; ``None`` where they pass."""

    def __init__(self, fails: Callable[[Steps], Failure | None]) -> None:
        self._fails = fails
        self._tried: dict[Steps, Failure | None] = {}
        self.runs = 0
        self.gave_up = False
        """Whether something was left untried."""

    def shortest(self, failure: Failure) -> Failure:
        """A failure that is as bad, no step of which can be spared, unless this gave up.

        The result is the same each time.
        """
        size = len(failure.steps) // 2
        while size > 1:
            failure = self._without_pieces(failure, size)
            size //= 2
        while True:
            least = self._without_each(failure)
            failure = self._simplified(least)
            if failure is least:
                return least
            # What is simpler now may make another step needless.

    def give_up(self) -> None:
        """Try nothing more."""
        self.gave_up = True

    def _without_pieces(self, failure: Failure, size: int) -> Failure:
        """Go through once, from the end: what is late is often needless."""
        start = len(failure.steps) - size
        while start >= 0:
            found = self._try(failure.steps[:start] + failure.steps[start + size :])
            failure = failure if found is None else found
            start = min(start - size, len(failure.steps) - size)
        return failure

    def _without_each(self, failure: Failure) -> Failure:
        """Go round from the end, until each step was tried since the last one was taken out."""
        place, needed = len(failure.steps) - 1, 0
        while needed < len(failure.steps):
            found = self._try(failure.steps[:place] + failure.steps[place + 1 :])
            failure, needed = (failure, needed + 1) if found is None else (found, 0)
            place = (place - 1) % max(1, len(failure.steps))
        return failure

    def _simplified(self, failure: Failure) -> Failure:
        """Make each step as simple as it can be."""
        changed = True
        while changed:
            changed = False
            for candidate in _with_one_simpler(failure.steps):
                found = self._try(candidate)
                if found is not None:
                    failure, changed = found, True
                    break
        return failure

    def _try(self, steps: Steps) -> Failure | None:
        if steps in self._tried:
            return self._tried[steps]
        if self.gave_up or self.runs >= MOST_RUNS:
            self.gave_up = True
            return None
        self.runs += 1
        self._tried[steps] = found = self._fails(steps)
        return found


def _with_one_simpler(steps: Steps) -> Iterator[Steps]:
    for place, step in enumerate(steps):
        for simpler in step.simpler():
            yield (*steps[:place], simpler, *steps[place + 1 :])
