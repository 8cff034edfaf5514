"""Who fails if a service does, and whom a service needs: two directions of the same question.

A web does not know what a service does when a call of it fails. It is taken to fail too, as S4 has
it; who gives part of an answer, or an older one, instead is stronger than it looks here.
"""

from difflib import get_close_matches

import networkx as nx


class NotInTheWeb(LookupError):
    """A service was asked about that the web does not have."""


def blast_radius(web: nx.DiGraph, service: str) -> list[str]:
    """Who else fails if ``service`` fails, in the web's order.

    Whoever waits for its answer fails, and whoever waits for theirs: the ancestors of its node
    along the edges that wait. A database that fails, or a client that gets no answer, counts as a
    service does. A bus passes failures on and does not fail itself.

    Raises ``NotInTheWeb``.
    """
    _found(web, service)
    failing = nx.ancestors(waiting(web), service)
    return [node for node in web if node in failing and not passes_on(web, node)]


def needs(web: nx.DiGraph, service: str) -> list[str]:
    """Who else has to work for ``service`` to answer, in the web's order.

    Those in whose blast radius it is: the descendants of its node along the edges that wait. Who
    asks over a bus needs the bus and whoever answers there. The bus itself needs nobody. A bus does
    not tell which question was whose, so where several ask over it, this may name too many.

    Raises ``NotInTheWeb``.
    """
    _found(web, service)
    if passes_on(web, service):
        return []
    needed = nx.descendants(waiting(web), service)
    return [node for node in web if node in needed]


def waiting(web: nx.DiGraph) -> nx.DiGraph:
    """The same nodes with the edges whose caller waits; where that is not known, it does."""
    waits = nx.DiGraph()
    waits.add_nodes_from(web.nodes(data=True))
    waits.add_edges_from(edge for edge in web.edges(data=True) if edge[2].get("waits", True))
    return waits


def passes_on(web: nx.DiGraph, node: str) -> bool:
    """Whether it is a bus: what fails beyond it fails who asked, and not the bus."""
    return bool(web.nodes[node].get("kind") == "bus")


def _found(web: nx.DiGraph, service: str) -> None:
    if service not in web:
        near = get_close_matches(service, list(web), n=3)
        hint = f"The nearest names are {', '.join(near)}" if near else "Print list(web) for names"
        raise NotInTheWeb(f'no "{service}" among the {len(web)} in this web. {hint}')
