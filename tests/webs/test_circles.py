from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given

from course.trace import read_edges
from course.webs.circles import circles, way_round
from tests.webs.digraphs import webs

LARGE = Path(__file__).parents[2] / "course/data/uber-dependencies.json.gz"


def test_a_way_round_is_one_shortest_circle() -> None:
    web = nx.DiGraph(["ab", "bc", "cd", "da", "ca"])
    assert way_round(web, "abcd") == ["a", "b", "c"]


def test_of_two_as_short_the_first_in_the_web_is_taken() -> None:
    web = nx.DiGraph(["xy", "yx", "ab", "ba", "xa", "ax"])
    assert way_round(web, ["b", "a", "y", "x"]) == ["x", "y"]


def test_who_asks_itself_goes_no_way_round() -> None:
    with pytest.raises(ValueError, match="comes back"):
        way_round(nx.DiGraph(["aa", "ab"]), "ab")


def test_356_services_in_a_circle_have_a_way_round_of_two() -> None:
    web = read_edges(LARGE)
    (large,) = (circle for circle in circles(web) if len(circle) == 356)
    one, other = way_round(web, large)
    assert web.has_edge(one, other)
    assert web.has_edge(other, one)


@given(webs(("service",)))
def test_each_circle_has_a_way_round_as_long_as_its_girth(web: nx.DiGraph) -> None:
    for circle in circles(web):
        way = way_round(web, circle)
        assert set(way) <= set(circle)
        assert all(web.has_edge(*edge) for edge in zip(way, way[1:] + way[:1], strict=True))
        loops = nx.simple_cycles(web.subgraph(circle))
        assert len(way) == min(len(loop) for loop in loops if len(loop) > 1)
