"""Numbers in words, the same in every view and in every answer."""

from collections.abc import Sequence
from math import floor, log10

TIMES = "\N{MULTIPLICATION SIGN}"
_MANY = {
    "address": "addresses",
    "bus": "buses",
    "delivery": "deliveries",
    "stretch": "stretches",
    "try": "tries",
}


def figure(value: float) -> str:
    """A number with three digits that matter: ``12``, ``12.5``, ``0.25``, ``4,429``."""
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    written = f"{value:,.{decimals}f}"
    return written.rstrip("0").rstrip(".") if decimals else written


def milliseconds(value: float) -> str:
    """A time: ``12.5 ms``."""
    return f"{figure(value)} ms"


def percent(share: float) -> str:
    """A share from 0 to 1: ``56.1 %``. Close to 1, two digits say what is missing: ``99.987 %``."""
    missing = 100 - 100 * share
    if not 0 < missing < 1:
        return f"{figure(100 * share)} %"
    written = f"{100 * share:.{min(1 - floor(log10(missing)), 9)}f}"
    return f"{written.rstrip('0').rstrip('.')} %"


def from_to(shortest: float, longest: float, dash: str) -> str:
    """Two times with a ``dash`` between: ``6 to 1,000 ms``; only one where they read alike."""
    low, high = figure(shortest), milliseconds(longest)
    return high if high == milliseconds(shortest) else f"{low}{dash}{high}"


def counted(number: int, noun: str) -> str:
    """``1 call``, ``3 calls``, ``2 deliveries``, ``2 buses``."""
    if number != 1:
        noun = _MANY.get(noun, f"{noun}s")
    return f"{number:,} {noun}"


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
