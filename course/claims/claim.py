"""What a statement of the course is: where it is taught, what decides it, what would undo it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from course.claims.finding import Finding
from course.claims.statements import STATEMENTS


class Taught(NamedTuple):
    """Where a statement is taught."""

    notebook: str
    """The name of the notebook's file."""
    section: str
    """The heading of the section."""

    def __str__(self) -> str:
        return f"{self.notebook[:2]}, {self.section}"


@dataclass(frozen=True, slots=True)
class Without:
    """The same experiment with the cause taken away. If the verdict stayed, it proved nothing."""

    cause: str
    """What is otherwise, in words that follow "if"."""
    experiment: Callable[[], Finding]


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of the course."""

    id: str
    experiment: Callable[[], Finding]
    taught_in: Taught
    without: Without | None
    """``None`` where nothing can be measured at all."""

    @property
    def statement(self) -> str:
        """The statement, in short."""
        return STATEMENTS[self.id]
