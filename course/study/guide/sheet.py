"""What a guide consists of when it is read: headings, sentences and lines of code.

A sheet knows nothing of terminals and web pages. ``telling`` and ``printed`` show it.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """Begins something new; a ``level`` of 3 lies inside one of 2."""

    words: str
    level: int = 2


@dataclass(frozen=True)
class Said:
    """A sentence or two, after a word that says what they are for."""

    label: str
    words: str


@dataclass(frozen=True)
class Code:
    """Lines as they stand in a cell."""

    lines: tuple[str, ...]


Block = Heading | Said | Code


@dataclass(frozen=True)
class Sheet:
    """One guide, or the overview of all. ``name`` is what links lead to."""

    name: str
    title: str
    blocks: Sequence[Block]
