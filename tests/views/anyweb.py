"""Any web at all, for what has to hold for every one that is looked at."""

import networkx as nx
from hypothesis import strategies as st

from course.trace import read_edges

UBER = "course/data/uber-dependencies.json.gz"
KINDS = ("service", "service", "service", "client", "database", "bus")


@st.composite
def webs(draw: st.DrawFn, most: int = 12) -> nx.DiGraph:
    """Services that call each other in any way, some with times as a trace knows them."""
    web = nx.DiGraph()
    for number in range(draw(st.integers(1, most))):
        web.add_node(f"s{number}", kind=draw(st.sampled_from(KINDS)))
    names = st.sampled_from(list(web))
    timed = draw(st.booleans())
    for caller, callee in draw(st.lists(st.tuples(names, names), max_size=3 * most, unique=True)):
        calls = draw(st.integers(1, 10**7))
        times = {"shortest_ms": 1.5, "longest_ms": 20.0, "total_ms": 20.0 * calls}
        told = {
            "failures": draw(st.integers(0, calls)),
            "waits": draw(st.booleans()),
            "asks": True,
            "owner": "",
        }
        web.add_edge(caller, callee, calls=calls, **(times | told if timed else {}))
    return web


def star(callers: int, callees: int = 0) -> nx.DiGraph:
    """A service in the middle: caller number 3 makes 3 calls, callee number 3 gets 3."""
    web = nx.DiGraph()
    web.add_node("middle", kind="service")
    for number in range(1, callers + 1):
        web.add_node(f"caller{number}", kind="service")
        web.add_edge(f"caller{number}", "middle", calls=number)
    for number in range(1, callees + 1):
        web.add_node(f"callee{number}", kind="service")
        web.add_edge("middle", f"callee{number}", calls=number)
    return web


def web_of(*edges: str) -> nx.DiGraph:
    """The web of edges that are written ``a>b``, with one call each."""
    web = nx.DiGraph()
    for edge in edges:
        caller, callee = edge.split(">")
        web.add_nodes_from((caller, callee), kind="service")
        web.add_edge(caller, callee, calls=1)
    return web


def uber() -> nx.DiGraph:
    """1,238 services and 4,271 edges."""
    return read_edges(UBER)
