import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from course.views.focus_lines import MOST_FURTHER, Lines, in_circles, lines
from course.views.focus_near import near
from tests.views.anyweb import uber, web_of, webs


def found(web: nx.DiGraph, service: str, layers: int) -> Lines:
    return lines(near(web, service, layers), in_circles(web))


@given(webs(most=40), st.integers(1, 3))
def test_every_edge_between_shown_services_is_drawn_or_counted(
    web: nx.DiGraph, layers: int
) -> None:
    around = near(web, "s0", layers)
    sorted_out = lines(around, in_circles(web))
    everything = [*sorted_out.joining, *sorted_out.further, *sorted_out.left_out]
    assert sorted(everything) == sorted(web.subgraph(around.place).edges)
    assert set(around.joining.values()) <= set(sorted_out.joining)


@given(webs(most=30), st.integers(1, 3))
def test_a_line_leads_back_if_calls_return_and_it_does_not_go_right(
    web: nx.DiGraph, layers: int
) -> None:
    around = near(web, "s0", layers)
    place = around.place
    services = web.subgraph(node for node, kind in web.nodes(data="kind") if kind != "bus")
    for caller, callee in web.subgraph(place).edges:
        returns = (
            caller != callee
            and {caller, callee} <= set(services)
            and nx.has_path(services, callee, caller)
        )
        leads_back = (caller, callee) in lines(around, in_circles(web)).back
        assert leads_back == (returns and place[callee] <= place[caller])


def test_all_lines_of_the_middle_are_drawn_whatever_their_calls() -> None:
    web = uber()
    around = near(web, "Service106", 1)
    drawn = set(found(web, "Service106", 1).drawn)
    edges = set(web.subgraph(around.place).edges)
    assert {edge for edge in edges if "Service106" in edge} <= drawn


def test_of_the_others_only_so_many_are_drawn_circles_among_them() -> None:
    sorted_out = found(uber(), "Service48", 2)
    assert len(sorted_out.further) == MOST_FURTHER
    assert sorted_out.back & set(sorted_out.further)
    assert len(sorted_out.left_out) > 100


def test_a_small_web_is_drawn_whole() -> None:
    web = web_of("client>gateway", "gateway>a", "a>b", "b>a", "gateway>b", "b>b")
    sorted_out = found(web, "a", 2)
    assert sorted_out.left_out == []
    assert sorted_out.back == {("a", "b")}
