"""``python3 -m course claims``: what it prints, in which form, and what it says when it cannot."""

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from course import __main__ as door
from course.claims import CLAIMS, Claim, Finding, Verdict
from course.claims.ledger import WIDTH
from course.door import claims, environment
from course.door.place import PROJECT
from course.door.telling import shown
from course.views import report


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """A folder of its own to write into."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "enter", lambda argv: None)
    return tmp_path


@pytest.fixture
def fails():
    """The statements that are to fail."""
    return set()


@pytest.fixture
def by_the_book(monkeypatch, fails):
    """Every experiment finds something at once."""

    def found(chosen: list[Claim]) -> Iterator[Finding]:
        for claim in chosen:
            verdict = Verdict.FAILS if claim.id in fails else Verdict.HOLDS_BUT
            yield Finding(claim.id, claim.statement, verdict, {"all": {1}, "é": None}, "not now")

    monkeypatch.setattr(claims, "proved", found)


def refused(capsys, *argv):
    """What is said of a command that cannot be done."""
    assert door.main(["claims", *map(str, argv)]) == 1
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert said.out == ""
    return said.err


@pytest.mark.usefixtures("by_the_book")
def test_the_ledger_has_a_line_for_each_statement_then_the_limits_then_the_count(capsys):
    assert door.main(["claims"]) == 0
    out = capsys.readouterr().out
    heads = [line[:2] for line in out.splitlines() if line[:2] in CLAIMS]
    assert heads == [*CLAIMS, *CLAIMS]
    assert out.index("E5  holds") < out.index("\nbut…\n") < out.index("N1  not now")
    assert out.splitlines()[-1].startswith("22 statements: ")
    assert max(map(len, out.splitlines())) <= WIDTH


@pytest.mark.usefixtures("by_the_book")
def test_json_is_all_that_is_on_the_standard_output(capsys):
    assert door.main(["claims", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [entry["id"] for entry in found] == [*CLAIMS]
    assert found[1] == {
        "id": "M1",
        "statement": CLAIMS["M1"].statement,
        "verdict": "holds_but",
        "but": "not now",
        "numbers": {"all": [1], "é": None},
        "taught_in": {"notebook": "01_the_monolith.ipynb", "section": "What is in a monolith?"},
    }
    assert said.err.splitlines()[1] == "M1 holds_but"


@pytest.mark.usefixtures("by_the_book")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_the_exit_code_says_whether_all_hold(fails, form):
    assert door.main(["claims", *form]) == 0
    fails.add("D4")
    assert door.main(["claims", *form]) == 1
    assert door.main(["claims", "S4", *form]) == 0
    assert door.main(["claims", "D4", *form]) == 1


def test_one_statement_comes_with_its_numbers_its_counter_test_and_a_run(capsys):
    assert door.main(["claims", "s2"]) == 0
    out = capsys.readouterr().out
    assert "S2: the asking service may need no database" in out
    assert "its ports                  http" in out
    assert "Taught in 05_direct_requests.ipynb: What is good about it" in out
    assert "It would not hold if purchases keeps copies instead of asking." in out
    assert "purchases asks orders, GET /orders: 11 ms" in out


def test_what_cannot_be_measured_has_neither(capsys):
    assert door.main(["claims", "A3"]) == 0
    out = capsys.readouterr().out
    assert "would count too" in out
    assert "run that shows" not in out
    assert "would not hold" not in out


def test_its_run_can_be_had_as_a_page(here, capsys):
    assert door.main(["claims", "S2", "--html", "run.html"]) == 0
    assert report.is_ours((here / "run.html").read_text(encoding="utf-8"))
    assert "run.html is written" in capsys.readouterr().err


def test_an_unknown_statement_is_said_with_those_that_there_are(capsys):
    said = refused(capsys, "S9")
    assert "There is no statement S9." in said
    assert " ".join(CLAIMS) in said


def test_a_page_of_everything_is_refused_and_so_is_a_folder(here, capsys):
    assert "claims S4 --html all.html" in refused(capsys, "--html", "all.html")
    assert "is a folder" in refused(capsys, "S2", "--html", here)


def test_a_page_of_what_no_run_shows_is_refused(here, capsys):
    assert door.main(["claims", "A3", "--html", "run.html"]) == 1
    assert "not shown by any run" in capsys.readouterr().err
    assert not (here / "run.html").exists()


def test_it_reads_well_where_there_is_no_utf8():
    command = [sys.executable, "-m", "course", "claims", "S2"]
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=True
    )
    assert b"Verdict: holds" in done.stdout
    assert shown("holds, but… → é", "ascii") == "holds, but... -> ?"
    assert shown("holds, but… → é", "utf-8") == "holds, but… → é"


def test_several_are_proved_side_by_side_in_their_order():
    chosen = [CLAIMS[id] for id in ("E1", "S2", "A3")]
    found = [*claims.proved(chosen)]
    assert [finding.id for finding in found] == ["E1", "S2", "A3"]
    assert [finding.verdict.name for finding in found] == ["HOLDS", "HOLDS", "NOT_MEASURABLE"]
