"""Where a learner hands in, asks for a hint, and looks at a solution."""

from dataclasses import dataclass

from IPython.display import display

from course.study import exercises, journal
from course.study.exercise import Exercise
from course.study.place import progress_file
from course.study.referee.judge import judge
from course.study.referee.verdict import Outcome, Verdict
from course.views import play
from course.views.svg import escaped
from course.webs import request_web

_STYLES = {Outcome.SOLVED: "success", Outcome.NOT_YET: "danger", Outcome.UNTOUCHED: ""}
_hints_given: dict[str, int] = {}


def check(id: str, *handed_in: object) -> None:
    """Check what was handed in for an exercise, and show the verdict.

    If a run shows what is wrong, the shortest one found can be played.
    """
    from course.study.bar import Bar  # widgets take a sixth of a second to import

    exercise = exercises.find(id)
    bar = Bar(exercise.title)
    display(bar)  # type: ignore[no-untyped-call]
    try:
        verdict = judge(exercise, handed_in, bar.move)
    except KeyboardInterrupt:
        bar.end("danger")
        display(Told("The check was stopped. Run the cell again when you like."))  # type: ignore[no-untyped-call]
        return
    bar.end(_STYLES[verdict.outcome])
    display(verdict)  # type: ignore[no-untyped-call]
    if verdict.trace and request_web(verdict.trace):  # nothing is to be seen where nobody ran
        display(play(verdict.trace))  # type: ignore[no-untyped-call]
    _keep(exercise, verdict)


def _keep(exercise: Exercise, verdict: Verdict) -> None:
    if verdict.outcome is Outcome.UNTOUCHED:
        return
    what: journal.What = "solved" if verdict.outcome is Outcome.SOLVED else "tried"
    trouble = journal.write(progress_file(), what, exercise.id)
    if trouble:
        display(Told(trouble))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Told:
    """A text, and perhaps a source, as a notebook shows them."""

    text: str
    source: str = ""

    def __repr__(self) -> str:
        return "\n\n".join(part.rstrip() for part in (self.source, self.text) if part)

    def _repr_html_(self) -> str:
        code = f"<pre>{escaped(self.source.rstrip())}</pre>" if self.source else ""
        return f'{code}<div style="white-space:pre-wrap">{escaped(self.text)}</div>'


def hint(id: str) -> Told:
    """The next hint for an exercise, from gentle to plain. After the last one, the last again."""
    exercise = exercises.find(id)
    given = _hints_given.get(id, 0)
    number = min(given + 1, len(exercise.hints))
    _hints_given[id] = number
    if number == len(exercise.hints):
        more = f'That was the last. solution("{id}") shows a solution.'
    else:
        more = f'hint("{id}") gives the next one.'
    return Told(f"Hint {number} of {len(exercise.hints)}: {exercise.hints[number - 1]}\n{more}")


def solution(id: str) -> Told:
    """A solution, and why it is right."""
    exercise = exercises.find(id)
    answer = exercise.solution
    trouble = journal.write(progress_file(), "looked", id)
    return Told("\n".join(filter(None, [answer.why, trouble])), answer.source)
