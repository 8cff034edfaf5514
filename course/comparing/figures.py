"""The rows of a comparison."""

from collections.abc import Sequence

from course.comparing.other_rows import rows_of_means, rows_of_money, rows_of_writes
from course.comparing.played import Played
from course.comparing.prices import Prices
from course.comparing.read_rows import rows_of_reads
from course.views.comparison.comparison import Figure


def figures(played: Sequence[Played], prices: Prices) -> tuple[Figure, ...]:
    """All rows that have something to say of at least one architecture."""
    rows = [
        *rows_of_reads(played),
        *rows_of_writes(played),
        *rows_of_means(played),
        *rows_of_money(played, prices),
    ]
    return tuple(each for each in rows if each.values)
