"""A step of a schedule: one thing that is done to a running shop."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from course.study.referee.run import Run


class Step(ABC):
    """One thing that is done. A frozen dataclass: two steps with the same values are equal.

    Any step may be taken out of a schedule. So one that finds nothing to work on does nothing.
    """

    is_trouble: ClassVar[bool] = False
    """Whether it is a fault: only these may take something down or change the network."""

    @property
    @abstractmethod
    def words(self) -> str:
        """What is done, as a learner reads it: ``Ada buys a Teapot``."""

    @abstractmethod
    def do(self, run: "Run") -> None:
        """Do it. Raises ``Broken`` where something that it expects does not hold."""

    def simpler(self) -> Iterator["Step"]:
        """Steps to try in its place, when the shortest run is looked for."""
        return iter(())
