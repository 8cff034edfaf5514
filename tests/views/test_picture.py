import re
from xml.etree import ElementTree

from course.views import Picture, draw, waterfall
from course.views.picture import framed
from course.views.svg import Svg, element
from course.webs import request_web
from tests.webs.making import purchase

SVG = "{http://www.w3.org/2000/svg}"


def small(title: str = "Title", text: str = "Words") -> Picture:
    return framed(title, text, element("g"), 100, 50, [])


def test_a_notebook_shows_the_svg_and_elsewhere_the_text() -> None:
    picture = small()
    assert picture.svg in picture._repr_html_()
    assert repr(picture) == str(picture) == "Title\nWords"


def test_a_screen_reader_finds_title_and_description() -> None:
    root = ElementTree.fromstring(small().svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == ("Title", "Words")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"


def test_two_pictures_on_a_page_share_no_id() -> None:
    trace = purchase()
    pictures = [small(), small(text="Other"), draw(request_web(trace)), waterfall(trace)]
    ids = [name for picture in pictures for name in re.findall(r' id="([^"]+)"', picture.svg)]
    assert len(ids) == len(set(ids)) == 3 * len(pictures)


def test_a_style_reaches_only_its_own_picture() -> None:
    root = ElementTree.fromstring(small().svg)
    style = root.findtext(f"{SVG}style") or ""
    rules = [rule for rule in style.split("}") if rule]
    assert len(rules) > 10
    assert all(rule.startswith(f"#{root.get('id')}") for rule in rules)


def test_every_colour_of_the_theme_has_one_for_other_pages() -> None:
    variables = re.findall(r"var\(([^)]*)\)", small().svg)
    assert {"--jp-layout-color0,#fff", "--jp-content-font-color1,#1f2328"} < set(variables)
    assert all("," in variable for variable in variables)


def test_it_shrinks_with_its_cell_but_not_until_it_cannot_be_read() -> None:
    root = ElementTree.fromstring(framed("T", "", Svg(), 976, 50, []).svg)
    assert root.get("width") == "1000"
    assert root.get("style") == "min-width:750px"
    assert "max-width:100%" in (root.findtext(f"{SVG}style") or "")


def test_thin_outlines_of_bars_lie_on_whole_pixels_and_keep_their_colour() -> None:
    rules = re.findall(r"([^{}]+){([^}]*)}", small().svg)
    crisp = "".join(marks for marks, rule in rules if "crispEdges" in rule)
    assert all(mark in crisp for mark in (".away", ".waits", ".works"))
    waits = [rule for marks, rule in rules if marks.endswith(".waits")]
    assert any("stroke:#" in rule for rule in waits)
