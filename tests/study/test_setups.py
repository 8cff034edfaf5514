"""What an exercise takes for granted has been defined by its notebook, and is the same there."""

import ast

import nbformat
import pytest

from course.study.exercise import Exercise
from course.study.exercises import every
from course.study.notebooks import notebooks
from course.study.place import course_folder


def names(source: str) -> dict[str, str]:
    """What a source makes known: functions, classes, texts and imports, and how each is written."""
    found = {}
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[name] = ast.dump(node)
            case ast.ClassDef(name=name):
                found[name] = _fields(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str())):
                found[name] = ast.dump(node.value)
            case ast.ImportFrom(module=str(module)) if module.startswith("course.study."):
                pass  # a short cut of the exercise itself, which gives what the notebook works out
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                found |= {each.asname or each.name: "imported" for each in imported}
    return found


def _fields(node: ast.ClassDef) -> str:
    return " ".join(ast.dump(each) for each in node.body if isinstance(each, ast.AnnAssign))


def before_the_check(exercise: Exercise) -> dict[str, str]:
    """All that the notebook has made known where the exercise is handed in."""
    (notebook,) = [each for each in notebooks() if each.number == exercise.notebook]
    path = course_folder() / "notebooks" / notebook.file
    known: dict[str, str] = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            if f'check("{exercise.id}"' in cell.source:
                return known
            known |= names(cell.source)
    raise AssertionError(f"{notebook.file} does not hand in {exercise.id}")


@pytest.mark.parametrize("exercise", every(), ids=lambda exercise: exercise.id)
def test_the_notebook_has_made_known_what_the_exercise_needs(exercise: Exercise) -> None:
    known = before_the_check(exercise)
    needed = names(exercise.setup)
    assert set(needed) <= set(known)
    for name, written in needed.items():
        assert "imported" in (written, known[name]) or written == known[name], name
