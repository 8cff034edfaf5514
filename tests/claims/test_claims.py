"""Every statement is decided by its experiment, and the experiment can come out otherwise."""

import importlib.util
from pathlib import Path

import pytest

from course import claims
from course.claims import EXPERIMENTS, Verdict, data, failing, parts, requests, tails, waiting
from course.claims.finding import Finding, judged

BUT = {"M2", "S1"}
"""The statements that hold only with a reservation."""


@pytest.mark.parametrize("statement", EXPERIMENTS)
def test_verdict(statement: str) -> None:
    finding = claims.prove(statement)
    assert finding.id == statement
    assert finding.verdict is (Verdict.HOLDS_BUT if statement in BUT else Verdict.HOLDS)
    assert bool(finding.but) is (statement in BUT)


@pytest.mark.parametrize("statement", ["N1", "M2", "S3"])
def test_an_experiment_finds_the_same_in_every_run(statement: str) -> None:
    assert repr(claims.prove(statement)) == repr(claims.prove(statement))


def test_chance_is_drawn_from_the_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "QUERIES", 20)
    assert failing.availability(seed=1) == failing.availability(seed=1)
    assert tails.answers_ms(2) == tails.answers_ms(2)


def test_an_unknown_statement_says_which_there_are() -> None:
    with pytest.raises(KeyError, match="no statement 'S9'; there are N1, M1"):
        claims.prove("S9")


def test_a_verdict_follows_the_numbers() -> None:
    assert judged(True) is Verdict.HOLDS
    assert judged(True, "but not always") is Verdict.HOLDS_BUT
    assert judged(False, "but not always") is Verdict.FAILS


def test_a_finding_reads_well() -> None:
    finding = Finding(
        "X1", "water is wet", Verdict.HOLDS_BUT, {"drops": 3, "part": 1 / 3, "wet": True}, "not ice"
    )
    assert repr(finding) == (
        "X1: water is wet\nVerdict: holds, but… not ice\n  drops  3\n  part   0.3333\n  wet    yes"
    )


# Each experiment fails when what it measures is otherwise


def test_n1_fails_if_the_plain_function_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "caller_waits", lambda trace: True)
    assert waiting.words_and_waiting().verdict is Verdict.FAILS


def test_m1_fails_if_a_feature_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = dict(parts.FEATURES) | {"read a user": lambda lab, at: lab.get(f"{at}/users/999")}
    monkeypatch.setattr(parts, "FEATURES", broken)
    assert parts.everything_in_one().verdict is Verdict.FAILS


def test_d1_fails_if_one_database_can_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "can_join", lambda lab, owner: True)
    assert data.nobody_can_join().verdict is Verdict.FAILS


def test_s1_fails_if_there_is_more_to_understand(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = {"shop": ["db"], "purchases": ["http", "db"]}
    monkeypatch.setattr(requests, "ports", lambda service: needs[service.__name__])
    assert requests.easy_to_write().verdict is Verdict.FAILS


def test_s4_fails_if_one_failure_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "outcomes", lambda: {(): True, ("users",): True})
    monkeypatch.setattr(failing, "availability", lambda: 0.729)
    assert failing.one_fails_all().verdict is Verdict.FAILS


def test_s4_fails_if_the_availability_is_not_the_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failing, "availability", lambda: 0.9)
    assert failing.one_fails_all().verdict is Verdict.FAILS


def test_s5_fails_if_parallel_calls_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tails, "milliseconds_at", lambda how: 250)
    monkeypatch.setattr(tails, "answers_ms", lambda: [1000.0] * 63 + [10.0] * 37)
    assert tails.slowest_decides().verdict is Verdict.FAILS


def test_lines_of_code_leave_out_comments_docstrings_and_blank_lines(tmp_path: Path) -> None:
    source = '"""Doc."""\n\n# why\nx = 1\n\n\ndef f():\n    """Doc."""\n    return x\n'
    (tmp_path / "sample.py").write_text(source)
    spec = importlib.util.spec_from_file_location("sample", tmp_path / "sample.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert requests.lines_of_code(module) == 3
