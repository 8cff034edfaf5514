"""The usual misconceptions, taken from the exercises and quizzes, so that there is one source."""

import difflib
from dataclasses import dataclass
from textwrap import dedent

from course.study import exercises, questions, quizzes
from course.study.exercise import Exercise, Wrong

MOST_LINES = 3


@dataclass(frozen=True)
class WrongAnswer:
    """A typical wrong answer to an exercise.

    ``lines`` are those that a right answer does not have: what the learner takes for right.
    ``broken`` is what does not hold, ``shows`` are words of what the check says of it.
    """

    lines: tuple[str, ...]
    broken: str
    shows: str


@dataclass(frozen=True)
class WrongOption:
    """A wrong option of a quiz: what the learner believes, and what is said to that."""

    believed: str
    says: str


@dataclass(frozen=True)
class Asked:
    """A question of a quiz, its right option with the reason, and the wrong ones."""

    question: str
    right: str
    why: str
    wrong: tuple[WrongOption, ...]


def of_exercise(exercise: Exercise) -> list[WrongAnswer]:
    """The typical wrong answers of an exercise, those that break the same beside each other."""
    clauses = list(dict.fromkeys(wrong.clause for wrong in exercise.wrong))
    ordered = sorted(exercise.wrong, key=lambda wrong: clauses.index(wrong.clause))
    return [
        WrongAnswer(unlike_right(exercise, wrong), wrong.clause, wrong.says) for wrong in ordered
    ]


def of_exercises(notebook: str) -> list[Exercise]:
    """The exercises of a notebook, by its number."""
    return [exercises.find(id) for id in exercises.of(notebook)]


def of_quiz(notebook: str) -> list[Asked]:
    """The questions of a notebook's quiz; none where it has no quiz."""
    if notebook not in quizzes.numbers():
        return []
    found = []
    for ask in questions.find(notebook).asks:
        (right,) = (option for option in ask.options if option.right)
        wrong = [WrongOption(it.text, it.says) for it in ask.options if not it.right]
        found.append(Asked(ask.text, right.text, right.says, tuple(wrong)))
    return found


def unlike_right(exercise: Exercise, wrong: Wrong) -> tuple[str, ...]:
    """The first lines of a wrong answer that the nearest right one does not have.

    None where it only leaves something out; ``...`` stands for those after ``MOST_LINES``.
    """
    lines = _lines(wrong.source)
    rights = [_lines(answer.source) for answer in (exercise.solution, *exercise.right)]
    nearest = max(rights, key=lambda right: _alike(right, lines))
    added = [line[2:] for line in difflib.ndiff(nearest, lines) if line.startswith("+ ")]
    shown = dedent("\n".join(added[:MOST_LINES])).splitlines()
    return tuple(shown if len(added) <= MOST_LINES else [*shown, "..."])


def _alike(right: list[str], lines: list[str]) -> float:
    return difflib.SequenceMatcher(None, right, lines, autojunk=False).ratio()


def _lines(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip()]
