"""What the referee says: in words for the ear and for plain text, and as HTML in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from course.study.referee.broken import Broken
from course.study.referee.step import Step
from course.trace import Trace
from course.views.palette import DATABASE, MUTED, WRONG
from course.views.svg import escaped
from course.webs.wording import counted


class Outcome(Enum):
    """How a check ended."""

    UNTOUCHED = "not attempted yet"
    SOLVED = "solved"
    NOT_YET = "not yet"


_COLOURS = {Outcome.UNTOUCHED: MUTED, Outcome.SOLVED: DATABASE, Outcome.NOT_YET: WRONG}


@dataclass(frozen=True)
class Verdict:
    """What a check found. ``steps`` and ``trace`` are a run that shows it, if one does.

    ``is_shortest`` says that no step of that run can be spared; ``tried`` says in words what was
    done in all.
    """

    title: str
    outcome: Outcome
    tried: str = ""
    broken: Broken | None = None
    steps: tuple[Step, ...] = ()
    trace: Trace | None = None
    is_shortest: bool = False
    printed: str = ""

    def __repr__(self) -> str:
        return "\n".join([self._head, *(f"  {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        colour = _COLOURS[self.outcome]
        head = f'<strong style="color:{colour}">{escaped(self._head)}</strong>'
        body = escaped("\n".join(self._lines()))
        return (
            f'<div style="border-left:4px solid {colour};padding:.25em .75em">{head}'
            f'<div style="white-space:pre-wrap">{body}</div></div>'
        )

    @property
    def _head(self) -> str:
        return f"{self.title}: {self.outcome.value}"

    def _lines(self) -> list[str]:
        lines = [self.tried] if self.tried else []
        if self.broken is not None:
            lines += [
                f"What does not hold yet: {self.broken.clause}.",
                f"Expected: {self.broken.expected}",
                f"Seen: {self.broken.happened}",
                *self.broken.advice.splitlines(),
            ]
        if self.steps:
            run = "The shortest run that shows it" if self.is_shortest else "A run that shows it"
            lines += [f"{run}, {counted(len(self.steps), 'step')}:"]
            lines += numbered([step.words for step in self.steps])
        if self.printed:
            lines += ["Your code printed:", *(f"  {line}" for line in self.printed.splitlines())]
        return lines


def numbered(words: Sequence[str]) -> list[str]:
    """A list with numbers; at the last one it shows."""
    lines = [f"{number:>3}. {each}" for number, each in enumerate(words, 1)]
    return [*lines[:-1], f"{lines[-1]}   <- here"]
