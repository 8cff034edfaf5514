"""The whole requests of a trace: what those who ask from outside wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from course.trace import Span, Trace
from course.webs.messages import step


@dataclass(frozen=True, slots=True)
class Requests:
    """How many requests there were, how many of them failed, and how long they took."""

    count: int
    failed: int
    mean_ms: float
    p50_ms: float
    p95_ms: float
    p99_ms: float


def whole_requests(trace: Trace) -> Requests:
    """The requests of a trace together; times are percentiles by nearest rank (``percentile``).

    Raises ``ValueError`` for a trace without a request.
    """
    spans = requests(trace)
    if not spans:
        raise ValueError(f"no request in this trace of {len(trace)} spans. Send one and try again")
    times = [span.milliseconds for span in spans]
    return Requests(
        count=len(spans),
        failed=sum(span.status == "error" for span in spans),
        mean_ms=sum(times) / len(times),
        p50_ms=percentile(times, 50),
        p95_ms=percentile(times, 95),
        p99_ms=percentile(times, 99),
    )


def requests(trace: Trace) -> list[Span]:
    """The first span of each request: the roots that are no message and no mere moment."""
    return [root for root in trace.roots if not step(root) and not _is_moment(root)]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value such that at least ``percent`` of 100 values are not above it.

    That is the nearest rank, always one of the values; the first definition in R. Hyndman and Y.
    Fan ("Sample Quantiles in Statistical Packages", 1996). Others put it between two values.

    Raises ``ValueError`` without values, or for a percent that is not above 0 and up to 100.
    """
    if not values or not 0 < percent <= 100:
        raise ValueError(
            f"expected values and a percent above 0 and up to 100, "
            f"found {len(values)} values and {percent:g}"
        )
    return sorted(values)[ceil(percent * len(values) / 100) - 1]


def _is_moment(root: Span) -> bool:
    """Such as a service that goes down."""
    return root.kind == "internal" and root.start == root.end
