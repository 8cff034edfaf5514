"""``python3 -m course guide``: what it prints, what it writes, and what it says when it cannot."""

import subprocess
import sys

import pytest

from course import __main__ as door
from course.door import environment
from course.door.place import PROJECT
from course.study.guide import outline


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder of its own to write into."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "enter", lambda argv: None)
    return tmp_path


def refused(capsys, *argv):
    """What is said of a command that cannot be done."""
    assert door.main(["guide", *map(str, argv)]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_it_prints_the_overview_or_one_guide(capsys):
    assert door.main(["guide"]) == 0
    assert "A course of two hours" in capsys.readouterr().out
    assert door.main(["guide", "03"]) == 0
    assert "03 A database each" in capsys.readouterr().out


def test_it_writes_all_of_it_as_one_page_and_says_where(here, capsys):
    assert door.main(["guide", "--html", "guide.html"]) == 0
    assert "guide.html is written" in capsys.readouterr().out
    assert "<!DOCTYPE html>" in (here / "guide.html").read_text(encoding="utf-8")


def test_a_notebook_without_a_guide_is_said_with_those_that_have_one(capsys):
    assert "There are: 00, 01" in refused(capsys, "77")


def test_a_page_of_one_notebook_is_refused_with_both_ways_out(here, capsys):
    said = refused(capsys, "03", "--html", "guide.html")
    assert "guide --html guide.html" in said
    assert "guide 03" in said
    assert not (here / "guide.html").exists()


def test_a_folder_and_a_place_where_one_may_not_write_are_refused(here, capsys):
    assert "is a folder" in refused(capsys, "--html", here)
    assert "cannot be written" in refused(capsys, "--html", here / "nowhere" / "guide.html")


@pytest.mark.parametrize("argv", [["03"], ["--html", "guide.html"]])
def test_a_spoilt_notebook_is_said_without_a_traceback(argv, capsys, monkeypatch, here):
    (here / "notebooks").mkdir()
    (here / "notebooks" / "03_a_database_each.ipynb").write_text("half a no")
    monkeypatch.setattr(outline, "course_folder", lambda: here)
    assert "git checkout notebooks" in refused(capsys, *argv)


def test_who_stops_reading_in_the_middle_sees_no_traceback():
    code = (
        "import sys; from course.door import guide; sys.stdin.read(); "
        "guide.tell('a line\\n' * 100_000)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as reading:
        reading.stdout.close()
        reading.stdin.close()
        assert reading.stderr.read() == b""
    assert reading.returncode == 0
