"""What is compared: the numbers of each architecture, and the runs behind them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from course.trace import Trace


@dataclass(frozen=True, slots=True)
class Run:
    """One request of the story that stands behind a number, for example the slowest read."""

    title: str
    trace: Trace


@dataclass(frozen=True, slots=True)
class Figure:
    """One row of the comparison: what is counted, and what each architecture has of it.

    ``values`` and ``runs`` are by the names of the architectures; an architecture is left out
    where there is nothing to count, and of the runs where no single one shows the number.
    """

    name: str
    unit: str
    values: Mapping[str, float]
    runs: Mapping[str, Run] = field(default_factory=dict)
    note: str = ""
    """What one has to know to read it fairly."""
    better: Literal["less", "more"] = "less"
    """Which end of the row is the good one: less time, less money; more reads answered."""
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """For parts of a whole, in %: how many of how many. Chance has its share in few."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One story, played through several architectures; all mappings are by their names."""

    story: str
    """What was played, in a sentence or two."""
    figures: tuple[Figure, ...]
    reads_ms: Mapping[str, tuple[float, ...]]
    """How long each read took that was answered, in the order in which they were sent."""
    sources_ms: Mapping[str, Mapping[str, float]]
    """Where the time of an answered read goes, on average: network, databases, waiting in line…"""
    fates: Mapping[str, Mapping[str, int]]
    """How many reads were answered with what was true when they were sent (``fresh``), with what
    had been true (``stale``), or not answered (``refused``)."""
    traces: Mapping[str, Trace]
    """All that happened."""
