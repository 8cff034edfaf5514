"""The README's picture is what a run draws today."""

from course.door import picture
from course.door.place import PROJECT


def test_the_stored_picture_is_what_a_run_draws() -> None:
    stored = picture.PICTURE.read_text(encoding="utf-8")
    assert stored == picture.drawn(), "run python3 -m course refresh"


def test_the_readme_shows_the_picture_before_anything_else_but_its_title() -> None:
    lines = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
    shown = next(number for number, line in enumerate(lines) if picture.PICTURE.name in line)
    assert [line for line in lines[:shown] if line and not line.startswith("#")] == []


def test_the_readmes_first_screen_has_both_commands() -> None:
    first_screen = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    for command in ("python3 -m course", "python3 -m course test"):
        assert command in first_screen, command
