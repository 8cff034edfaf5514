"""Turns source text into what a learner hands in, as running a cell does."""

import linecache
from dataclasses import replace
from functools import cache
from itertools import count
from typing import Any

from course.study.exercise import Exercise
from course.study.exercises import find
from course.study.referee.judge import judge
from course.study.referee.verdict import Verdict

_numbers = count(1)


def defined_by(source: str, setup: str = "") -> dict[str, Any]:
    """The names that a cell defines. Its source can be looked up, as in a notebook."""
    names: dict[str, Any] = {}
    exec(setup, names)
    file = f"cell_{next(_numbers)}.py"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), names)
    return names


def handed_in(exercise: Exercise, source: str) -> tuple[Any, ...]:
    """What a cell with this source gives to the check."""
    names = defined_by(source, exercise.setup)
    return tuple(names[name] for name in exercise.hand_in)


def verdict_on(id: str, source: str) -> Verdict:
    """What the referee says of a cell."""
    exercise = find(id)
    return judge(exercise, handed_in(exercise, source))


@cache
def known_verdict_on(id: str, source: str) -> Verdict:
    """The same, found once however many tests look at it. Without the trace, which is large."""
    return replace(verdict_on(id, source), trace=None)
