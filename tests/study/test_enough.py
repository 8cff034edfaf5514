"""How much there is to do: exercises and a quiz in every notebook that teaches."""

import pytest

from course.study import exercises, questions
from course.study.notebooks import notebooks

NUMBERS = [each.number for each in notebooks()]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_notebook_has_its_exercises(number: str) -> None:
    least = 1 if number in ("00", "04") else 2
    assert len(exercises.of(number)) >= least


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_every_notebook_but_the_welcome_ends_in_a_quiz(number: str) -> None:
    assert len(questions.find(number).asks) >= 3
