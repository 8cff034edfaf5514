"""A story is played through all four while one still looks at the slider: in one second."""

import time

import pytest

from course.comparing import ARCHITECTURES, Played, Story, compare, play

LIMIT_S = 1.0
FLOOR_S = 1.6
"""The limit needs a quiet machine, so the long run asserts it; the short run has a floor."""
LIMIT_MS = 50


@pytest.fixture(scope="module")
def played() -> list[Played]:
    """Everybody once, so that what is only worked out once has been."""
    return [play(Story(), name) for name in ARCHITECTURES]


@pytest.mark.parametrize("limit_s", [FLOOR_S, pytest.param(LIMIT_S, marks=pytest.mark.long)])
def test_a_story_of_the_board_takes_a_second(played: list[Played], limit_s: float) -> None:
    """In processor time, the best of three: playing computes in one thread and never waits."""
    spent = []
    for _ in range(3):
        started = time.process_time()
        for name in ARCHITECTURES:
            play(Story(), name)
        spent.append(time.process_time() - started)
    print(f"all four: {min(spent):.2f} s")
    assert min(spent) < limit_s


def test_comparing_what_was_played_takes_no_time(played: list[Played]) -> None:
    started = time.process_time()
    compare(played)
    spent_ms = (time.process_time() - started) * 1000
    print(f"to compare: {spent_ms:.1f} ms")
    assert spent_ms < LIMIT_MS
