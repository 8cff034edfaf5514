"""What has been played, kept for who comes back to it."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from course.comparing import ARCHITECTURES, Played, Story, play

KEPT = 12
"""So many stories, each with all its traces, are kept in memory."""

Outcome = Played | Exception
"""A story that was played through an architecture, or why that did not work."""


class Runs:
    """Plays what is not yet known, and keeps the last ``kept`` stories that were looked at.

    A run that fails is an outcome like any other: it is told, and not tried again.
    """

    def __init__(self, play: Callable[[Story, str], Played] = play, kept: int = KEPT) -> None:
        self._play = play
        self._kept = kept
        self._known: dict[Story, dict[str, Outcome]] = {}

    def missing(self, story: Story) -> Sequence[str]:
        """The architectures through which a story has not been played, in their order."""
        known = self._known.get(story, {})
        return [name for name in ARCHITECTURES if name not in known]

    def play(self, story: Story, architecture: str) -> None:
        """Play a story through one architecture, and keep what came of it."""
        try:
            with _no_search_for_garbage():
                outcome: Outcome = self._play(story, architecture)
        except Exception as error:  # whatever it is, the board says it, and plays on
            outcome = error
        self._known.setdefault(story, {})[architecture] = outcome

    def outcomes(self, story: Story) -> dict[str, Outcome]:
        """What is known of a story, by architecture."""
        known = self._known.pop(story)
        self._known[story] = known  # the last one is the one to be forgotten last
        while len(self._known) > self._kept:
            del self._known[next(iter(self._known))]
        return {name: known[name] for name in ARCHITECTURES if name in known}


@contextmanager
def _no_search_for_garbage() -> Iterator[None]:
    """A run keeps what it makes: to look through all of it for garbage takes a tenth of its time.

    What there is of it is found afterwards.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
