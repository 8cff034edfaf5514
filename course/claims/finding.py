"""What an experiment found: a statement, a verdict, and the numbers that decide it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import sqrt
from textwrap import wrap
from typing import Any

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

    ``numbers`` holds what was measured, by name; ``but`` says when the statement does not hold.
    """

    id: str
    statement: str
    verdict: Verdict
    numbers: Mapping[str, Any]
    but: str = ""

    def __repr__(self) -> str:
        lines = [f"{self.id}: {self.statement}", f"Verdict: {self.verdict.value}"]
        if self.but:
            lines[-1] += f" {self.but}"
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
    id: str, statement: str, holds: bool, numbers: Mapping[str, Any], but: str = ""
) -> Finding:
    """A finding with the verdict that its comparison gives."""
    return Finding(id, statement, judged(holds, but), numbers, but)


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
