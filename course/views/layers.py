"""Which column each node of a graph stands in: who asks to the left of who is asked."""

import networkx as nx


def without_circles(web: nx.DiGraph) -> nx.DiGraph:
    """The same nodes; every edge that leads back in a circle is turned round, no self-calls.

    What leads back is seen from where the circle is entered: the way in stays.
    """
    place = _places(web)
    straight = nx.DiGraph()
    straight.add_nodes_from(web)
    straight.add_edges_from(
        sorted(edge, key=place.__getitem__) for edge in web.edges if edge[0] != edge[1]
    )
    return straight


def _places(web: nx.DiGraph) -> dict[str, tuple[int, int, int]]:
    """A place for each node, so that only edges within a circle lead back to an earlier one.

    First come the places of the circles among each other, then the steps from the way in.
    """
    walk = nx.DiGraph()
    walk.add_nodes_from(node for node in web if web.in_degree(node) == 0)
    walk.add_nodes_from(web)
    walk.add_edges_from(web.edges)
    depth_first = reversed(list(nx.dfs_postorder_nodes(walk)))
    met = {node: at for at, node in enumerate(depth_first)}
    place: dict[str, tuple[int, int, int]] = {}
    for circle in nx.strongly_connected_components(walk):
        entry = min(circle, key=met.__getitem__)
        steps = nx.single_source_shortest_path_length(walk.subgraph(circle), entry)
        place.update({node: (met[entry], far, met[node]) for node, far in steps.items()})
    return place


def columns(straight: nx.DiGraph) -> dict[str, int]:
    """The column of each node of a graph without circles, from 0.

    Each stands one right of the last that asks it; who is asked by nobody stands next to the
    first it asks.
    """
    column = {
        node: at
        for at, generation in enumerate(nx.topological_generations(straight))
        for node in generation
    }
    for node in straight:
        if straight.in_degree(node) == 0 and straight.out_degree(node) > 0:
            column[node] = min(column[asked] for asked in straight[node]) - 1
    return column
