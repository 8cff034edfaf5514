"""The sections of a notebook, read from its cells, with what happens in each."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from course.study.errors import NoOutline
from course.study.notebooks import notebooks
from course.study.place import course_folder

FIRST, LAST = "What you need", "What you saw"
AS_IT_CAME = "Take the notebooks as they came: git checkout notebooks"
_HEADING = re.compile(r"(##|###) (.+)")
_PREDICT = "**Predict.**"


@dataclass
class Outlined:
    """A level-2 section: its level-3 headings, and what a teacher wants to know beforehand.

    ``errors`` are cells that end in an error on purpose, ``predictions`` places at which the class
    is asked to guess, ``statements`` the names of those that are proved.
    """

    heading: str
    parts: list[str] = field(default_factory=list)
    errors: int = 0
    predictions: int = 0
    statements: list[str] = field(default_factory=list)


def outline(cells: Iterable[dict[str, Any]]) -> list[Outlined]:
    """The sections between the frame's "What you need" and "What you saw", in order.

    ``cells`` are those of a notebook as its JSON has them. Raises ``NoOutline`` without that frame.
    """
    found: list[Outlined] = []
    before = ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for level, words in _lines(source):
                _add(found, level, words)
        elif found:
            found[-1].errors += "raises-exception" in cell["metadata"].get("tags", ())
            found[-1].statements += re.findall(r'claims\.prove\("(\w+)"\)', source)
            asked = re.search(r"^predict\(", source, re.MULTILINE) is not None
            found[-1].predictions += asked and _PREDICT not in before
        before = source
    names = [section.heading for section in found]
    if FIRST not in names or LAST not in names:
        raise NoOutline(f"It has no headings {FIRST!r} and {LAST!r}. {AS_IT_CAME}")
    return found[names.index(FIRST) + 1 : names.index(LAST)]


def read(number: str) -> list[dict[str, Any]]:
    """The cells of a notebook, by its number. It is not executed.

    Raises ``NoOutline`` where it cannot be read.
    """
    names = [each.file for each in notebooks() if each.number == number]
    try:
        text = (course_folder() / "notebooks" / names[0]).read_text(encoding="utf-8")
        cells: list[dict[str, Any]] = json.loads(text)["cells"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise NoOutline(f"Notebook {number} cannot be read: {error}. {AS_IT_CAME}") from error
    return cells


def _lines(source: str) -> Iterator[tuple[str, str]]:
    """Headings, and the word that asks for a prediction. What is shown as code is neither."""
    fenced = False
    for line in source.splitlines():
        fenced ^= line.startswith("```")
        if fenced:
            continue
        if heading := _HEADING.fullmatch(line.rstrip()):
            yield heading[1], heading[2]
        for _ in range(line.count(_PREDICT)):
            yield _PREDICT, ""


def _add(found: list[Outlined], level: str, words: str) -> None:
    if level == "##":
        found.append(Outlined(words))
    elif found and level == "###":
        found[-1].parts.append(words)
    elif found:
        found[-1].predictions += 1
