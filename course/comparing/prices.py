"""What things cost: the learner's own numbers, and the shop that they are for."""

from dataclasses import dataclass
from math import isfinite

BYTES_PER_GB = 10**9


@dataclass(frozen=True)
class Prices:
    """Prices in cents, and how large the shop is. Raises ``ValueError`` below 0."""

    cents_per_gb: float = 10
    """What a gigabyte that is kept costs in a month."""
    cents_refused: float = 2
    """What it costs that one read is refused: the visitor may not come back."""
    cents_stale: float = 0.5
    """What it costs that one answer is stale."""
    cents_per_worker: float = 500
    """What it costs in a month to run one worker of a service, or the bus."""
    orders_per_month: float = 1_500
    reads_per_month: float = 30_000
    months_kept: float = 24
    """So long an order is kept."""

    def __str__(self) -> str:
        return (
            f"{self.orders_per_month:,.0f} orders, kept for {self.months_kept:g} months, and "
            f"{self.reads_per_month:,.0f} reads. In cents: a worker {self.cents_per_worker:g} and "
            f"a gigabyte {self.cents_per_gb:g} a month, a refused read {self.cents_refused:g}, a "
            f"stale one {self.cents_stale:g}."
        )

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            fits = isinstance(value, int | float) and not isinstance(value, bool)
            if not fits or not isfinite(value) or value < 0:
                raise ValueError(f"Prices({name}={value!r}): give a number that is 0 or more.")
