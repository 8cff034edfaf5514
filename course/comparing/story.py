"""The story that is played through every architecture: who comes, and what goes wrong."""

from dataclasses import dataclass
from math import isfinite
from typing import Literal

from course.lab.lab import LATENCY_MS
from course.webs.wording import counted, listed

FALLIBLE = ("users", "orders", "products", "purchases", "bus")
"""Who can be down. In the monolith all but the bus are one process, and it knows no bus."""

Share = Literal["service", "shop"]


@dataclass(frozen=True)
class Story:
    """What happens to a shop: the same for each architecture, moment by moment.

    Reads ask what a user has bought. They come when they come, whether those before are answered
    or not. Writes come in between: orders are placed, and prices changed. The defaults are a quiet
    day. Raises ``ValueError`` for what cannot be played.
    """

    reads: int = 36
    reads_per_s: float = 20
    writes: int = 9
    products: int = 3
    """How many different products each user has bought."""
    hop_ms: float = LATENCY_MS
    """A message travels so long, each way."""
    failing: float = 0
    """The part of the calls on each link that fail, 0 to 1."""
    down: frozenset[str] = frozenset()
    """Who is down in the middle third: some of ``FALLIBLE``."""
    work_ms: float = 1
    """Whatever comes to a service keeps one of its workers busy for so long: a join no longer than
    a look at one row. Databases have no workers; a call of one takes 1 ms everywhere."""
    workers: int = 1
    """So many each service has, or the whole shop per service of it; see ``workers_per``."""
    workers_per: Share = "service"
    """``service``: each process has as many ``workers``, and the monolith is one process.

    ``shop``: all architectures have as many workers in all, and the monolith has them in its one
    process.
    """
    seed: int = 1

    def __post_init__(self) -> None:
        _whole("reads", self.reads, 1, 2000)
        _number("reads_per_s", self.reads_per_s, 0.01, 10_000)
        _whole("writes", self.writes, 0, 2000)
        _whole("products", self.products, 1, 50)
        _number("hop_ms", self.hop_ms, 0, 500)
        _number("failing", self.failing, 0, 1)
        _number("work_ms", self.work_ms, 0, 100)
        _whole("workers", self.workers, 1, 100)
        _whole("seed", self.seed, 0, 2**32)
        if self.workers_per not in ("service", "shop"):
            raise ValueError(
                f"Story(workers_per={self.workers_per!r}): workers are counted per 'service' or "
                "per 'shop'."
            )
        object.__setattr__(self, "down", _names(self.down))

    @property
    def lasts_us(self) -> int:
        """From the first moment at which somebody may come to the last, in microseconds."""
        return round(self.reads / self.reads_per_s * 1e6)

    @property
    def falls_us(self) -> int:
        """When those who are down go down."""
        return self.lasts_us // 3

    @property
    def rises_us(self) -> int:
        """When they come up again."""
        return self.lasts_us * 2 // 3

    def __str__(self) -> str:
        said = [
            f"{counted(self.reads, 'read')} at {self.reads_per_s:g} per second, for "
            f"{self.lasts_us / 1000:,.0f} ms, and {counted(self.writes, 'write')} in between; each "
            f"user has bought {counted(self.products, 'product')}; a hop takes {self.hop_ms:g} ms, "
            f"and what comes to a service {self.work_ms:g} ms of a worker, of which each "
            f"{self._who_has_workers} has {self._workers_said}."
        ]
        if self.failing:
            said.append(f"On each link {100 * self.failing:g} % of the calls fail.")
        if self.down:
            names = [name for name in FALLIBLE if name in self.down]
            are = "is" if len(names) == 1 else "are"
            away_ms = (self.rises_us - self.falls_us) / 1000
            said.append(f"In the middle third, for {away_ms:,.0f} ms, {listed(names)} {are} down.")
        return " ".join(said)

    @property
    def _who_has_workers(self) -> str:
        return "process" if self.workers_per == "service" else "shop"

    @property
    def _workers_said(self) -> str:
        return str(self.workers if self.workers_per == "service" else self.workers_in_all)

    @property
    def workers_in_all(self) -> int:
        """How many workers a shop of five services has."""
        return 5 * self.workers


def _whole(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(f"Story({name}={value!r}): give a whole number from {least} to {most:,}.")


def _number(name: str, value: object, least: float, most: float) -> None:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    if not fits or not isfinite(value) or not least <= value <= most:  # type: ignore[arg-type, operator]
        raise ValueError(f"Story({name}={value!r}): give a number from {least:g} to {most:,g}.")


def _names(down: object) -> frozenset[str]:
    if isinstance(down, str) or not isinstance(down, frozenset | set | tuple | list):
        raise ValueError(f"Story(down={down!r}): give a set of names, such as {{'users'}}.")
    unknown = [name for name in down if name not in FALLIBLE]
    if unknown:
        raise ValueError(
            f"Story(down=...): {unknown[0]!r} cannot be down; {', '.join(FALLIBLE)} can."
        )
    return frozenset(down)
