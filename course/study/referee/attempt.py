"""Plays one schedule on one shop, and says what broke, whatever a learner's code does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from course.lab import Lab, LabError
from course.lab.errors import FailedInTheBackground, NeverYields, WaitsForEver
from course.study.exercise import Played
from course.study.referee.broken import Broken, Stuck, shown
from course.study.referee.limits import SECONDS, Limit, TookTooLong
from course.study.referee.memory import all_as_new
from course.study.referee.prints import printing_kept
from course.study.referee.run import Run
from course.study.referee.seal import Seal, check_tables, meddled
from course.study.referee.step import Step
from course.study.referee.theirs import passed_through_the_lab, place_of_learner
from course.trace import Trace

RUNS = "runs in the lab"
STARTS = "starts"
ENDS = "comes to an end"
WAITS = "waits for what it began"


@dataclass(frozen=True)
class Failed:
    """What broke, the steps up to there, and the trace of the run.

    ``is_shortest`` says that no step of it can be spared. ``printed`` is what the code printed in
    this run; ``None`` where there was no run of its own.
    """

    broken: Broken
    steps: tuple[Step, ...]
    trace: Trace | None
    is_shortest: bool = False
    printed: str | None = None


class Attempt:
    """Plays schedules on what was handed in; ``each_step`` is called as each begins."""

    def __init__(
        self,
        check: Played,
        handed_in: tuple[object, ...],
        limit: Limit,
        each_step: Callable[[], None],
    ) -> None:
        self._check = check
        self._handed_in = handed_in
        self._limit = limit
        self._each_step = each_step
        self.printed = ""
        """What the code printed in the last run."""

    def play(self, steps: tuple[Step, ...]) -> Failed | None:
        """``None`` if all clauses hold."""
        with printing_kept() as printed:
            failed = self._played(steps)
        self.printed = printed.text
        return failed and replace(failed, printed=printed.text)

    def _played(self, steps: tuple[Step, ...]) -> Failed | None:
        run = Run()
        done = 0
        try:
            guarded(STARTS, self._limit, lambda: self._open(run))
            seal = Seal(run.lab)
            for step in steps:
                done += 1
                self._each_step()
                with seal.around(step):
                    guarded(RUNS, self._limit, partial(step.do, run))
            with seal.ended():
                guarded(RUNS, self._limit, lambda: self._check.after(run))
            guarded(RUNS, self._limit, lambda: check_tables(run.lab, self._names()))
        except Broken as broken:
            return Failed(broken, steps[:done], run.lab.trace)
        finally:
            self._let_go(run.lab)
        return None

    def _open(self, run: Run) -> None:
        """Nothing is left of the runs before: what a run shows, it shows by itself."""
        run.handed_in = all_as_new(self._handed_in)
        self._check.open(run.lab, *run.handed_in)

    def _names(self) -> set[str]:
        return {getattr(each, "__name__", "") for each in self._handed_in}

    def _let_go(self, lab: Lab) -> None:
        self._limit.restart()
        try:
            lab.close()
        except Exception:  # it is thrown away in any case, and what broke it was told
            return


def guarded(clause: str, limit: Limit, work: Callable[[], object]) -> None:
    """Do something in which a learner's code runs; whatever it raises becomes ``Broken``."""
    limit.restart()
    try:
        work()
    except Broken:
        raise
    except LabError as error:
        advice = f"Where: {error.where}\n{error.advice}"
        if isinstance(error, FailedInTheBackground):
            expected = "every error is waited for by somebody"
            raise Broken(WAITS, expected, error.happened, advice) from None
        kind = Stuck if isinstance(error, NeverYields | WaitsForEver) else Broken
        raise kind(clause, "the lab can run your code", error.happened, advice) from None
    except TookTooLong as late:
        raise Stuck(
            ENDS,
            "each step ends by itself, after some milliseconds",
            f"it was still going on after {SECONDS:g} s",
            f"Where: {late.where}\nSee that its loop ends, and that each round changes something.",
        ) from None
    except KeyboardInterrupt:  # somebody wants it to stop
        raise
    except BaseException as error:  # code may raise what it likes
        raise _raised(clause, error) from None
    limit.restart()


def _raised(clause: str, error: BaseException) -> Broken:
    """A failure that no handler turned into an answer."""
    what = f"{type(error).__name__}: {_message(error)}"
    where = place_of_learner(error.__traceback__)
    if where is not None:
        advice = f"Where: {where}"
        if isinstance(error, RecursionError):
            advice += "\nIt calls itself again and again. See that one of its calls returns."
        expected = "your code runs without an error of its own"
        return Broken(clause, expected, f"it raised {what}", advice)
    if passed_through_the_lab(error.__traceback__):
        return meddled(f"something in the lab itself broke while your code ran: {what}")
    return Broken(
        clause,
        "an answer of the form that the task asks for",
        f"the check could not read what came back: {what}",
        "Look at the task again: which form is the answer to have?",
    )


def _message(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except Exception:  # an error of the learner's own making
        return shown(error)
