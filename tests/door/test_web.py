"""``python3 -m course web``: what it writes, where, and what it says when it cannot."""

import gzip
import json
import os
import shutil

import pytest

from course import __main__ as door
from course.door import environment, web
from course.views import report
from tests.webs.recorded import DATA

HOTEL = DATA / "hotel-reservation-jaeger.json"
UBER = DATA / "uber-dependencies.json.gz"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A folder of its own to write into."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "enter", lambda argv: None)
    return tmp_path


def edges(path, *pairs):
    path.write_text(json.dumps([{"parent": a, "child": b, "callCount": 1} for a, b in pairs]))
    return str(path)


def refused(capsys, *argv):
    """What is said of a command that cannot be done."""
    assert door.main(["web", *map(str, argv)]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_a_page_is_written_into_the_current_folder_and_it_is_said_where(folder, capsys):
    assert door.main(["web", str(HOTEL)]) == 0
    (page,) = folder.iterdir()
    assert page.name == "hotel-reservation-jaeger.html"
    assert "hotel-reservation-jaeger.html is written" in capsys.readouterr().out
    assert report.is_ours(page.read_text(encoding="utf-8"))


def test_without_times_there_is_a_report_too_and_its_name_has_no_gz(folder):
    assert door.main(["web", str(UBER)]) == 0
    assert "1,238" in (folder / "uber-dependencies.html").read_text(encoding="utf-8")


def test_the_same_file_gives_the_same_bytes_wherever_it_lies(folder):
    pages = []
    for place in ("one", "other"):
        (folder / place).mkdir()
        shutil.copy(HOTEL, folder / place)
        door.main(["web", f"{place}/{HOTEL.name}", "--output", f"{place}.html"])
        pages.append((folder / f"{place}.html").read_bytes())
    assert pages[0] == pages[1]
    assert str(folder).encode() not in pages[0]


def test_an_earlier_trace_is_compared(folder):
    (folder / "earlier.json").write_bytes(HOTEL.read_bytes())
    assert door.main(["web", str(HOTEL), "--before", "earlier.json"]) == 0
    page = (folder / "hotel-reservation-jaeger.html").read_text(encoding="utf-8")
    assert "What has changed" in page
    assert "Compared with earlier.json." in page


def test_an_earlier_web_without_times_is_compared(folder):
    then, now = edges(folder / "then.json", "ab"), edges(folder / "now.json", "ab", "bc")
    assert door.main(["web", now, "--before", then]) == 0
    assert "b asks c" in (folder / "now.html").read_text(encoding="utf-8")


def test_a_trace_and_a_web_without_times_are_not_compared(capsys):
    said = refused(capsys, HOTEL, "--before", UBER)
    assert "one is a trace, the other says only who calls" in said


def test_our_own_page_is_written_anew(folder):
    for _ in range(2):
        assert door.main(["web", str(HOTEL)]) == 0
    assert len(list(folder.iterdir())) == 1


@pytest.mark.parametrize("theirs", ["<!DOCTYPE html><html><p>My diary</p></html>", "", "\0\xff"])
def test_a_page_of_somebody_else_is_left_as_it_is_unless_it_is_named(folder, capsys, theirs):
    page = folder / "hotel-reservation-jaeger.html"
    page.write_text(theirs, encoding="latin-1")
    said = refused(capsys, HOTEL)
    assert "is no report of ours, so it is left as it is" in said
    assert page.read_text(encoding="latin-1") == theirs
    assert door.main(["web", str(HOTEL), "--output", page.name]) == 0
    assert report.is_ours(page.read_text(encoding="utf-8"))


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_a_link_that_leads_nowhere_is_not_replaced(folder, capsys):
    (folder / "hotel-reservation-jaeger.html").symlink_to("nowhere")
    assert "is no report of ours" in refused(capsys, HOTEL)


@pytest.mark.parametrize("option", [[], ["--before", str(HOTEL)]])
def test_what_is_read_is_never_what_is_written(folder, capsys, option):
    trace = folder / "trace.json"
    trace.write_bytes(HOTEL.read_bytes())
    said = refused(capsys, trace, *option, "--output", "trace.json")
    assert "is the file that is read" in said
    said = refused(capsys, HOTEL, "--before", trace, "--output", "trace.json")
    assert "is the file that is read" in said
    assert trace.read_bytes() == HOTEL.read_bytes()


def test_a_file_that_is_not_there_is_named(capsys):
    assert "There is no file nowhere.json. Name the file of a trace." in refused(
        capsys, "nowhere.json"
    )
    assert "There is no file then.json." in refused(capsys, HOTEL, "--before", "then.json")


@pytest.mark.parametrize("name", [".", ".."])
def test_a_folder_is_no_trace(capsys, name):
    assert "it is a folder. Name a file in it" in refused(capsys, name)


def test_a_folder_is_no_page(capsys, folder):
    assert "is a folder. Name a file in it: --output" in refused(capsys, HOTEL, "--output", folder)


def test_a_folder_that_is_not_there_cannot_be_written_into(capsys):
    said = refused(capsys, HOTEL, "--output", "nowhere/report.html")
    assert "cannot be written: No such file or directory" in said
    assert "Say with --output where you may write" in said


@pytest.mark.parametrize("failing", ["write", "read"])
def test_without_the_right_it_is_said_in_one_message(monkeypatch, capsys, folder, failing):
    def denied(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(web, failing, denied)
    said = refused(capsys, HOTEL)
    assert "Permission denied" in said
    assert len(said.strip().splitlines()) <= 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{}", "expected a trace"),
        (b"", "the file is empty"),
        (b"[", "not JSON"),
        (gzip.compress(b"[]")[:9], "truncated gzip"),
        (b"[]", "holds no span"),
        (b'[{"parent": "a", "child": "", "callCount": 1}]', "expected a parent and a child"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place_and_nothing_is_written(
    folder, capsys, content, words
):
    file = folder / "trace.json"
    file.write_bytes(content)
    said = refused(capsys, file)
    assert words in said
    assert str(file) in said
    assert list(folder.iterdir()) == [file]
