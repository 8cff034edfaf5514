"""The notebooks of the course, in order, with their titles."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from course.study.errors import BadQuestion
from course.study.place import course_folder


@dataclass(frozen=True)
class Notebook:
    """One sitting: its number, its title, and its file's name."""

    number: str
    title: str
    file: str


def notebooks() -> list[Notebook]:
    """All that are there."""
    return [_read(path) for path in sorted((course_folder() / "notebooks").glob("[0-9]*.ipynb"))]


def _read(path: Path) -> Notebook:
    """The title is the first heading, and the file's name where that cannot be read."""
    try:
        first = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    except (OSError, ValueError, LookupError, TypeError):  # a learner may be half way in saving it
        first = ""
    found = re.match(r"# (.+)", first)
    title = found[1].strip() if found else path.stem[3:].replace("_", " ").capitalize()
    return Notebook(path.stem[:2], title, path.name)


def notebook_of(id: str) -> str:
    """The number that an id begins with: ``03`` of ``03-thief``."""
    found = re.match(r"(\d\d)-[a-z0-9-]+$", id)
    if found is None:
        raise BadQuestion(f"{id!r}: begin with the notebook's number, in small letters: 03-thief.")
    return found[1]
