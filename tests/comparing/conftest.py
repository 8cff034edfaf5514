"""Stories that were played once, for all tests that look at them."""

from collections.abc import Callable
from functools import lru_cache

import pytest

from course.comparing import Played, Story, play

Play = Callable[[Story, str], Played]

_played = lru_cache(maxsize=None)(play)


@pytest.fixture(scope="session")
def played() -> Play:
    """Plays each story once. What it gives does not change."""
    return _played
