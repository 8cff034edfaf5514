"""What an architecture costs in a month, item by item, at the learner's prices."""

from collections.abc import Mapping
from types import MappingProxyType

from course.comparing.played import Played
from course.comparing.prices import BYTES_PER_GB, Prices

STORAGE, WORKERS, REFUSED, STALE = "storage", "workers", "refused reads", "stale answers"
ITEMS: Mapping[str, str] = MappingProxyType(
    {
        STORAGE: "The orders that are kept, in all places where they are.",
        WORKERS: "Those of all services, and the bus where there is one, which counts as one more. "
        "Where each process has as many, the monolith has fewer in all, as it is one process.",
        REFUSED: "As if every hour of the month were like this story.",
        STALE: "As if every hour of the month were like this story.",
    }
)
"""What is counted, and how to read it."""


def cents_per_month(played: Played, prices: Prices) -> dict[str, float]:
    """``ITEMS`` with their costs. What people cost who build and mend it is not among them."""
    kept = played.bytes_per_order * prices.orders_per_month * prices.months_kept
    running = played.workers + played.parts.get("buses", 0)
    refused, stale = (
        len(played.having(fate)) / len(played.reads) * prices.reads_per_month
        for fate in ("refused", "stale")
    )
    return {
        STORAGE: kept / BYTES_PER_GB * prices.cents_per_gb,
        WORKERS: running * prices.cents_per_worker,
        REFUSED: refused * prices.cents_refused,
        STALE: stale * prices.cents_stale,
    }
