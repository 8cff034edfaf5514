"""``python3 -m course solutions``: solved copies, executed, and only where every check agrees."""

import dataclasses

import nbformat
import pytest

from course.door import solutions
from course.door.place import NOTEBOOKS, DoorError
from course.study import exercises
from course.study.exercise import Answer
from course.study.place import VARIABLE

GREET = exercises.find("greet-by-name")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A course with one notebook: the learner's cell of 00, its check, and its progress."""
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    welcome = nbformat.read(NOTEBOOKS / "00_welcome.ipynb", as_version=4)
    words = (GREET.setup, "def greeter", "check(", "progress(")
    welcome.cells = [
        *(cell for cell in welcome.cells if cell.source.startswith("# ")),
        nbformat.v4.new_code_cell(GREET.setup),
        *(
            cell
            for cell in welcome.cells
            if "exercise" in cell.metadata.get("tags", ())
            and any(it in cell.source for it in words)
        ),
    ]
    nbformat.write(welcome, notebooks / "00_welcome.ipynb")
    monkeypatch.setattr(solutions, "NOTEBOOKS", notebooks)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "progress.jsonl"))
    return tmp_path


def test_a_solved_copy_is_written_and_the_notebook_and_the_progress_stay(folder, capsys):
    before = (folder / "notebooks" / "00_welcome.ipynb").read_bytes()
    assert solutions.run(str(folder / "solved")) == 0
    copy = nbformat.read(folder / "solved" / "00_welcome.ipynb", as_version=4)
    assert any(cell.source == GREET.solution.source.strip() for cell in copy.cells)
    shown = [out.data["text/plain"] for cell in copy.cells for out in cell.get("outputs", [])]
    assert any(text.startswith("Greet by name: solved") for text in shown)
    assert (folder / "notebooks" / "00_welcome.ipynb").read_bytes() == before
    assert not (folder / "progress.jsonl").exists()
    assert "1 solved" in capsys.readouterr().out


def test_a_solution_that_the_check_refuses_is_an_error_and_nothing_is_written(folder, monkeypatch):
    wrong = dataclasses.replace(GREET, solution=Answer(GREET.wrong[0].source, "It is not."))
    monkeypatch.setattr(exercises, "find", lambda id: wrong)
    with pytest.raises(DoorError, match="refuses a solution") as refusal:
        solutions.run(str(folder / "solved"))
    assert "Greet by name: not yet" in str(refusal.value)
    assert not list((folder / "solved").iterdir())


def test_a_folder_that_cannot_be_made_is_said(folder):
    with pytest.raises(DoorError, match="cannot be made"):
        solutions.run(str(folder / "notebooks" / "00_welcome.ipynb" / "deeper"))
