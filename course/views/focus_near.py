"""Who is near a service: its callers and callees, by how many steps they are away."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches

import networkx as nx

from course.views.geometry import Edge

MOST = 100  # services in one picture
MOST_IN_COLUMN = 20


class NotInTheWeb(LookupError):
    """A service was asked for that the web does not have."""


@dataclass(frozen=True, slots=True)
class Column:
    """Those that are as many steps away: shown are those with the most calls, these first."""

    shown: list[str]
    folded: list[str]


@dataclass(frozen=True, slots=True)
class Near:
    """A service and all others of its web, each in exactly one place.

    ``columns`` are by steps: -2 is who asks the callers, 1 is who is asked. ``before`` and
    ``behind`` are further away, ``apart`` is not connected with it in the direction of the calls.
    Who is caller and callee stands where it has fewer steps, and is in ``both`` if within
    ``layers`` steps it is both. ``joining`` is for each shown service its edge with the most calls
    that leads a step nearer.
    """

    web: nx.DiGraph
    service: str
    layers: int
    columns: dict[int, Column]
    both: frozenset[str]
    joining: dict[str, Edge]
    before: list[str]
    behind: list[str]
    apart: list[str]

    @property
    def place(self) -> dict[str, int]:
        """The column of each service that is shown, from left to right."""
        return {node: at for at, column in self.columns.items() for node in column.shown}

    @property
    def callees_among_callers(self) -> int:
        """How many callees stand with the callers, because they are those too."""
        return sum(node in self.web.pred[self.service] for node in self.web.succ[self.service])


def near(web: nx.DiGraph, service: str, layers: int = 1) -> Near:
    """Sorts all services by where they stand to ``service``.

    At most ``MOST_IN_COLUMN`` of a column are shown, and fewer where there are many columns. They
    are those with the most calls to (or from) the shown ones that are a step nearer.

    Raises ``NotInTheWeb`` for an unknown service, and ``ValueError`` for ``layers`` below 1.
    """
    if service not in web:
        raise NotInTheWeb(_unknown(web, service))
    if layers < 1:
        raise ValueError(f"layers: at least 1 step around {service} can be shown, not {layers}")
    up: dict[str, int] = nx.single_source_shortest_path_length(web.reverse(copy=False), service)
    down: dict[str, int] = nx.single_source_shortest_path_length(web, service)
    rings: dict[int, list[str]] = {}
    for node in web:
        if node in up and (node not in down or up[node] <= down[node]):
            rings.setdefault(-up[node], []).append(node)
        elif node in down:
            rings.setdefault(down[node], []).append(node)
    wanted = sorted((at for at in rings if 0 < abs(at) <= layers), key=lambda at: (abs(at), at))
    most = min(MOST_IN_COLUMN, max(1, (MOST - 1) // max(1, len(wanted))))

    columns = {0: Column([service], [])}
    shown = {service}
    joining: dict[str, Edge] = {}
    for at in wanted:
        steps = up if at < 0 else down
        nearer = {node for node in shown if steps.get(node) == abs(at) - 1}
        calls, joins = _calls(web, rings[at], nearer, at)
        busiest = sorted(calls, key=lambda node: -calls[node])[:most]
        joining |= {node: joins[node] for node in busiest}
        columns[at] = Column(busiest, [node for node in rings[at] if node not in joining])
        shown.update(busiest)
    return Near(
        web=web,
        service=service,
        layers=layers,
        columns={at: columns[at] for at in sorted(columns)},
        both=frozenset(
            node
            for node in joining
            if max(up.get(node, layers + 1), down.get(node, layers + 1)) <= layers
        ),
        joining=joining,
        before=[it for at in sorted(rings, reverse=True) if at < -layers for it in rings[at]],
        behind=[it for at in sorted(rings) if at > layers for it in rings[at]],
        apart=[node for node in web if node not in up and node not in down],
    )


def _calls(
    web: nx.DiGraph, ring: list[str], nearer: Collection[str], at: int
) -> tuple[dict[str, int], dict[str, Edge]]:
    """For those of a ring that have edges with the ``nearer``: all their calls, and the edge
    with the most.
    """
    edges = (web.out_edges if at < 0 else web.in_edges)(ring, data="calls")
    outer, inner = (0, 1) if at < 0 else (1, 0)
    calls: dict[str, int] = {}
    joins: dict[str, tuple[int, Edge]] = {}
    for edge in edges:
        if edge[inner] in nearer:
            node, number = edge[outer], edge[2]
            calls[node] = calls.get(node, 0) + number
            if node not in joins or number > joins[node][0]:
                joins[node] = number, edge[:2]
    return calls, {node: edge for node, (_, edge) in joins.items()}


def _unknown(web: nx.DiGraph, service: str) -> str:
    lower = {node.lower(): node for node in web}
    alike = [lower[name] for name in get_close_matches(service.lower(), lower, n=5)]
    nearest = f"The nearest names: {', '.join(alike)}." if alike else "No name is like it."
    return f'"{service}" is none of the {len(web):,} services of this web. {nearest}'
