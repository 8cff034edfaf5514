"""Any web at all, for what has to hold for every one."""

import networkx as nx
from hypothesis import strategies as st

KINDS = ("service", "database", "client", "bus")


@st.composite
def webs(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> nx.DiGraph:
    """Up to nine nodes that call each other in any way, and themselves; some do not wait."""
    web = nx.DiGraph()
    names = "abcdefghi"[: draw(st.integers(0, 9))]
    for name in names:
        web.add_node(name, kind=draw(st.sampled_from(kinds)))
    if names:
        node = st.sampled_from(names)
        for caller, callee in draw(st.lists(st.tuples(node, node), max_size=25, unique=True)):
            waits = draw(st.booleans())
            calls = draw(st.integers(1, 9))
            web.add_edge(caller, callee, calls=calls, waits=waits, total_ms=float(calls))
    return web
