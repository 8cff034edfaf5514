"""Which of a row's numbers is the best one, and how the numbers are written."""

from course.views.comparison.comparison import Comparison, Figure
from course.webs.wording import figure

BEST = "★"
NOTHING = "\N{EN DASH}"


def architectures(comparison: Comparison) -> list[str]:
    """The names of those that were compared, in their order."""
    return list(comparison.fates)


def best(row: Figure) -> frozenset[str]:
    """The architectures that have the best number of a row; none where all have the same.

    Numbers that read alike are alike: nobody wins by what cannot be seen.
    """
    if not row.values:
        return frozenset()
    choose = max if row.better == "more" else min
    first = written(choose(row.values.values()))
    found = frozenset(name for name, value in row.values.items() if written(value) == first)
    return frozenset() if len(found) == len(row.values) else found


def written(value: float) -> str:
    """A number as it stands in the table."""
    return f"-{figure(-value)}" if value < 0 else figure(value)
