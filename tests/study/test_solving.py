"""A solved copy of a notebook: every exercise in its place, and a check that says so."""

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from course.door import place
from course.study import exercises
from course.study.errors import NotSolved
from course.study.solving import place_of, solve, unsolved

NOTEBOOKS = sorted(place.NOTEBOOKS.glob("[0-9]*.ipynb"))

GREET = exercises.find("greet-by-name")


def learners(source: str) -> list[NotebookNode]:
    """A notebook with a learner's cell, and the check."""
    return [
        new_markdown_cell("# Welcome"),
        new_code_cell(source, metadata={"tags": ["exercise"]}),
        new_code_cell('check("greet-by-name", greeter)', metadata={"tags": ["exercise"]}),
    ]


@pytest.mark.parametrize("source", [GREET.starter, "def greeter(", "greeter = None"])
def test_the_solution_takes_the_place_of_whatever_the_learner_has_there(source: str) -> None:
    cells = learners(source)
    assert solve(cells, "00") == [GREET]
    assert cells[1].source == GREET.solution.source.strip()
    assert GREET.solution.why in cells[2].source
    assert [cell.cell_type for cell in cells] == ["markdown", "code", "markdown", "code"]


def test_what_only_uses_the_name_is_not_the_learners_place() -> None:
    cells = learners(GREET.starter)
    use = new_code_cell("shop.start(greeter)", metadata={"tags": ["exercise"]})
    cells.insert(2, use)
    solve(cells, "00")
    assert cells[1].source == GREET.solution.source.strip()
    assert use.source == "shop.start(greeter)"


def test_a_notebook_without_the_place_is_refused_with_words() -> None:
    with pytest.raises(NotSolved, match="git checkout notebooks"):
        solve([new_markdown_cell("# Welcome")], "00")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Greet by name: solved\n  It held.", []),
        ("Greet by name: not yet\n  Expected: ...", ["Greet by name: not yet\n  Expected: ..."]),
        ("Greet by name: not attempted yet", ["Greet by name: not attempted yet"]),
        ("Something else: solved", ["Greet by name: no check of it was run"]),
    ],
)
def test_only_a_check_that_says_solved_counts(said: str, left: list[str]) -> None:
    shown = new_output("display_data", {"text/plain": said})
    printed = new_output("stream", text="Greet by name: solved")
    cells = [new_code_cell("check(...)", outputs=[printed, shown]), new_markdown_cell("text")]
    assert unsolved(cells, [GREET]) == left


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_has_a_place_for_each_of_its_exercises(path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    number = path.stem[:2]
    assert [each.id for each in solve(cells, number)] == exercises.of(number)


def test_a_starter_in_two_cells_is_solved_in_the_second() -> None:
    rebuild = exercises.find("rebuild-a-copy")
    cells = [
        new_code_cell(source, metadata={"tags": ["exercise"]})
        for source in (
            "def tags(db, bus): ...",
            "def rebuild(lab): ...",
            "rebuild(shop)",
            'check("rebuild-a-copy", tags, rebuild)',
        )
    ]
    assert place_of(cells, rebuild) == 1
