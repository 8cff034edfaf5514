"""Services whose calls come back to them."""

from collections import deque
from collections.abc import Collection

import networkx as nx


def circles(web: nx.DiGraph) -> list[list[str]]:
    """The groups of services whose calls come back to them, in the web's order.

    Over a bus that is as it should be: who tells something also hears of others.
    """
    buses = [node for node, kind in web.nodes(data="kind") if kind == "bus"]
    # A view is several times slower than the web itself, and webs can be large.
    services = nx.restricted_view(web, buses, []) if buses else web
    groups = [group for group in nx.strongly_connected_components(services) if len(group) > 1]
    first = {node: at for at, node in enumerate(web)}
    return sorted(
        (sorted(group, key=first.__getitem__) for group in groups),
        key=lambda circle: first[circle[0]],
    )


def way_round(web: nx.DiGraph, circle: Collection[str]) -> list[str]:
    """One shortest way round in a circle of services: each asks the next, and the last the first.

    Its length is the girth of the circle as a graph. Of several as short, it begins at the service
    that is first in the web's order, and asks on in that order. Who asks itself goes no way.

    Raises ``ValueError`` where no call of these services comes back to them.
    """
    members = set(circle)
    shortest: list[str] = []
    for start in (node for node in web if node in members):
        way = _way_back(web, start, members)
        if way and (not shortest or len(way) < len(shortest)):
            shortest = way
        if len(shortest) == 2:
            break
    if not shortest:
        raise ValueError(
            "no call of these services comes back to them. circles(web) gives those that do"
        )
    return shortest


def _way_back(web: nx.DiGraph, start: str, members: Collection[str]) -> list[str]:
    """A shortest way from ``start`` to the one that asks it, found step by step outwards."""
    came_from = {start: ""}
    reached = deque([start])
    while reached:
        node = reached.popleft()
        if node != start and web.has_edge(node, start):
            way = [node]
            while way[-1] != start:
                way.append(came_from[way[-1]])
            return way[::-1]
        for asked in web[node]:
            if asked in members and asked not in came_from:
                came_from[asked] = node
                reached.append(asked)
    return []
