"""Where the project's files are, and the one error that the door shows as plain text."""

from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOKS = PROJECT / "notebooks"
WELCOME = NOTEBOOKS / "00_welcome.ipynb"
LOCK = PROJECT / "requirements.lock"
PYPROJECT = PROJECT / "pyproject.toml"
VENV = PROJECT / ".venv"


class DoorError(Exception):
    """Something the person at the door has to know: what happened, where, and what to do."""


def check_project() -> None:
    """Raise `DoorError` where ``course`` was imported from somewhere without its notebooks."""
    absent = [path.name for path in (NOTEBOOKS, LOCK, PYPROJECT) if not path.exists()]
    if absent:
        raise DoorError(
            f"`course` was found in {PROJECT}, but {', '.join(absent)} is not beside it.\n"
            "The course runs in the folder that you cloned or unpacked: change into that folder\n"
            "and run `python3 -m course` there."
        )


def shown(path: Path) -> str:
    """A path as people read it: from the project's folder where it lies inside."""
    return str(path.relative_to(PROJECT)) if path.is_relative_to(PROJECT) else str(path)
