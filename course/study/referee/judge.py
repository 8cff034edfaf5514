"""Judges what was handed in for an exercise."""

import gc
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from course.lab.errors import ForgottenAwait
from course.study.exercise import Examined, Exercise, Played, Schedule, nothing_more
from course.study.referee.attempt import ENDS, STARTS, Attempt, Failed, guarded
from course.study.referee.broken import Broken, Meddled, Stuck
from course.study.referee.forgetting import forget_endpoints
from course.study.referee.limits import Limit, TookTooLong
from course.study.referee.prints import printing_kept
from course.study.referee.seal import code_sealed
from course.study.referee.shrink import MOST_RUNS, Shrinking, Steps
from course.study.referee.verdict import Outcome, Verdict
from course.study.source import is_untouched
from course.webs.wording import counted

Progress = Callable[[float], None]
"""Told how much of the check is done: from 0 to 1, never less than before."""
TRYING = 0.7
"""This part of the progress is for trying, the rest for finding the shortest run that fails."""


def judge(
    exercise: Exercise, handed_in: tuple[object, ...], progress: Progress = lambda part: None
) -> Verdict:
    """The verdict. Whatever a learner's code does, it ends, and raises nothing of its own."""
    progress(0.0)
    if len(handed_in) != len(exercise.hand_in):
        return Verdict(exercise.title, Outcome.NOT_YET, broken=_call(exercise, handed_in))
    if is_untouched(exercise, handed_in):
        progress(1.0)
        return Verdict(exercise.title, Outcome.UNTOUCHED, exercise.task)
    tried, failed = "", None
    with printing_kept() as printed, forgotten_awaits_ignored():
        try:
            tried, failed = _sealed(exercise, handed_in, progress)
        except TookTooLong as late:  # between two steps
            failed = Failed(_late(late), (), None)
        if failed is not None and isinstance(failed.broken.__context__, ForgottenAwait):
            gc.collect()
    forget_endpoints()
    progress(1.0)
    if failed is None:
        return Verdict(exercise.title, Outcome.SOLVED, tried, printed=printed.text)
    return Verdict(
        exercise.title,
        Outcome.NOT_YET,
        broken=failed.broken,
        steps=failed.steps,
        trace=failed.trace if failed.trace else None,
        is_shortest=failed.is_shortest,
        printed=printed.text,
    )


@contextmanager
def forgotten_awaits_ignored() -> Iterator[None]:
    """The verdict tells of them. Python would once more, whenever it collects what was left."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
        yield


def _sealed(
    exercise: Exercise, handed_in: tuple[object, ...], progress: Progress
) -> tuple[str, Failed | None]:
    limit = Limit()
    with code_sealed() as check_code, limit.kept():
        if isinstance(exercise.check, Examined):
            tried, failed = _examined(exercise.check, handed_in, limit)
        else:
            tried, failed = _played(exercise.check, handed_in, limit, progress)
        try:
            check_code()
        except Meddled as found:
            return tried, Failed(found, (), None)
    return tried, failed


def _examined(
    check: Examined, handed_in: tuple[object, ...], limit: Limit
) -> tuple[str, Failed | None]:
    for clause in check.clauses:
        try:
            guarded(STARTS, limit, lambda clause=clause: clause(*handed_in))  # type: ignore[misc]
        except Broken as broken:
            return "", Failed(broken, (), None)
    return "", None


def _played(
    check: Played, handed_in: tuple[object, ...], limit: Limit, progress: Progress
) -> tuple[str, Failed | None]:
    schedules = [tuple(schedule) for schedule in check.schedules()]
    total, done = sum(len(each) for each in schedules), 0

    def each_step() -> None:
        nonlocal done
        done += 1
        progress(TRYING * min(1.0, done / total))

    attempt = Attempt(check, handed_in, limit, each_step)
    for steps in schedules:
        failed = attempt.play(steps)
        if failed is not None:
            return "", _shortest(check, handed_in, limit, progress, failed)
    return _told(schedules), None


def _shortest(
    check: Played,
    handed_in: tuple[object, ...],
    limit: Limit,
    progress: Progress,
    first: Failed,
) -> Failed:
    """A shorter run in which the same clause breaks: what a learner reads stays the same."""
    if isinstance(first.broken, Meddled | Stuck):
        return first
    attempt = Attempt(check, handed_in, limit, lambda: None)
    failing = [first.steps]

    def fails(steps: Steps) -> Failed | None:
        if check.after is nothing_more and any(_is_beginning(steps, each) for each in failing):
            return None  # a run ends at the step that fails: those before it are known to hold
        found = attempt.play(steps)
        progress(TRYING + (1 - TRYING) * min(1.0, shrinking.runs / MOST_RUNS))
        if found is None:
            return None
        failing.append(found.steps)
        if isinstance(found.broken, Stuck):
            shrinking.give_up()  # the next tries might take as long
        return found if found.broken.clause == first.broken.clause else None

    shrinking = Shrinking(fails)
    shortest = shrinking.shortest(first)
    return shortest if shrinking.gave_up else replace(shortest, is_shortest=True)


def _is_beginning(steps: Steps, whole: Steps) -> bool:
    return len(steps) < len(whole) and steps == whole[: len(steps)]


def _told(schedules: Sequence[Schedule]) -> str:
    steps = [step for schedule in schedules for step in schedule]
    troubles = sum(step.is_trouble for step in steps)
    held = f"It held in {counted(len(schedules), 'run')} with {counted(len(steps), 'step')}"
    return f"{held}, {troubles} of them faults." if troubles else f"{held}."


def _late(late: TookTooLong) -> Broken:
    return Stuck(ENDS, "it ends by itself", "it did not", f"Where: {late.where}")


def _call(exercise: Exercise, handed_in: tuple[object, ...]) -> Broken:
    names = ", ".join((f'"{exercise.id}"', *exercise.hand_in))
    return Broken(
        "the call of the check",
        f"check({names})",
        f"{counted(len(handed_in), 'thing')} came instead of {len(exercise.hand_in)}",
    )
