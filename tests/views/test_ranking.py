import re
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.views import ranking
from course.views.ranking import NotMeasured
from course.webs import request_web
from course.webs.measures import MEASURES, measures
from tests.trace.test_hostile import HOSTILE
from tests.views.anyweb import star, uber, web_of, webs
from tests.webs.making import purchase

SVG = "{http://www.w3.org/2000/svg}"
TAGS = ("svg", "title", "desc", "style", "g", "text", "path")


def lengths(svg: str) -> list[float]:
    """How long the bars are, from top to bottom."""
    return [
        float(found[1])
        for path in ElementTree.fromstring(svg).iter(f"{SVG}path")
        if (found := re.search(r"h([\d.]+)v", path.get("d", "")))
    ]


def test_the_text_is_a_numbered_list_with_the_highest_first() -> None:
    assert str(ranking(star(callers=3), "calls", first=2)) == (
        "Calls made: the first 2 of 4\n1. caller3: 3\n2. caller2: 2\n2 more, none above 1"
    )


def test_bars_are_as_long_as_their_numbers() -> None:
    assert lengths(ranking(star(callers=3), "calls", first=3).svg) == [300, 200, 100]


def test_whoever_has_the_same_value_is_in_the_order_of_the_web() -> None:
    told = ranking(web_of("b>x", "a>x", "c>x"), "fan_out").text.splitlines()
    assert told == ["How many it calls: 4 nodes", "1. b: 1", "2. a: 1", "3. c: 1", "4. x: 0"]


def test_the_busiest_of_a_large_web_is_the_one_with_the_most_calls() -> None:
    web = uber()
    values = {name: one.fan_in for name, one in measures(web).items()}
    first = ranking(web, "fan_in").text.splitlines()[1]
    assert first == f"1. {max(values, key=lambda name: values[name])}: {max(values.values())}"


@pytest.mark.parametrize("by", MEASURES)
def test_each_measure_can_be_ranked(by: str) -> None:
    picture = ranking(request_web(purchase()), by)
    assert picture.title.startswith(MEASURES[by].capitalize())


def test_another_name_is_refused_and_so_are_times_that_nobody_knows() -> None:
    with pytest.raises(NotMeasured, match="There are: called, calls"):
        ranking(star(1), "size")
    with pytest.raises(NotMeasured, match="knows no times"):
        ranking(star(1), "total_ms")
    with pytest.raises(ValueError, match="at least 1 row"):
        ranking(star(1), first=0)


@given(webs(), st.sampled_from(["called", "fan_in", "needs", "circle"]), st.integers(1, 15))
def test_shown_and_not_shown_are_all(web: nx.DiGraph, by: str, first: int) -> None:
    lines = ranking(web, by, first).text.splitlines()[1:]
    shown = [line for line in lines if re.match(r"\d+\. ", line)]
    rest = [int(line.split()[0]) for line in lines if line not in shown]
    assert len(shown) + sum(rest) == len(web)


@pytest.mark.parametrize("name", HOSTILE)
def test_names_never_become_markup(name: str) -> None:
    web = nx.DiGraph()
    web.add_node(name, kind="service")
    elements = {it.tag for it in ElementTree.fromstring(ranking(web).svg).iter()}
    assert elements <= {f"{SVG}{tag}" for tag in TAGS}


def test_an_empty_web_is_a_picture_too() -> None:
    assert ranking(nx.DiGraph()).text == "Calls received: 0 nodes\n"
