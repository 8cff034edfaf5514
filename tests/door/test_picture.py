"""The README's pictures are what runs draw today."""

from pathlib import Path

import pytest

from course.door.picture import PICTURES
from course.door.place import PROJECT

README = PROJECT / "README.md"


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_a_stored_picture_is_what_a_run_draws(path: Path) -> None:
    stored = path.read_text(encoding="utf-8")
    assert stored == PICTURES[path](), "run python3 -m course refresh"


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.name)
def test_the_readme_shows_each_with_words_for_who_cannot_see_it(path: Path) -> None:
    (line,) = [
        line for line in README.read_text(encoding="utf-8").splitlines() if path.name in line
    ]
    words = line.removeprefix("![").partition("](")[0]
    assert len(words.split()) >= 10, line


def test_the_readme_shows_the_first_before_anything_else_but_its_title() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    first = next(iter(PICTURES)).name
    shown = next(number for number, line in enumerate(lines) if first in line)
    assert [line for line in lines[:shown] if line and not line.startswith("#")] == []


def test_the_readmes_first_screen_has_both_commands() -> None:
    first_screen = README.read_text(encoding="utf-8").splitlines()[:40]
    for command in ("python3 -m course", "python3 -m course test"):
        assert command in first_screen, command
