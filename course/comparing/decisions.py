"""A choice for a dilemma, held against what was measured. It argues back."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from course.comparing.arguing import argue
from course.comparing.checks import Check, able, checks
from course.comparing.compare import compare
from course.comparing.decision_page import as_html, as_text
from course.comparing.dilemmas import Dilemma
from course.comparing.play import play
from course.comparing.prices import Prices
from course.comparing.shops import ARCHITECTURES, architecture_named
from course.views.comparison.comparison import Comparison

_played = lru_cache(maxsize=4 * len(ARCHITECTURES))(play)


@dataclass(frozen=True, repr=False)
class Decision:
    """What became of a choice. ``comparison`` holds the numbers of all four, and their runs."""

    dilemma: Dilemma
    architecture: str
    comparison: Comparison

    @property
    def checks(self) -> tuple[Check, ...]:
        """The limits of the dilemma, and what was measured for this choice."""
        return checks(self.dilemma, self.comparison, self.architecture)

    @property
    def able(self) -> Mapping[str, float]:
        """Who keeps every limit, and what that costs in cents per month, the cheapest first."""
        return able(self.dilemma, self.comparison)

    @property
    def keeps_all(self) -> bool:
        """Whether this choice keeps every limit."""
        return self.architecture in self.able

    @property
    def argument(self) -> list[str]:
        """What the numbers say to the choice, in sentences."""
        return argue(self.architecture, self.checks, self.able, self.comparison)

    @property
    def title(self) -> str:
        """What was decided."""
        return f"{self.dilemma.title}: {self.architecture}"

    def __repr__(self) -> str:
        return as_text(self.title, self.checks, self.argument)

    def _repr_html_(self) -> str:
        return as_html(self.title, self.checks, self.argument)


def measure(dilemma: Dilemma, prices: Prices | None = None) -> Comparison:
    """The numbers of all four in a dilemma, at its prices unless you have others.

    The first time all four are played, which takes some seconds.
    """
    played = [_played(dilemma.story, name) for name in ARCHITECTURES]
    return compare(played, prices or dilemma.prices)


def decide(dilemma: Dilemma, architecture: str, prices: Prices | None = None) -> Decision:
    """Choose an architecture, and hear what the numbers of ``measure`` say to it.

    Raises ``ValueError`` for another architecture.
    """
    architecture_named(architecture)
    return Decision(dilemma, architecture, measure(dilemma, prices))
