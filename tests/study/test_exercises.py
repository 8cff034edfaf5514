"""Every exercise keeps to what an exercise is: this is what the course promises to who studies."""

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from course.study.exercise import Exercise, Played, Wrong
from course.study.exercises import every, find
from course.study.notebooks import notebooks
from course.study.place import course_folder
from course.study.referee import trouble
from course.study.referee.attempt import Attempt, Failed
from course.study.referee.judge import judge
from course.study.referee.limits import Limit
from course.study.referee.step import Step
from course.study.referee.verdict import Outcome
from course.study.source import defined
from tests.study.handing_in import defined_by, handed_in, known_verdict_on

EXERCISES = every()
RIGHT = [
    (exercise, answer.source)
    for exercise in EXERCISES
    for answer in (exercise.solution, *exercise.right)
]
WRONG = [(exercise, wrong) for exercise in EXERCISES for wrong in exercise.wrong]


def named(pair: object) -> str:
    return pair.id if isinstance(pair, Exercise) else ""


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_untouched_starter_is_not_attempted_and_nothing_of_it_runs(exercise: Exercise) -> None:
    ran: list[str] = []
    names = {**defined_by(exercise.starter, exercise.setup)}
    for value in names.values():
        if getattr(value, "__globals__", None) is not None:
            value.__globals__["print"] = ran.append
    given = tuple(names[name] for name in exercise.hand_in)
    verdict = judge(exercise, given)
    assert verdict.outcome is Outcome.UNTOUCHED
    assert "not attempted yet" in repr(verdict)
    assert ran == []


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_a_starter_with_a_comment_and_blank_lines_is_still_untouched(exercise: Exercise) -> None:
    source = "# my try\n\n" + exercise.starter.replace('"', '"', 1) + "\n# until here\n"
    assert judge(exercise, handed_in(exercise, source)).outcome is Outcome.UNTOUCHED


@pytest.mark.parametrize(("exercise", "source"), RIGHT, ids=named)
def test_the_solution_and_what_is_right_in_other_words_pass(
    exercise: Exercise, source: str
) -> None:
    verdict = known_verdict_on(exercise.id, source)
    assert verdict.outcome is Outcome.SOLVED, repr(verdict)


@pytest.mark.parametrize(("exercise", "wrong"), WRONG, ids=named)
def test_a_typical_wrong_answer_gets_its_own_feedback(exercise: Exercise, wrong: Wrong) -> None:
    verdict = known_verdict_on(exercise.id, wrong.source)
    assert verdict.outcome is Outcome.NOT_YET
    assert verdict.broken is not None
    assert verdict.broken.clause == wrong.clause
    assert wrong.says in repr(verdict)
    assert len(verdict.steps) <= wrong.steps
    assert bool(verdict.steps) == bool(wrong.steps)


PLAYED = [(exercise, wrong) for exercise, wrong in WRONG if wrong.steps]


@pytest.mark.parametrize(("exercise", "wrong"), PLAYED, ids=named)
def test_the_run_that_is_shown_fails_and_no_step_of_it_can_be_spared(
    exercise: Exercise, wrong: Wrong
) -> None:
    """Or at least it fails in another way: then it would not show what is told."""
    verdict = known_verdict_on(exercise.id, wrong.source)
    given, steps = handed_in(exercise, wrong.source), verdict.steps
    assert verdict.is_shortest
    assert breaks(exercise, given, steps) == wrong.clause, told(play(exercise, given, steps))
    for place in range(len(steps)):
        without = steps[:place] + steps[place + 1 :]
        assert breaks(exercise, given, without) != wrong.clause


def breaks(exercise: Exercise, given: tuple[object, ...], steps: tuple[Step, ...]) -> str | None:
    """The clause that a run breaks; ``None`` if all hold."""
    failed = play(exercise, given, steps)
    return None if failed is None else failed.broken.clause


def told(failed: Failed | None) -> str:
    """What broke instead, with where and why."""
    return "nothing" if failed is None else f"{failed.broken}\n{failed.broken.advice}"


def play(exercise: Exercise, given: tuple[object, ...], steps: tuple[Step, ...]) -> Failed | None:
    assert isinstance(exercise.check, Played)
    limit = Limit()
    with limit.kept():
        return Attempt(exercise.check, given, limit, lambda: None).play(steps)


def test_the_same_answer_gets_the_same_verdict() -> None:
    exercise = find("move-a-trespasser-out")
    source = exercise.wrong[2].source
    again = judge(exercise, handed_in(exercise, source))
    assert repr(again) == repr(known_verdict_on(exercise.id, source))


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_an_exercise_has_what_it_needs(exercise: Exercise) -> None:
    assert find(exercise.id) is not None
    assert exercise.notebook in {each.number for each in notebooks()}
    assert len(exercise.wrong) >= 3
    assert len(exercise.right) >= 2
    assert len(exercise.hints) >= 2
    assert exercise.solution.why
    trees = {ast.dump(ast.parse(each.source)) for each in (exercise.solution, *exercise.right)}
    assert len(trees) == 1 + len(exercise.right), "two right answers are the same"
    assert len({wrong.clause for wrong in exercise.wrong}) >= 2


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_schedules_are_the_same_each_time_and_the_shortest_comes_first(
    exercise: Exercise,
) -> None:
    if isinstance(exercise.check, Played):
        schedules = exercise.check.schedules()
        assert schedules == exercise.check.schedules()
        assert len(schedules[0]) == min(map(len, schedules))
        assert any(step.is_trouble for schedule in schedules for step in schedule)


def test_all_sources_are_good_python(tmp_path: Path) -> None:
    for exercise in EXERCISES:
        answers = (exercise.solution, *exercise.right, *exercise.wrong)
        sources = [exercise.starter, *(answer.source for answer in answers)]
        for number, source in enumerate(sources):
            (tmp_path / f"{exercise.id}_{number}.py").write_text(source, encoding="utf-8")
    config = course_folder() / "pyproject.toml"
    # Names that the notebook has defined are not known here; wrong answers may leave some unused.
    rules = ["--ignore", "F821,F841,RUF,PERF,N999,INP,E501,E711"]
    command = [sys.executable, "-m", "ruff", "check", "--config", str(config), *rules, "."]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_the_notebook_shows_the_same_starter(exercise: Exercise) -> None:
    (notebook,) = [each for each in notebooks() if each.number == exercise.notebook]
    path = course_folder() / "notebooks" / notebook.file
    cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert any(f'check("{exercise.id}"' in cell.source for cell in cells)
    shown: dict[str, ast.stmt] = {}
    for cell in cells:
        if "exercise" in cell.metadata.get("tags", []):
            shown |= defined(cell.source)
    for name, tree in defined(exercise.starter).items():
        assert ast.dump(shown[name]) == ast.dump(tree)


def test_each_fault_is_used_by_an_exercise() -> None:
    checks = [each.check for each in EXERCISES if isinstance(each.check, Played)]
    used = {type(step) for each in checks for steps in each.schedules() for step in steps}
    named = [each for each in vars(trouble).values() if isinstance(each, type)]
    faults = {each for each in named if issubclass(each, trouble.Trouble)} - {trouble.Trouble}
    assert faults <= used
