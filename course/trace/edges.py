"""A web from a list of who calls whom, as Jaeger and Zipkin sum up what they have recorded."""

import os
from typing import TYPE_CHECKING, Any

from course.trace.content import FEWER, opened
from course.trace.document import parsed
from course.trace.error import TraceError, WrongField
from course.trace.fields import objects, shown, title, whole_number

if TYPE_CHECKING:
    import networkx as nx

MOST_EDGES = 500_000


def read_edges(path: str | os.PathLike[str]) -> "nx.DiGraph":
    """The web in a list of ``{"parent": ..., "child": ..., "callCount": ...}``, plain or gzipped.

    An edge goes from the service that asks (``parent``) to the one that is asked, with the number
    of ``calls``; a pair that is there twice is summed up. Such a list knows no times and no order.
    So this gives a graph, and ``read`` a trace. Nodes and edges are in the order of the list.

    Raises ``TraceError`` when the file holds something else, and ``OSError`` when it cannot be
    opened.
    """
    with opened(path) as content:
        edges = _edges(parsed(content.rest()))
    import networkx as nx

    web = nx.DiGraph()
    for (parent, child), calls in edges.items():
        for name in (parent, child):
            web.add_node(name, kind="service")
        web.add_edge(parent, child, calls=calls)
    return web


def is_edges(data: object) -> bool:
    """Whether parsed JSON is such a list, plain or as Jaeger's API answers with it."""
    listed = data.get("data") if isinstance(data, dict) else data
    return (
        isinstance(listed, list)
        and bool(listed)
        and isinstance(listed[0], dict)
        and {"parent", "child"} <= listed[0].keys()
    )


def _edges(data: Any) -> dict[tuple[str, str], int]:
    if not is_edges(data):
        raise TraceError(
            f"expected a list of objects with parent, child and callCount, found {shown(data)}. "
            'Is it a trace? "read" reads those'
        )
    listed = objects(data if isinstance(data, dict) else {"data": data}, "data")
    if len(listed) > MOST_EDGES:
        raise TraceError(f"more than {MOST_EDGES:,} edges, which is more than is read. {FEWER}")
    edges: dict[tuple[str, str], int] = {}
    for number, record in enumerate(listed, 1):
        try:
            pair = title(record, "parent"), title(record, "child")
            calls = whole_number(record, "callCount")
        except TraceError as fault:
            raise fault.at(f"edge {number} of {len(listed)}") from None
        if not all(pair):
            raise WrongField(
                f"edge {number} of {len(listed)}: expected a parent and a child, "
                f"found {shown(record)}"
            )
        edges[pair] = edges.get(pair, 0) + calls
    return edges
