"""One row of a comparison: a number of each architecture, and the run that shows it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from course.comparing.played import Played, Read, Write
from course.views.comparison.comparison import Figure, Run

Number = Callable[[Played], float | None]
"""A number of an architecture, or ``None`` where there is nothing to count."""
Count = Callable[[Played], tuple[int, int]]
"""How many of how many, in an architecture."""
Shown = Callable[[Played], Run | None]


def no_run(played: Played) -> None:
    """No single request shows it."""


def row(
    played: Sequence[Played],
    name: str,
    unit: str,
    number: Number,
    shown: Shown = no_run,
    note: str = "",
    better: Literal["less", "more"] = "less",
) -> Figure:
    """The number of each, and the run behind it."""
    values = {each.architecture: number(each) for each in played}
    found = {who: value for who, value in values.items() if value is not None}
    runs = {each.architecture: shown(each) for each in played if each.architecture in found}
    return Figure(name, unit, found, {who: run for who, run in runs.items() if run}, note, better)


def part(
    played: Sequence[Played],
    name: str,
    count: Count,
    shown: Shown,
    note: str,
    better: Literal["less", "more"] = "less",
) -> Figure:
    """A part of a whole, in %, with how many of how many it is."""
    counts = {each.architecture: count(each) for each in played}

    def in_hundred(each: Played) -> float | None:
        some, all = counts[each.architecture]
        return 100 * some / all if all else None

    found = row(played, name, "%", in_hundred, shown, note, better)
    return replace(found, counts={who: counts[who] for who in found.values})


def run_of(request: Read | Write | None, title: str) -> Run | None:
    """The run of one request, if there is one."""
    return None if request is None else Run(f"{title}. {request.words}", request.trace)


def slowest(requests: Sequence[Read]) -> Read | None:
    """The first of those that took longest; ``None`` of none."""
    return max(requests, key=lambda read: read.milliseconds, default=None)
