import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.views import focus, ranking
from course.views.explorer.walk import MOST_LAYERS, RANKS, Walk
from course.views.focus_near import NotInTheWeb
from course.views.ranking import NotMeasured
from course.webs import request_web
from course.webs.measures import MEASURES
from tests.views.anyweb import star, uber, web_of, webs
from tests.webs.making import purchase


def test_it_starts_where_most_calls_arrive_or_where_it_is_told_to() -> None:
    web = star(callers=3, callees=1)
    assert Walk(web).service == "middle"
    assert Walk(web, "caller2").service == "caller2"
    with pytest.raises(NotInTheWeb, match="caller2"):
        Walk(web, "caller")


def test_the_pictures_are_those_of_focus_and_ranking() -> None:
    web = request_web(purchase())
    walk = Walk(web, "gateway")
    walk.go("purchases")
    walk.walk_round(2)
    walk.rank("needs")
    assert walk.picture == focus(web, "purchases", 2)
    assert walk.ranks == ranking(web, "needs", RANKS)


def test_the_way_back_leads_through_all_services_one_came_by() -> None:
    walk = Walk(web_of("a>b", "b>c", "c>d"), "a")
    for name in ("b", "c", "c", "d"):
        walk.go(name)
    seen = []
    while walk.came_from is not None:
        walk.back()
        seen.append(walk.service)
    assert seen == ["c", "b", "a"]
    walk.back()
    assert walk.service == "a"
    assert walk.picture.title == "a: 0 callers and 1 callee"


def test_going_and_coming_back_keep_the_steps_around() -> None:
    walk = Walk(web_of("a>b", "b>c"), "a")
    walk.walk_round(2)
    walk.go("b")
    walk.back()
    assert walk.layers == 2


def test_what_is_prepared_is_what_is_shown_and_nothing_moves() -> None:
    walk = Walk(web_of("a>b", "b>c"), "a")
    prepared = walk.prepare("b", 2)
    assert (walk.service, walk.layers) == ("a", 1)
    walk.walk_round(2)
    walk.go("b")
    assert walk.picture is prepared


def test_of_many_pictures_only_the_last_are_kept() -> None:
    walk = Walk(star(callers=100), "middle")
    for number in range(1, 101):
        walk.prepare(f"caller{number}", 1)
    assert len(walk._drawn) < 100
    assert walk.prepare("caller100", 1) is walk.prepare("caller100", 1)


def test_steps_around_stay_within_what_can_be_read() -> None:
    walk = Walk(web_of("a>b"))
    walk.walk_round(99)
    assert walk.layers == MOST_LAYERS
    walk.walk_round(0)
    assert walk.layers == 1


@pytest.mark.parametrize(
    ("words", "found"),
    [("orders", "orders"), ("ORDERS", "orders"), ("  prod", "products"), ("orders.", "orders.db")],
)
def test_words_find_the_one_service_that_is_meant(words: str, found: str) -> None:
    walk = Walk(web_of("purchases>orders", "purchases>products", "orders>orders.db"))
    assert walk.found(words) == found


def test_words_that_do_not_say_which_are_answered_with_names() -> None:
    walk = Walk(uber())
    with pytest.raises(NotInTheWeb, match=r"part of several names: .*, .* and 45 more\."):
        walk.found("service10")
    with pytest.raises(NotInTheWeb, match="The nearest names: Service106"):
        walk.found("Servce106")
    for nothing in ("", " "):
        with pytest.raises(NotInTheWeb, match="No name is like it"):
            walk.found(nothing)
    assert walk.came_from is None


def test_only_measures_that_the_web_knows_can_be_chosen() -> None:
    assert Walk(request_web(purchase())).choices == MEASURES
    walk = Walk(star(1))
    assert MEASURES.keys() - walk.choices.keys() == {"total_ms"}
    with pytest.raises(NotMeasured):
        walk.rank("total_ms")
    assert walk.by == "called"


def test_a_web_without_services_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing to explore"):
        Walk(nx.DiGraph())


@given(webs(), st.lists(st.integers(0, 11)))
def test_any_walk_can_be_walked_back(web: nx.DiGraph, steps: list[int]) -> None:
    walk = Walk(web, "s0")
    for step in steps:
        walk.go(f"s{step % len(web)}")
    for _ in steps:
        walk.back()
    assert walk.service == "s0"
    assert walk.came_from is None
