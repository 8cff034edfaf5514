import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import read
from course.views import focus
from course.views.focus_near import MOST, NotInTheWeb
from course.views.lettering import text_width
from course.webs import request_web
from tests.trace.test_hostile import HOSTILE, zipkin_file
from tests.views.anyweb import star, uber, web_of, webs
from tests.views.player.making import trouble
from tests.webs.making import Making, order, purchase

SVG = "{http://www.w3.org/2000/svg}"
WIDEST = 1200  # at the smallest size at which letters are readable, that is a page of 900 pixels


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def nodes(svg: str) -> list[str]:
    groups = ElementTree.fromstring(svg).iter(f"{SVG}g")
    return [name for group in groups if (name := group.get("data-node"))]


def marks(svg: str, name: str) -> set[str]:
    """The classes of the line from one service to another, written ``from>to``."""
    caller, callee = name.split(">")
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if (group.get("data-from"), group.get("data-to")) == (caller, callee):
            return set(next(group.iter(f"{SVG}path")).get("class", "").split())
    raise AssertionError(f"no line {name}")


def test_the_text_tells_the_middle_first_then_each_step_outwards() -> None:
    assert str(focus(request_web(purchase()), "purchases", 2)) == (
        "purchases: 1 caller and 3 callees\n"
        "1 caller:\n"
        "gateway asks purchases: 1 call, 21 ms, waits\n"
        "3 callees:\n"
        "purchases asks users: 1 call, 11 ms, waits\n"
        "purchases asks orders: 1 call, 11 ms, waits\n"
        "purchases asks products: 1 call, 11 ms, waits\n"
        "1 at 2 steps before purchases:\n"
        "client asks gateway: 1 call, 31 ms, waits\n"
        "3 at 2 steps behind purchases:\n"
        "users asks users.db: 1 call, 1 ms, waits\n"
        "orders asks orders.db: 1 call, 1 ms, waits\n"
        "products asks products.db: 1 call, 1 ms, waits"
    )


def test_what_is_folded_is_counted_in_the_picture_and_in_the_text() -> None:
    web = star(callers=57, callees=21)
    web.add_edge("callee3", "deeper", calls=1)
    web.add_node("deeper", kind="service")
    web.add_node("lonely", kind="service")
    drawn = focus(web, "middle")
    folded = f"{sum(range(1, 38)):,}"
    written = words(drawn.svg)
    for expected in ("+ 37 more callers", "+ 1 more callee", "1 further", "behind these", folded):
        assert expected in written
    assert "20 of 57 shown" in written
    assert (
        "57 callers, 20 with the most calls are told here, 37 more are counted only, "
        f"with {folded} calls:" in drawn.text
    )
    assert "1 further stands behind these." in drawn.text
    assert "1 of the 81 in this web is not connected with middle" in drawn.text


def test_lines_that_are_not_drawn_are_counted_and_so_are_those_that_lead_back() -> None:
    web = star(callers=0, callees=8)
    pairs = [(a, b) for a in range(1, 9) for b in range(1, 9) if a != b]
    for one, other in pairs:
        web.add_edge(f"callee{one}", f"callee{other}", calls=2)
    note = "36 more lines between these are not drawn: 72 calls. 36 of them lead back."
    drawn = focus(web, "middle")
    assert note in words(drawn.svg)
    assert drawn.text.endswith(note)


def test_a_line_that_leads_back_is_marked_and_said_and_in_the_legend() -> None:
    drawn = focus(web_of("client>m", "m>a", "a>m", "m>b"), "m")
    assert "back" in marks(drawn.svg, "m>a")
    assert "back" not in marks(drawn.svg, "a>m")
    assert "m asks a: 1 call, leads back" in drawn.text
    assert "a is caller and callee of m at once." in drawn.text
    assert "1 other callee:" in drawn.text
    assert {"leads back: part of a circle", "caller and callee at once"} < set(words(drawn.svg))
    assert nodes(drawn.svg).count("a") == 1


def test_a_call_to_itself_is_a_line_and_no_neighbour() -> None:
    drawn = focus(web_of("m>m", "m>a"), "m")
    assert drawn.title == "m: 0 callers and 1 callee"
    assert "edge" in marks(drawn.svg, "m>m")
    assert "m asks m: 1 call" in drawn.text


def test_failures_and_who_does_not_wait_are_shown_as_in_the_web() -> None:
    drawn = focus(request_web(purchase(failed=True)), "purchases")
    assert "wrong" in marks(drawn.svg, "purchases>products")
    assert "wrong" not in marks(drawn.svg, "purchases>users")
    assert "purchases asks products: 1 call, 11 ms, failed, waits" in drawn.text
    assert "11 ms, failed" in words(drawn.svg)
    told = focus(request_web(order()), "orders")
    assert "later" in marks(told.svg, "orders>bus")
    assert "orders tells bus" in told.text


def test_what_failed_may_be_a_delivery_where_deliveries_are_drawn() -> None:
    assert "a call failed" in words(focus(request_web(purchase(failed=True)), "purchases").svg)
    assert "a call or a delivery failed" in words(focus(request_web(trouble()), "bus").svg)


def test_who_reaches_into_anothers_database_is_marked() -> None:
    made = Making()
    made.query("orders", 0, "users.db", None).attributes["lab.owner"] = "users"
    drawn = focus(request_web(made.trace), "orders")
    assert "wrong" in marks(drawn.svg, "orders>users.db")
    assert "reaches into what belongs to users" in drawn.text


def test_who_is_alone_is_a_picture_too() -> None:
    web = web_of("a>b")
    web.add_node("alone", kind="service")
    assert "alone asks nobody and is asked by nobody." in focus(web, "alone").text


def test_the_legend_has_only_what_occurs() -> None:
    plain = words(focus(request_web(purchase()), "purchases").svg)
    assert "asks and waits for the answer" in plain
    for absent in ("leads back: part of a circle", "a call failed", "number of calls", "asks"):
        assert absent not in plain
    counted = words(focus(web_of("a>b"), "a").svg)
    assert {"asks", "number of calls"} < set(counted)
    assert "asks and waits for the answer" not in counted


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(NotInTheWeb, match="The nearest names: purchases"):
        focus(request_web(purchase()), "purchase")


@pytest.mark.parametrize("service", ["Service43", "Service106", "Service48", "Service166"])
@pytest.mark.parametrize("layers", [1, 2, 3])
def test_a_large_web_fits_a_page(service: str, layers: int) -> None:
    svg = focus(uber(), service, layers).svg
    width, height = map(float, ElementTree.fromstring(svg).get("viewBox", "").split()[2:])
    assert len(nodes(svg)) <= MOST
    assert width <= (WIDEST if layers < 3 else 1.5 * WIDEST)
    assert height <= 1400


@given(webs(most=30), st.integers(1, 3))
def test_any_web_gives_a_picture_in_which_all_add_up(web: nx.DiGraph, layers: int) -> None:
    drawn = focus(web, "s0", layers)
    assert len(nodes(drawn.svg)) == len(set(nodes(drawn.svg)))
    counts = [
        int(found[1].replace(",", ""))
        for text in words(drawn.svg)
        for pattern in (
            r"\+ ([\d,]+) more",
            r"([\d,]+) further$",
            r"([\d,]+) of the .* not connect",
        )
        if (found := re.match(pattern, text))
    ]
    assert len(nodes(drawn.svg)) + sum(counts) == len(web)
    assert focus(web.copy(), "s0", layers) == drawn


def test_the_picture_is_the_same_in_every_process() -> None:
    program = (
        "from course.views import focus\n"
        "from tests.views.anyweb import uber\n"
        "print(focus(uber(), 'Service106', 2).svg, end='')"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {focus(uber(), "Service106", 2).svg}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_never_become_markup(tmp_path: Path, name: str) -> None:
    (tmp_path / "trace.json").write_text(json.dumps(zipkin_file(name)))
    web = request_web(read(tmp_path / "trace.json"))
    for service in web:
        root = ElementTree.fromstring(focus(web, service).svg)
        elements = {it.tag.rpartition("}")[2] for it in root.iter()}
        assert not elements & {"script", "img", "image", "foreignObject", "a"}
        names = {it for element in root.iter() for it in element.attrib}
        assert not {it for it in names if it.startswith("on") or "href" in it}


def test_the_letters_of_a_name_fit_into_their_node() -> None:
    web = web_of("WWWWWWWWWWWWWWWWWWWWWWWW>m", "purchases-and-returns-of-goods>m", "m>x")
    root = ElementTree.fromstring(focus(web, "m").svg)
    groups = [group for group in root.iter(f"{SVG}g") if group.get("data-node")]
    assert len(groups) == 4
    for group in groups:
        room = float(next(group.iter(f"{SVG}rect")).get("width", 0))
        for line in group.iter(f"{SVG}text"):
            assert 1.08 * text_width("".join(line.itertext()), 12) <= room


def boxes_of_words(svg: str) -> list[tuple[Any, ...]]:
    """The room of the words at lines, from what is written in the picture."""
    found = []
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        if group.get("data-from") is None:
            continue
        for text in group.iter(f"{SVG}text"):
            if "end" in (text.get("class") or "").split():
                x, y = float(text.get("x", 0)), float(text.get("y", 0))
                found.append((x - text_width("".join(text.itertext()), 11), y - 9, x, y + 2))
    return found


def test_no_words_at_lines_overlap_in_a_large_web() -> None:
    for layers in (1, 2, 3):
        boxes = sorted(boxes_of_words(focus(uber(), "Service106", layers).svg))
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                apart = one[2] <= other[0] or one[3] <= other[1] or other[3] <= one[1]
                assert apart, (one, other)
