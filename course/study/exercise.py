"""An exercise: one definition, from which notebook, check, hints and tests take what they need."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course.lab import Lab
from course.study.referee.run import Run
from course.study.referee.step import Step

Schedule = Sequence[Step]
"""What is done to a running shop, in order."""


@dataclass(frozen=True)
class Answer:
    """Source text that solves the exercise, and why it is right."""

    source: str
    why: str = ""


@dataclass(frozen=True)
class Wrong:
    """A typical wrong answer, and the feedback that it must get.

    ``clause`` is what it breaks, ``says`` are words of the feedback, and the run that is shown has
    at most ``steps``.
    """

    source: str
    clause: str
    says: str
    steps: int = 0


def nothing_more(_: Run) -> None:
    """Where each step says by itself what it expects, nothing is left to check in the end."""


@dataclass(frozen=True)
class Played:
    """Checked by running it: a shop is opened around it, used, hurt and watched.

    ``open`` gets a new lab and what was handed in, and starts the services. ``schedules`` come
    shortest first. A step that expects something raises ``Broken``; so may ``after``, which sees
    the run when all steps are done.
    """

    open: Callable[..., None]
    schedules: Callable[[], Sequence[Schedule]]
    after: Callable[[Run], None] = nothing_more


@dataclass(frozen=True)
class Examined:
    """Checked by looking at what was handed in. Each clause raises ``Broken`` or returns."""

    clauses: tuple[Callable[..., None], ...]


@dataclass(frozen=True)
class Exercise:
    """Everything there is to know of an exercise.

    ``hand_in`` names what the learner gives to the check, in order. ``setup`` is what the notebook
    has defined before: tests run it before each source. All sources are Python as it stands in a
    cell; ``hints`` go from gentle to plain. An exercise has three ``wrong`` answers or more, and
    two that are ``right`` though written differently.
    """

    id: str
    notebook: str
    title: str
    task: str
    hand_in: tuple[str, ...]
    setup: str
    starter: str
    hints: tuple[str, ...]
    check: Played | Examined
    solution: Answer
    right: tuple[Answer, ...]
    wrong: tuple[Wrong, ...]


def service_opened(*beside: Callable[..., object]) -> Callable[..., None]:
    """An ``open`` for exercises in which one service is handed in: it is started, last."""

    def open_shop(lab: Lab, service: Callable[..., object]) -> None:
        lab.start(*beside, service)

    return open_shop
