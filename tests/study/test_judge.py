"""What becomes of a check: which clause is told, and which run is shown of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from course.lab import Lab, guard
from course.study.exercise import Exercise, Played
from course.study.exercises import find
from course.study.referee import limits
from course.study.referee.broken import Broken, Stuck
from course.study.referee.judge import judge
from course.study.referee.run import Run
from course.study.referee.step import Step
from course.study.referee.verdict import Outcome, Verdict


@dataclass(frozen=True)
class Put(Step):
    """A number is put down."""

    number: int

    @property
    def words(self) -> str:
        return f"put {self.number}"

    def do(self, run: Run) -> None:
        run.notes.setdefault("put", set()).add(self.number)


@dataclass(frozen=True)
class Look(Step):
    """Fails in one way where 1 and 2 are there, and in another where only one of them is."""

    otherwise: type[Broken] = Broken

    @property
    def words(self) -> str:
        return "look"

    def do(self, run: Run) -> None:
        found = run.notes.get("put", set()) & {1, 2}
        if len(found) == 2:
            raise Broken("both", "not both", "both")
        if found:
            raise self.otherwise("one", "none", "one")


def nothing_opened(lab: Lab, handed_in: object) -> None:
    """The steps work on nothing but notes."""


def verdict(*schedules: Sequence[Step], check: Played | None = None) -> Verdict:
    check = check or Played(nothing_opened, lambda: schedules)
    exercise: Exercise = replace(
        find("greet-by-name"), hand_in=("number",), starter="number = 0", check=check
    )
    return judge(exercise, (7,))


def test_the_shortest_run_breaks_the_clause_that_broke_first() -> None:
    found = verdict((Put(3), Put(1), Put(3), Put(2), Put(1), Look(), Put(3)))
    assert found.outcome is Outcome.NOT_YET
    assert found.broken is not None
    assert found.broken.clause == "both"
    assert len(found.steps) == 3
    assert set(found.steps) == {Put(1), Put(2), Look()}
    assert "The shortest run that shows it, 3 steps:" in repr(found)


def test_no_more_is_tried_when_a_try_gets_stuck_and_nobody_says_that_it_is_the_shortest() -> None:
    found = verdict((Put(1), Put(2), Look(Stuck)))
    assert found.broken is not None
    assert found.broken.clause == "both"
    assert len(found.steps) == 3
    assert "A run that shows it, 3 steps:" in repr(found)


@pytest.mark.parametrize("steps", [(Put(3), Put(1), Look(Stuck)), (Put(1), Look(Stuck))])
def test_what_got_stuck_is_shown_as_it_was(steps: tuple[Step, ...]) -> None:
    found = verdict(steps)
    assert isinstance(found.broken, Stuck)
    assert found.steps == steps
    assert "shortest" not in repr(found)
    assert f"A run that shows it, {len(steps)} steps:" in repr(found)


def test_a_run_that_fails_when_all_is_done_may_need_no_step() -> None:
    def after(run: Run) -> None:
        raise Broken("never", "this", "that")

    steps = (Put(1), Put(2))
    found = verdict(check=Played(nothing_opened, lambda: [steps], after))
    assert found.broken is not None
    assert found.broken.clause == "never"
    assert found.steps == ()


def test_a_step_can_use_what_was_handed_in() -> None:
    @dataclass(frozen=True)
    class Use(Step):
        words = "use"

        def do(self, run: Run) -> None:
            raise Broken("used", "nothing", f"{run.handed_in}")

    assert "(7,)" in repr(verdict((Use(),)))


def test_a_step_that_is_slow_on_a_busy_machine_is_not_taken_for_one_that_hangs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It goes on: what is slow is not what it does, but how seldom it gets the processor."""
    monkeypatch.setattr(guard, "PATIENCE_S", 0.3)
    monkeypatch.setattr(guard, "LOOK_EVERY_S", 0.05)

    class Slow(Step):
        words = "a slow step"

        def do(self, run: Run) -> None:
            until = time.process_time() + 4 * limits.TICK_S
            while time.process_time() < until:
                pass

    assert verdict((Slow(),)).outcome is Outcome.SOLVED
