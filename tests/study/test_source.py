"""Whether a learner has done something yet: nobody who tried is told that nothing was attempted."""

from dataclasses import replace

import pytest

from course.study.exercise import Exercise
from course.study.exercises import find
from course.study.source import is_untouched
from tests.study.handing_in import defined_by, handed_in

STARTER = """
LIMIT = 3

def ask(name):
    return name

def answer(name):
    return ask(name) * LIMIT
"""
SETUP = "def earlier():\n    return 1"


@pytest.fixture
def exercise() -> Exercise:
    """One whose starter defines more than what is handed in."""
    return replace(find("greet-by-name"), hand_in=("answer",), starter=STARTER, setup=SETUP)


def untouched(exercise: Exercise, source: str) -> bool:
    return is_untouched(exercise, handed_in(exercise, source))


def test_the_starter_is_untouched_however_it_is_laid_out(exercise: Exercise) -> None:
    assert untouched(exercise, STARTER)
    assert untouched(exercise, "# mine\n\n" + STARTER.replace("LIMIT = 3", "LIMIT = (3)"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ask(name) * LIMIT", "ask(name) + LIMIT"),
        ("return name", "return name.title()"),
        ("LIMIT = 3", "LIMIT = 4"),
        ("LIMIT = 3", "LIMIT = 3.0"),
        ("LIMIT = 3", "LIMIT = 3\n\ndef earlier():\n    return 2"),
        ("def ask(name):\n    return name", "ask = str"),
    ],
)
def test_whatever_is_changed_in_the_cell_is_an_attempt(
    exercise: Exercise, old: str, new: str
) -> None:
    assert old in STARTER
    assert not untouched(exercise, STARTER.replace(old, new))


def test_a_helper_that_another_cell_changes_is_an_attempt(exercise: Exercise) -> None:
    names = defined_by(STARTER)
    names["ask"] = defined_by("def ask(name):\n    return name.title()")["ask"]
    assert not is_untouched(exercise, (names["answer"],))
