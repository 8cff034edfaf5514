"""What is different between two webs of the same system."""

from dataclasses import dataclass, field
from math import inf

import networkx as nx

from course.webs.told import tell_changes

LONGER = 1.1
"""A call is slower that takes at least so many times as long."""


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """The calls of an edge before and after: the mean time of one, and the share that failed."""

    caller: str
    callee: str
    before_ms: float
    after_ms: float
    before_failed: float
    after_failed: float

    @property
    def ratio(self) -> float:
        """How many times as long a call takes now."""
        return self.after_ms / self.before_ms if self.before_ms else inf


@dataclass(frozen=True, slots=True, repr=False)
class WebChanges:
    """What is new, gone, slower, and failing more; each in the order of its web.

    ``slower`` has the edges whose calls take at least a tenth longer, first those that added most
    time over all their calls; ``failing`` those of which a larger share fails, the worst first.
    Services are all nodes, databases and buses too.
    """

    new_services: list[str] = field(default_factory=list)
    gone_services: list[str] = field(default_factory=list)
    new_edges: list[tuple[str, str]] = field(default_factory=list)
    gone_edges: list[tuple[str, str]] = field(default_factory=list)
    slower: list[EdgeChange] = field(default_factory=list)
    failing: list[EdgeChange] = field(default_factory=list)

    def __repr__(self) -> str:
        return tell_changes(self)


def changes(before: nx.DiGraph, after: nx.DiGraph) -> WebChanges:
    """How the web ``after`` differs from the one ``before``, call by call.

    A web does not know how many requests it is made of, nor how far its times lie apart. So a call
    is compared with a call, and what is slower here may be so by chance; ``compare`` of two traces
    knows. In webs without times or failures (``read_edges``) nothing is slower or fails more.
    """
    both = [edge for edge in after.edges if before.has_edge(*edge)]
    known = [_change(before, after, edge) for edge in both if _is_timed(before, after, edge)]
    added = {
        (it.caller, it.callee): (it.after_ms - it.before_ms)
        * after.edges[it.caller, it.callee]["calls"]
        for it in known
    }
    slower = [it for it in known if it.after_ms > 0 and it.ratio >= LONGER]
    failing = [it for it in known if it.after_failed > it.before_failed]
    return WebChanges(
        new_services=[node for node in after if node not in before],
        gone_services=[node for node in before if node not in after],
        new_edges=[edge for edge in after.edges if not before.has_edge(*edge)],
        gone_edges=[edge for edge in before.edges if not after.has_edge(*edge)],
        slower=sorted(slower, key=lambda it: -added[it.caller, it.callee]),
        failing=sorted(failing, key=lambda it: it.before_failed - it.after_failed),
    )


def _is_timed(before: nx.DiGraph, after: nx.DiGraph, edge: tuple[str, str]) -> bool:
    return all({"total_ms", "failures"} <= web.edges[edge].keys() for web in (before, after))


def _change(before: nx.DiGraph, after: nx.DiGraph, edge: tuple[str, str]) -> EdgeChange:
    then, now = before.edges[edge], after.edges[edge]
    return EdgeChange(
        *edge,
        before_ms=then["total_ms"] / then["calls"],
        after_ms=now["total_ms"] / now["calls"],
        before_failed=then["failures"] / then["calls"],
        after_failed=now["failures"] / now["calls"],
    )
