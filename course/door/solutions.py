"""The notebooks with every exercise solved, executed: a copy beside them."""

import tempfile
from pathlib import Path

import nbformat

from course.door import notebook as form
from course.door.place import NOTEBOOKS, PROJECT, DoorError, shown
from course.door.refresh import execute
from course.door.written import write
from course.study import solving
from course.study.errors import NotSolved
from course.study.place import VARIABLE

SOLUTIONS = PROJECT / "solutions"


def run(folder: str | None = None) -> int:
    """Write the solved copy of each notebook that has exercises, and say how many were solved.

    Raises `DoorError` where a cell fails, or where a check is not satisfied with the solution.
    The progress of whoever runs it stays as it is.
    """
    target = Path(folder) if folder else SOLUTIONS
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DoorError(f"{target} cannot be made: {error.strerror}. Name another.") from error
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = form.normalised(nbformat.read(path, as_version=4))
        solved = solved_copy(notebook, path)
        if solved:
            write(target / path.name, form.text(form.normalised(notebook)))
            print(f"{solved} solved  {shown(target / path.name)}", flush=True)
    return 0


def solved_copy(notebook: nbformat.NotebookNode, path: Path) -> int:
    """Solve and execute a notebook in place; give the number of its exercises."""
    try:
        solved = solving.solve(notebook.cells, path.stem[:2])
    except NotSolved as error:
        raise DoorError(str(error)) from error
    if solved:
        with tempfile.TemporaryDirectory(prefix="course-progress-") as folder:
            execute(notebook, path, {VARIABLE: str(Path(folder, "progress.jsonl"))})
    if wrong := solving.unsolved(notebook.cells, solved):
        raise DoorError(f"{shown(path)}: the check refuses a solution.\n" + "\n\n".join(wrong))
    return len(solved)
