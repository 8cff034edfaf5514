"""A notebook with its exercises solved."""

import re
from collections.abc import Iterable
from typing import Any

from nbformat.v4 import new_markdown_cell

from course.study import exercises
from course.study.errors import NotSolved
from course.study.exercise import Exercise
from course.study.referee.verdict import Outcome
from course.study.source import defined


def solve(cells: list[Any], number: str) -> list[Exercise]:
    """Put solutions into the learner's places in a notebook; give the exercises.

    ``cells`` are those of a notebook as ``nbformat`` reads it, ``number`` is the notebook's. The
    learner's place is the last cell before the check that has the tag ``exercise`` and makes
    something that the starter makes. Each solution is followed by why it is right. Raises
    ``NotSolved`` where an exercise has no such place.
    """
    solved = [exercises.find(id) for id in exercises.of(number)]
    for exercise in solved:
        place = place_of(cells, exercise)
        cells[place].source = exercise.solution.source.strip()
        why = f"**Why this is right.** {exercise.solution.why}"
        cells.insert(place + 1, new_markdown_cell(why))
    return solved


def unsolved(cells: Iterable[Any], solved: Iterable[Exercise]) -> list[str]:
    """What an executed notebook says of each exercise that is not "solved"; nothing if all are."""
    said = [
        output["data"].get("text/plain", "")
        for cell in cells
        for output in cell.get("outputs", ())
        if "data" in output
    ]
    found = []
    for exercise in solved:
        words = [text for text in said if text.startswith(f"{exercise.title}: ")]
        if len(words) != 1 or not words[0].startswith(f"{exercise.title}: {Outcome.SOLVED.value}"):
            found.append("\n".join(words) or f"{exercise.title}: no check of it was run")
    return found


def place_of(cells: list[Any], exercise: Exercise) -> int:
    """Where the learner's cell is. What stands in it may be unfinished, so it is not parsed."""
    call = f'check("{exercise.id}"'
    names = "|".join(defined(exercise.starter))
    made = re.compile(rf"^(?:(?:async )?def (?:{names})\b|(?:{names}) *=(?!=))", re.MULTILINE)
    place: int | None = None
    for at, cell in enumerate(cells):
        if place is not None and cell.cell_type == "code" and call in cell.source:
            return place
        if "exercise" in cell.metadata.get("tags", ()) and made.search(cell.source):
            place = at
    raise NotSolved(
        f"Notebook {exercise.notebook} has no cell with the tag exercise and a starter, and after "
        f"it {call}, ...). Take the notebook as it came: git checkout notebooks"
    )
