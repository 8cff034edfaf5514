from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import read_edges
from course.webs.busiest import busiest
from tests.webs.digraphs import webs

LARGE = Path(__file__).parents[2] / "course/data/uber-dependencies.json.gz"


def test_5_percent_of_a_large_web_receive_78_percent_of_the_calls() -> None:
    assert round(busiest(read_edges(LARGE), 0.05), 3) == 0.783


def test_only_as_many_count_as_fit_into_the_part() -> None:
    web = nx.DiGraph()
    web.add_weighted_edges_from([("a", "b", 6), ("a", "c", 3), ("b", "d", 1)], weight="calls")
    assert [busiest(web, part) for part in (0, 0.24, 0.25, 0.5, 1)] == [0, 0, 0.6, 0.9, 1]


def test_a_part_is_taken_as_it_is_written() -> None:
    web = nx.DiGraph([("caller", at) for at in range(99)])
    assert busiest(web, 0.29) == 29 / 99


def test_other_parts_and_webs_without_calls_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1, found 5"):
        busiest(nx.DiGraph(["ab"]), 5)
    with pytest.raises(ValueError, match="no calls"):
        busiest(nx.DiGraph(), 0.5)


@given(webs().filter(lambda web: web.size()), st.floats(0, 1))
def test_the_busiest_have_at_least_their_part_rounded_down(web: nx.DiGraph, part: float) -> None:
    assert busiest(web, part) >= int(part * len(web)) / len(web) - 1e-9
    assert busiest(web, 1) == 1
