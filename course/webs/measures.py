"""What can be counted for each service of a web: how much it is called, and who depends on whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from types import MappingProxyType

import networkx as nx

from course.webs.blast_radius import passes_on, waiting
from course.webs.circles import circles


@dataclass(frozen=True, slots=True)
class Measures:
    """What is counted for one node of a web. Every node counts, a database as much as a service.

    ``called``, ``calls``: the calls it receives and makes; the weighted degrees of its node.
    ``fan_in``, ``fan_out``: how many different ones call it, and it calls; the degrees of its node.
    E. Yourdon and L. Constantine ("Structured Design", 1979) count modules so. Who calls itself is
    one of them.
    ``depth``, ``layer``: the steps of the longest chain below it, and above it, where all who call
    each other in a circle stand on one step: the longest paths from it and to it in the
    condensation of the web (F. Harary, R. Norman and D. Cartwright, "Structural Models", 1965).
    ``needs``: how many others have to work for it to answer; see ``blast_radius.needs``.
    ``fails_with``: how many others fail if it does; see ``blast_radius.blast_radius``.
    ``circle``: how many services are in its circle, 1 if it is in none; see ``circles.circles``.
    ``total_ms``: how long its callers waited for it, over all calls; ``None`` where the web does
    not know times.
    """

    called: int
    calls: int
    fan_in: int
    fan_out: int
    depth: int
    layer: int
    needs: int
    fails_with: int
    circle: int
    total_ms: float | None


MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "called": "calls received",
        "calls": "calls made",
        "fan_in": "how many call it",
        "fan_out": "how many it calls",
        "depth": "steps in the longest chain below it",
        "layer": "steps in the longest chain above it",
        "needs": "how many others it needs",
        "fails_with": "how many others fail if it fails",
        "circle": "services in its circle",
        "total_ms": "ms that callers waited for it",
    }
)
"""The name of each measure, and what it says in plain words."""


def measures(web: nx.DiGraph) -> dict[str, Measures]:
    """The measures of each node, in the web's order.

    In a web from ``read_edges`` it is not known who waits; there every caller is taken to wait.
    """
    called, calls = dict(web.in_degree(weight="calls")), dict(web.out_degree(weight="calls"))
    below, above = _longest_chains(web)
    needed, failing = _waited_for(web)
    in_circle = {node: len(circle) for circle in circles(web) for node in circle}
    waited = _waited_ms(web)
    return {
        node: Measures(
            called=called[node],
            calls=calls[node],
            fan_in=web.in_degree(node),
            fan_out=web.out_degree(node),
            depth=below[node],
            layer=above[node],
            needs=needed[node],
            fails_with=failing[node],
            circle=in_circle.get(node, 1),
            total_ms=waited[node] if waited is not None else None,
        )
        for node in web
    }


def _longest_chains(web: nx.DiGraph) -> tuple[dict[str, int], dict[str, int]]:
    """The steps of the longest chain below each node, and above it."""
    steps = nx.condensation(web)
    group = steps.graph["mapping"]
    order = list(nx.topological_sort(steps))
    below: dict[int, int] = {}
    above: dict[int, int] = {}
    for one in reversed(order):
        below[one] = max((below[other] + 1 for other in steps.successors(one)), default=0)
    for one in order:
        above[one] = max((above[other] + 1 for other in steps.predecessors(one)), default=0)
    return ({node: below[group[node]] for node in web}, {node: above[group[node]] for node in web})


def _waited_for(web: nx.DiGraph) -> tuple[dict[str, int], dict[str, int]]:
    """How many others each node needs, and how many others fail with it.

    A set of nodes is an integer with one bit for each: whom a circle reaches is then worked out
    once for all of it, and sets are joined as fast as the machine adds.
    """
    steps = nx.condensation(waiting(web))
    group = steps.graph["mapping"]
    order = list(nx.topological_sort(steps))
    bit = {node: 1 << at for at, node in enumerate(web)}
    own = {one: _joined(bit[node] for node in steps.nodes[one]["members"]) for one in steps}
    needed: dict[int, int] = {}
    failing: dict[int, int] = {}
    for one in reversed(order):
        needed[one] = _joined([own[one], *(needed[other] for other in steps.successors(one))])
    for one in order:
        failing[one] = _joined([own[one], *(failing[other] for other in steps.predecessors(one))])
    answering = _joined(bit[node] for node in web if not passes_on(web, node))
    return (
        {
            node: (needed[group[node]] & ~bit[node]).bit_count() * (not passes_on(web, node))
            for node in web
        },
        {node: (failing[group[node]] & answering & ~bit[node]).bit_count() for node in web},
    )


def _joined(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def _waited_ms(web: nx.DiGraph) -> dict[str, float] | None:
    """How long the callers of each node waited for it, or ``None`` if an edge knows no time."""
    if any(ms is None for _, _, ms in web.edges(data="total_ms")):
        return None
    return {node: float(ms) for node, ms in waiting(web).in_degree(weight="total_ms")}
