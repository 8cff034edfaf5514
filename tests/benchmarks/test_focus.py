"""What it costs to look at one service of a large web, held against drawing a small one whole."""

import time
from collections.abc import Callable

import networkx as nx
import pytest

from course.views import draw, focus, ranking
from tests.views.anyweb import uber

LIMIT = 0.2  # seconds, on two cores; everything after reading
SMALL = 60  # services that are drawn whole
RATIO = 0.5  # of the time that takes


def best(act: Callable[[], object], times: int = 5) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        took.append(time.perf_counter() - start)
    return min(took)


def part(web: nx.DiGraph) -> nx.DiGraph:
    """The first services that are reached from the busiest asker, as ``draw`` needs them."""
    near = [callee for _, callee in nx.bfs_edges(web, "Service106")][: SMALL - 1]
    small = nx.DiGraph(web.subgraph(["Service106", *near]))
    unknown = {"failures": 0, "shortest_ms": 1.0, "longest_ms": 1.0, "total_ms": 1.0}
    for edge in small.edges.values():
        edge.update(unknown, median_ms=1.0, waits=True, asks=True, owner="")
    return small


@pytest.mark.parametrize(
    ("service", "layers"), [("Service43", 1), ("Service106", 1), ("Service106", 3)]
)
def test_a_service_of_a_large_web_is_looked_at_in_a_fifth_of_a_second(
    service: str, layers: int
) -> None:
    """231 callers, 83 callees, and as many services as are ever shown."""
    web = uber()
    small = part(web)
    ours = best(lambda: focus(web, service, layers))
    whole = best(lambda: draw(small), times=1)
    print(
        f"focus on {service}, {layers} steps, of {len(web):,} services: {ours * 1000:.0f} ms; "
        f"draw of {len(small)} services and {small.size()} edges: {whole * 1000:.0f} ms; "
        f"ratio {ours / whole:.2f}"
    )
    assert ours < LIMIT
    assert ours < RATIO * whole


def test_a_large_web_is_ranked_in_a_second() -> None:
    web = uber()
    ours = best(lambda: ranking(web, "fan_in"), times=3)
    print(f"ranking of {len(web):,} services: {ours * 1000:.0f} ms")
    assert ours < 1
