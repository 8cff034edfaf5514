"""Who uses a database that is not theirs."""

import networkx as nx


def trespasses(web: nx.DiGraph) -> list[tuple[str, str]]:
    """Who reaches into which database of another."""
    return [(caller, store) for caller, store, owner in web.edges(data="owner") if owner]


def shared_databases(web: nx.DiGraph) -> list[str]:
    """The databases that more than one service uses, where it is not known whose they are."""
    known = {store for _, store in trespasses(web)}
    return [
        node
        for node, kind in web.nodes(data="kind")
        if kind == "database" and web.in_degree(node) > 1 and node not in known
    ]
