"""Services whose calls come back to them."""

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
