"""Comparisons made by hand, for the tests of what shows them."""

from typing import Any

from course.trace import Trace
from course.views.comparison import Comparison, Figure, Run
from tests.webs.making import Making, purchase


def small_trace() -> Trace:
    """One call, and its statement."""
    made = Making()
    made.query("shop", 5, "shop.db", made.call("client", "shop"))
    return made.trace


def row(name: str = "Latency", unit: str = "ms", note: str = "", **values: float) -> Figure:
    """A row in which less is better."""
    return Figure(name, unit, values, note=note)


def comparison(*figures: Figure, **changed: Any) -> Comparison:
    """Two architectures: 4 reads at the monolith, and 4 with direct requests, 1 of them refused."""
    slow = Run("the slowest read", purchase())
    usual = (
        Figure("Reads answered", "%", {"monolith": 100, "direct": 75}, better="more"),
        Figure("Latency, slowest", "ms", {"monolith": 11, "direct": 43}, {"direct": slow}),
        Figure("Stale for", "ms", {"direct": 5}, note="Since the write was confirmed."),
    )
    fields: dict[str, Any] = {
        "story": "Four reads.",
        "figures": figures or usual,
        "reads_ms": {"monolith": (11, 11, 11, 11), "direct": (31, 33, 43)},
        "sources_ms": {
            "monolith": {"network": 10, "databases": 1, "waiting in line": 0},
            "direct": {"network": 30, "databases": 2, "waiting in line": 3},
        },
        "fates": {
            "monolith": {"fresh": 4, "stale": 0, "refused": 0},
            "direct": {"fresh": 2, "stale": 1, "refused": 1},
        },
        "traces": {"monolith": small_trace(), "direct": purchase()},
    }
    return Comparison(**(fields | changed))
