from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.views.geometry import Layout
from course.views.heights import spread
from course.views.layers import columns, without_circles
from course.views.layout import layout
from course.views.ordering import crossings, ordered

NODE = (80.0, 40.0)
LABEL = (50.0, 18.0)
Rectangle = tuple[float, float, float, float]


@st.composite
def webs(draw: st.DrawFn) -> nx.DiGraph:
    names = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(names))
    web = nx.DiGraph()
    web.add_nodes_from(names)
    web.add_edges_from(draw(st.lists(pairs, max_size=25)))
    return web


def laid_out(web: nx.DiGraph) -> Layout:
    return layout(web, dict.fromkeys(web, NODE), dict.fromkeys(web.edges, LABEL))


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[2] - 0.01
        and other[0] < one[2] - 0.01
        and one[1] < other[3] - 0.01
        and other[1] < one[3] - 0.01
    )


def rectangles(plan: Layout) -> list[Rectangle]:
    nodes = [(box.left, box.top, box.right, box.bottom) for box in plan.nodes.values()]
    labels = [
        (x - LABEL[0] / 2, y - LABEL[1], x + LABEL[0] / 2, y) for x, y in plan.labels.values()
    ]
    return nodes + labels


@given(webs())
def test_nodes_and_labels_never_overlap(web: nx.DiGraph) -> None:
    assert not any(overlap(*pair) for pair in combinations(rectangles(laid_out(web)), 2))


@given(webs())
def test_no_line_runs_through_a_node(web: nx.DiGraph) -> None:
    plan = laid_out(web)
    for points in plan.routes.values():
        for (x0, y0), (x1, y1) in zip(points[1:-1:2], points[2::2], strict=False):
            line = (min(x0, x1), min(y0, y1) - 1, max(x0, x1), max(y0, y1) + 1)
            for box in plan.nodes.values():
                assert not overlap(line, (box.left, box.top, box.right, box.bottom))


@given(webs())
def test_every_line_starts_at_who_asks_and_ends_at_who_is_asked(web: nx.DiGraph) -> None:
    plan = laid_out(web)
    assert set(plan.routes) == {edge for edge in web.edges if edge[0] != edge[1]}
    for ends, points in plan.routes.items():
        for name, (x, y) in zip(ends, (points[0], points[-1]), strict=True):
            box = plan.nodes[name]
            assert x in (box.left, box.right)
            assert box.top < y < box.bottom


@given(webs())
def test_everything_is_inside_the_picture(web: nx.DiGraph) -> None:
    plan = laid_out(web)
    for left, top, right, bottom in rectangles(plan):
        assert left >= -0.01
        assert top >= -0.01
        assert right <= plan.width + 0.01
        assert bottom <= plan.height + 0.01


@given(webs())
def test_turning_edges_round_leaves_no_circle(web: nx.DiGraph) -> None:
    assert nx.is_directed_acyclic_graph(without_circles(web))


def test_without_a_circle_every_service_is_left_of_those_it_asks() -> None:
    web = nx.DiGraph([("client", "a"), ("a", "b"), ("b", "c"), ("a", "c"), ("c", "c.db")])
    assert columns(without_circles(web)) == {"client": 0, "a": 1, "b": 2, "c": 3, "c.db": 4}


def test_who_is_asked_by_nobody_stands_next_to_the_first_it_asks() -> None:
    web = nx.DiGraph([("client", "a"), ("a", "b"), ("b", "c"), ("clock", "c")])
    assert columns(without_circles(web))["clock"] == 2


def test_a_circle_keeps_the_way_in() -> None:
    web = nx.DiGraph([("b", "a"), ("a", "b"), ("client", "a")])
    assert columns(without_circles(web)) == {"client": 0, "a": 1, "b": 2}


def test_lines_that_need_not_cross_do_not() -> None:
    right = [[5], [4], [3], [], [], []]
    left = [[], [], [], [2], [1], [0]]
    tangled = [[0, 1, 2], [3, 4, 5]]
    assert crossings(tangled, right) == 3
    assert crossings(ordered(tangled, left, right), right) == 0


def test_things_that_want_one_place_stand_around_it() -> None:
    assert spread([10, 10, 10], [6, 6]) == pytest.approx([4, 10, 16])


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=8), st.floats(0, 50))
def test_spreading_keeps_the_order_and_the_gaps(wishes: list[float], gap: float) -> None:
    places = spread(wishes, [gap] * (len(wishes) - 1))
    for upper, lower in pairwise(places):
        assert lower - upper >= gap - 1e-6


def test_the_same_web_is_laid_out_the_same() -> None:
    web = nx.gnp_random_graph(12, 0.2, seed=3, directed=True)
    web = nx.relabel_nodes(web, str)
    assert laid_out(web) == laid_out(web.copy())
