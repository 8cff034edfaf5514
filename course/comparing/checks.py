"""The limits of a dilemma, held against what was measured."""

from dataclasses import dataclass
from math import sqrt

from course.comparing.dilemmas import Dilemma, Limit
from course.comparing.other_rows import COST
from course.views.comparison.comparison import Comparison, Figure


@dataclass(frozen=True, slots=True)
class Check:
    """One limit, and the number of one architecture; ``None`` where there was nothing to count.

    ``count`` says how many of how many it is, where it is a part of a whole.
    """

    limit: Limit
    value: float | None
    count: tuple[int, int] | None = None

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
        if self.count is None:
            return found
        said = f"{found}, {self.count[0]} of {self.count[1]}"
        return f"{said}, which is so close that chance decides" if self.is_close else said

    @property
    def is_close(self) -> bool:
        """Whether another day of the same kind may well be on the other side of the limit.

        It is nearer than one standard error of a part: the root of p (1 - p) / n.
        """
        if self.count is None:
            return False
        some, all = self.count
        part, bound = some / all, self.limit.bound / 100
        return abs(part - bound) < sqrt(part * (1 - part) / all)


def checks(dilemma: Dilemma, comparison: Comparison, architecture: str) -> tuple[Check, ...]:
    """Each limit of the dilemma, and the number of this architecture."""
    rows = {each.name: each for each in comparison.figures}
    return tuple(_check(limit, rows.get(limit.figure), architecture) for limit in dilemma.limits)


def _check(limit: Limit, row: Figure | None, architecture: str) -> Check:
    if row is None:  # of nobody there was anything to count
        return Check(limit, None)
    return Check(limit, row.values.get(architecture), row.counts.get(architecture))


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
