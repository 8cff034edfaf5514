"""Whatever a trace calls itself: in its report that is words, and the page stays small."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from course.trace import read
from course.views import report
from course.views.picture import Picture
from course.views.report.blocks import LARGEST_PICTURE, MOST_LETTERS, paragraph, picture, table
from tests.trace.test_hostile import HOSTILE, jaeger_file, otlp_file, zipkin_file
from tests.views.report.reading import Tags, parsed, words
from tests.webs.making import Making

OURS = {
    "html", "head", "meta", "title", "style", "body", "div", "header", "h1", "p", "dl", "dt", "dd",
    "nav", "ul", "li", "a", "main", "section", "h2", "h3", "figure", "details", "summary", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "span", "footer",
    "svg", "desc", "g", "text", "tspan", "path", "rect", "circle", "line", "ellipse",
}  # fmt: skip
ATTRIBUTES = {
    "charset", "name", "content", "http-equiv", "lang", "class", "id", "href", "style", "scope",
    "aria-label", "aria-labelledby", "role", "xmlns", "viewbox", "width", "height", "transform",
    "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "d", "dx",
    "data-from", "data-to", "data-node",
}  # fmt: skip
MOST_BYTES = 2_000_000


def check(page: str) -> None:
    """Nothing in the page is anything but ours, neither as HTML nor as XML."""
    for tag, attributes in Tags(page).found:
        assert tag in OURS
        assert attributes.keys() <= ATTRIBUTES
        assert (attributes.get("href") or "#").startswith("#")
        assert "url(" not in (attributes.get("style") or "")
    assert {it.tag.rpartition("}")[2] for it in parsed(page).iter()} <= OURS


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("form", [zipkin_file, otlp_file, jaeger_file])
def test_names_and_attributes_never_become_markup(tmp_path: Path, form: Any, words: str) -> None:
    file = tmp_path / "trace.json"
    file.write_text(json.dumps(form(words)))
    trace = read(file)
    check(report.of_trace(trace, words))
    check(report.of_two_traces(trace, trace, words, words))


@pytest.mark.parametrize("name", HOSTILE)
def test_names_in_a_web_without_times_are_words_too(name: str) -> None:
    web = nx.DiGraph()
    web.add_nodes_from([name, "other"], kind="service")
    web.add_edge(name, "other", calls=1)
    web.add_edge("other", name, calls=2)
    check(report.of_web(web, name))
    check(report.of_two_webs(nx.DiGraph(), web, name, name))


def test_the_page_may_load_nothing_and_run_nothing() -> None:
    made = Making()
    made.call("client", "users", 0, 11)
    found = [
        attributes["content"]
        for tag, attributes in Tags(report.of_trace(made.trace, "x")).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert found == [
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    ]


def test_a_name_as_long_as_a_book_does_not_make_a_page_as_long() -> None:
    made = Making()
    server = made.call("client", "x" * 100_000, 0, 40)
    for number in range(4):
        made.call("x" * 100_000, f"{number}{'y' * 100_000}", 6, 20, server)
    page = report.of_trace(made.trace, "x")
    assert len(page.encode()) < MOST_BYTES
    assert "its picture is left out, as it takes" in page


def test_what_is_cut_shows_that_it_is() -> None:
    told = words(parsed(paragraph("x" * 2 * MOST_LETTERS)))
    assert len(told.strip()) == MOST_LETTERS
    assert told.strip().endswith("…")


def test_a_picture_that_fits_is_shown_with_its_words_and_a_larger_one_is_named() -> None:
    small = picture(Picture("a title", "<svg></svg>", "some words"))
    assert "<svg></svg>" in small
    assert "some words" in small
    large = picture(Picture("a title", f"<svg>{'x' * LARGEST_PICTURE}</svg>", "some words"))
    assert words(parsed(large)) == "a title: its picture is left out, as it takes 150 kB. "


def test_a_table_says_how_many_rows_it_leaves_out() -> None:
    assert "1 more row not shown." in table(["a"], [["b"]], more=1)
    assert "not shown" not in table(["a"], [["b"]])


def test_a_web_of_very_many_services_is_counted_and_not_all_told() -> None:
    web = nx.DiGraph()
    web.add_nodes_from((f"service{number}" for number in range(25_000)), kind="service")
    web.add_edges_from(((f"service{n // 2}", f"service{n}") for n in range(1, 25_000)), calls=1)
    page = report.of_web(web, "x")
    assert len(page.encode()) < MOST_BYTES
    assert "Not worked out for more than 20,000 services; here are 25,000." in page
