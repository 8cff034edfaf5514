"""The limits of a dilemma, held against what was measured."""

from dataclasses import dataclass

from course.comparing.dilemmas import Dilemma, Limit
from course.comparing.other_rows import COST
from course.views.comparison.comparison import Comparison, Figure

_OF_READS = {"stale answers": ("stale",), "reads answered": ("fresh", "stale")}
"""The figures that are parts of all reads, and which reads they count."""


@dataclass(frozen=True, slots=True)
class Check:
    """One limit, and the number of one architecture; ``None`` where there was nothing to count.

    ``count`` says how many of how many reads it is, for a figure that is a part of them.
    """

    limit: Limit
    value: float | None
    count: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the number is within the limit."""
        return self.limit.keeps(self.value)

    @property
    def words(self) -> str:
        """For example ``78.8 %, 126 of 160``."""
        if self.value is None:
            return "nothing to count"
        found = f"{number(self.value)} {self.limit.unit}".strip()
        return f"{found}, {self.count}" if self.count else found


def checks(dilemma: Dilemma, comparison: Comparison, architecture: str) -> tuple[Check, ...]:
    """Each limit of the dilemma, and the number of this architecture."""
    values = {each.name: each.values for each in comparison.figures}
    return tuple(
        Check(
            limit,
            values.get(limit.figure, {}).get(architecture),
            _count(comparison, architecture, limit.figure),
        )
        for limit in dilemma.limits
    )


def able(dilemma: Dilemma, comparison: Comparison) -> dict[str, float]:
    """Who keeps every limit, and what all costs in cents per month, the cheapest first."""
    costs = figure(comparison, COST).values
    found = {
        name: cost
        for name, cost in costs.items()
        if all(each.is_kept for each in checks(dilemma, comparison, name))
    }
    return dict(sorted(found.items(), key=lambda each: each[1]))


def figure(comparison: Comparison, name: str) -> Figure:
    """The row of that name."""
    return next(each for each in comparison.figures if each.name == name)


def number(value: float) -> str:
    """As people write it: whole where it is large, else to a tenth."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{round(value, 1):g}"


def _count(comparison: Comparison, architecture: str, name: str) -> str:
    if name not in _OF_READS:
        return ""
    fates = comparison.fates[architecture]
    return f"{sum(fates[fate] for fate in _OF_READS[name])} of {sum(fates.values())}"
