"""What an experiment found: a statement, a verdict, and the numbers that decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from math import sqrt
from textwrap import wrap
from typing import Any

from course.claims.statements import STATEMENTS
from course.trace import Trace

LINE = 92
"""So many characters fit into a line of a notebook's output."""


class Verdict(Enum):
    """What the numbers say of a statement."""

    HOLDS = "holds"
    HOLDS_BUT = "holds, but…"
    FAILS = "does not hold"
    NOT_MEASURABLE = "not measurable here"


@dataclass(frozen=True)
class Finding:
    """One statement, tried.

    ``numbers`` holds what was measured, by name; ``but`` says where the statement has its limits.
    """

    id: str
    statement: str
    verdict: Verdict
    numbers: Mapping[str, Any]
    but: str = ""
    trace: Trace | None = field(default=None, compare=False)
    """The run that shows it best, where there is one."""

    def __repr__(self) -> str:
        verdict = f"Verdict: {self.verdict.value} {self.but}"
        lines = [f"{self.id}: {self.statement}", *wrap(verdict, LINE, subsequent_indent="  ")]
        width = max(map(len, self.numbers), default=0)
        for name, value in self.numbers.items():
            hanging = " " * (width + 4)
            lines += wrap(f"  {name:<{width}}  {_plain(value)}", LINE, subsequent_indent=hanging)
        return "\n".join(lines)


def judged(holds: bool, but: str = "") -> Verdict:
    """The verdict that a comparison of numbers gives."""
    if not holds:
        return Verdict.FAILS
    return Verdict.HOLDS_BUT if but else Verdict.HOLDS


def decided(
    id: str,
    holds: bool,
    numbers: Mapping[str, Any],
    but: str = "",
    trace: Trace | None = None,
) -> Finding:
    """A finding with the verdict that its comparison gives. ``but`` is for what holds."""
    but = but if holds else ""
    return Finding(id, STATEMENTS[id], judged(holds, but), numbers, but, trace)


def standard_error(part: float, count: int) -> float:
    """How far chance alone usually moves a part that was measured on so many."""
    return sqrt(part * (1 - part) / count)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items()) or "none"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(_plain(part) for part in value) or "none"
    return str(value)
