import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.views.focus_near import MOST, MOST_IN_COLUMN, NotInTheWeb, near
from tests.views.anyweb import star, uber, web_of, webs


@given(webs(most=40), st.integers(1, 4))
def test_every_service_is_in_exactly_one_place(web: nx.DiGraph, layers: int) -> None:
    around = near(web, "s0", layers)
    columns = around.columns.values()
    placed = [node for column in columns for node in (*column.shown, *column.folded)]
    everybody = [*placed, *around.before, *around.behind, *around.apart]
    assert sorted(everybody) == sorted(web)


@given(webs(most=40), st.integers(1, 4))
def test_a_column_is_as_many_steps_away_as_it_says(web: nx.DiGraph, layers: int) -> None:
    around = near(web, "s0", layers)
    assert all(abs(at) <= layers for at in around.columns)
    for at, column in around.columns.items():
        for node in (*column.shown, *column.folded):
            ends = (node, "s0") if at < 0 else ("s0", node)
            assert nx.shortest_path_length(web, *ends) == abs(at)


@given(webs(most=40), st.integers(1, 4))
def test_each_that_is_shown_is_joined_to_one_that_is_shown_a_step_nearer(
    web: nx.DiGraph, layers: int
) -> None:
    around = near(web, "s0", layers)
    assert around.joining.keys() == around.place.keys() - {"s0"}
    for node, edge in around.joining.items():
        assert edge in web.edges
        (other,) = set(edge) - {node}
        assert other in around.place
        ends = ((other, "s0"), (node, "s0")) if edge[0] == node else (("s0", other), ("s0", node))
        assert nx.shortest_path_length(web, *ends[0]) + 1 == nx.shortest_path_length(web, *ends[1])


def test_those_with_the_most_calls_are_shown_first_and_the_others_counted() -> None:
    around = near(star(callers=MOST_IN_COLUMN + 3), "middle")
    assert around.columns[-1].shown[:2] == ["caller23", "caller22"]
    assert around.columns[-1].folded == ["caller1", "caller2", "caller3"]


def test_who_is_folded_hides_those_who_only_call_it() -> None:
    web = star(callers=MOST_IN_COLUMN + 1)
    web.add_node("far", kind="service")
    web.add_edge("far", "caller1", calls=9)
    assert near(web, "middle", 2).columns[-2].folded == ["far"]


@pytest.mark.parametrize("layers", range(1, 9))
def test_a_large_web_is_never_more_than_can_be_read(layers: int) -> None:
    web = uber()
    for service in ("Service43", "Service106", "Service48"):
        around = near(web, service, layers)
        assert len(around.place) <= MOST
        assert max(len(column.shown) for column in around.columns.values()) <= MOST_IN_COLUMN


def test_who_is_caller_and_callee_stands_once_and_where_it_is_nearer() -> None:
    around = near(web_of("a>m", "m>a", "m>b", "b>c", "c>m", "m>d"), "m", 2)
    assert around.place == {"a": -1, "c": -1, "m": 0, "b": 1, "d": 1}
    assert around.both == {"a", "b", "c"}
    assert near(web_of("a>m", "m>b", "b>c", "c>m"), "m", 1).both == set()


def test_an_unknown_name_is_an_error_with_the_nearest_names() -> None:
    with pytest.raises(NotInTheWeb) as refused:
        near(web_of("orders>users", "orders>products"), "Order")
    assert str(refused.value) == (
        '"Order" is none of the 3 services of this web. The nearest names: orders.'
    )
    with pytest.raises(NotInTheWeb, match="No name is like it"):
        near(web_of("orders>users"), "zzz")


def test_no_step_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least 1 step"):
        near(web_of("a>b"), "a", 0)
