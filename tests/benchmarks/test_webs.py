"""What the questions to a large web cost: 1,238 services, 4,271 edges."""

import time
from pathlib import Path

import networkx as nx

from course.trace import read_edges
from course.webs.measures import measures

LARGE = Path(__file__).parents[2] / "course/data/uber-dependencies.json.gz"
LIMIT = 1.0  # seconds, on two cores
TIMES_AS_QUICK = 4


def reached_one_by_one(web: nx.DiGraph) -> dict[str, tuple[int, int]]:
    """Whom each service needs and fails with, as networkx answers it."""
    return {node: (len(nx.descendants(web, node)), len(nx.ancestors(web, node))) for node in web}


def test_all_measures_take_a_second_and_a_quarter_of_what_networkx_takes_for_two() -> None:
    web = read_edges(LARGE)
    took, ratios = [], []
    for _ in range(3):
        start = time.perf_counter()
        found = measures(web)
        middle = time.perf_counter()
        peer = reached_one_by_one(web)
        took.append(middle - start)
        ratios.append((time.perf_counter() - middle) / took[-1])
        assert {node: (it.needs, it.fails_with) for node, it in found.items()} == peer
    print(f"{min(took):.3f} s for ten measures; networkx: {max(ratios):.1f} times as long for two")
    assert min(took) <= LIMIT
    assert max(ratios) >= TIMES_AS_QUICK
