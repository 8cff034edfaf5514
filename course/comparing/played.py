"""What came of a story in one architecture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from course.comparing.moments import Buy, Reprice
from course.comparing.story import Story
from course.trace import Trace

Fate = Literal["fresh", "stale", "refused"]
FATES: tuple[Fate, ...] = ("fresh", "stale", "refused")


@dataclass(frozen=True, slots=True)
class Read:
    """One question for what a user has bought; ``milliseconds`` are to its answer, whatever it was.

    ``late_ms`` is how long the oldest change that it misses had been confirmed when it was asked;
    0 where it misses none. ``sources_ms`` says where the time went, for one that was answered.
    """

    milliseconds: float
    fate: Fate
    words: str
    """Who asked, when, and what came of it."""
    late_ms: float
    sources_ms: Mapping[str, float]
    messages: int
    trace: Trace
    """All that happened for it; and for one that is stale, the oldest change that it misses."""

    @property
    def is_answered(self) -> bool:
        """It got what it asked for, be it old."""
        return self.fate != "refused"


@dataclass(frozen=True, slots=True)
class Write:
    """One order or price; ``messages`` are all that it took until everybody knew of it."""

    deed: Buy | Reprice
    milliseconds: float
    is_confirmed: bool
    words: str
    messages: int
    trace: Trace


@dataclass(frozen=True)
class Played:
    """One story, played through one architecture."""

    story: Story
    architecture: str
    reads: tuple[Read, ...]
    """In the order in which they were asked."""
    writes: tuple[Write, ...]
    wrong_in_the_end: int
    """Pages that do not show all that was confirmed, when everything is up and nothing moves."""
    bytes_stored: int
    """In all databases, and on the bus."""
    bytes_per_order: float
    """What one more order adds, in all places where it is kept, as text."""
    workers: int
    """Of all services together."""
    lines: int
    """Of code of the whole shop."""
    parts: Mapping[str, int]
    """What has to run, by kind."""
    trace: Trace
    """All that happened."""

    def having(self, fate: Fate) -> list[Read]:
        """The reads of which this came."""
        return [read for read in self.reads if read.fate == fate]

    @property
    def answered(self) -> list[Read]:
        """The reads that got an answer, fresh or stale."""
        return [read for read in self.reads if read.is_answered]

    @property
    def confirmed(self) -> list[Write]:
        """The writes that were not refused."""
        return [write for write in self.writes if write.is_confirmed]
