"""The check as a notebook sees it: a bar at once, the verdict, and the run to be played."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from course.study import check, desk, hint, journal, progress, solution
from course.study.bar import Bar
from course.study.errors import NoSuchExercise, StudyError
from course.study.exercises import find
from course.study.referee.verdict import Verdict
from tests.study.handing_in import handed_in

SOURCES: dict[str, Callable[..., str]] = {
    "starter": lambda exercise: exercise.starter,
    "solution": lambda exercise: exercise.solution.source,
    "wrong": lambda exercise: exercise.wrong[0].source,
}


@pytest.fixture
def displayed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What a cell shows, in order."""
    found: list[Any] = []
    monkeypatch.setattr(desk, "display", found.append)
    return found


def hand_in(id: str, what: str) -> None:
    exercise = find(id)
    check(id, *handed_in(exercise, SOURCES[what](exercise)))


def test_a_starter_shows_a_bar_and_that_nothing_was_attempted(
    displayed: list[Any], progress_path: Path
) -> None:
    hand_in("move-a-trespasser-out", "starter")
    assert [type(each) for each in displayed] == [Bar, Verdict]
    assert repr(displayed[0]) == "Check: Move a trespasser out"
    assert "not attempted yet" in repr(displayed[1])
    assert not progress_path.exists()


def test_a_solution_is_kept_as_solved(displayed: list[Any], progress_path: Path) -> None:
    hand_in("greet-by-name", "solution")
    assert [type(each) for each in displayed] == [Bar, Verdict]
    assert [e.what for e in journal.read(progress_path).entries] == ["solved"]
    assert "1 of 1 solved" in progress("00").children[0].value


def test_a_run_in_which_nobody_was_asked_is_not_drawn(
    displayed: list[Any], progress_path: Path
) -> None:
    exercise = find("rebuild-a-copy")
    (source,) = (each.source for each in exercise.wrong if "drop table tags" in each.source)
    check(exercise.id, *handed_in(exercise, source))
    assert [type(each) for each in displayed] == [Bar, Verdict]


def test_a_wrong_answer_shows_the_run_in_the_player(
    displayed: list[Any], progress_path: Path
) -> None:
    hand_in("greet-by-name", "wrong")
    assert [type(each).__name__ for each in displayed] == ["Bar", "Verdict", "Player"]
    assert "greeter answers client" in repr(displayed[2])
    assert [e.what for e in journal.read(progress_path).entries] == ["tried"]


def test_a_run_without_any_request_has_nothing_to_be_played(displayed: list[Any]) -> None:
    exercise = find("greet-by-name")
    source = next(each.source for each in exercise.wrong if each.steps == 0)
    check(exercise.id, *handed_in(exercise, source))
    assert [type(each) for each in displayed] == [Bar, Verdict]


def test_the_bar_moves_soon_and_never_back(
    displayed: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    moves: list[tuple[float, float]] = []
    move = Bar.move

    def noted(bar: Bar, part: float) -> None:
        move(bar, part)
        moves.append((time.monotonic() - started, bar.part))

    monkeypatch.setattr(Bar, "move", noted)
    started = time.monotonic()
    hand_in("move-a-trespasser-out", "wrong")
    parts = [part for _, part in moves]
    assert moves[0][0] < 0.2
    assert parts[0] > 0
    assert parts == sorted(parts)
    assert displayed[0].part == 1


def test_somebody_who_stops_the_check_gets_no_traceback(displayed: list[Any]) -> None:
    def greeter() -> None:
        raise KeyboardInterrupt

    check("greet-by-name", greeter)
    assert "The check was stopped" in repr(displayed[-1])


def test_hints_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "_hints_given", {})
    hints = find("greet-by-name").hints
    told = [repr(hint("greet-by-name")) for _ in range(len(hints) + 1)]
    assert all(each in said for each, said in zip(hints, told, strict=False))
    assert told[-1] == told[-2]
    assert 'solution("greet-by-name")' in told[-1]


def test_a_solution_comes_with_its_reason(progress_path: Path) -> None:
    told = solution("greet-by-name")
    answer = find("greet-by-name").solution
    assert answer.source.strip() in repr(told)
    assert answer.why in repr(told)
    assert [e.what for e in journal.read(progress_path).entries] == ["looked"]


@pytest.mark.parametrize("ask", [check, hint, solution])
def test_a_name_that_there_is_not(ask: Callable[[str], object]) -> None:
    with pytest.raises(NoSuchExercise, match="Did you mean 'greet-by-name'"):
        ask("greet-by-nam")
    error = StudyError("What happened.")
    assert error._render_traceback_() == ["StudyError: What happened."]
