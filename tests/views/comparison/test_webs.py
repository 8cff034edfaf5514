from xml.etree import ElementTree

from course.views.comparison import webs
from course.views.comparison.webs import SHEET, a_web, sheet
from course.webs.wording import TIMES
from tests.views.comparison.making import comparison, small_trace
from tests.webs.making import Making, purchase

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(it.itertext()) for it in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def boxes(svg: str, node: str) -> list[tuple[str | None, str | None]]:
    """The size of a node wherever it is drawn."""
    groups = ElementTree.fromstring(svg).iterfind(f".//{SVG}g[@data-node='{node}']/{SVG}rect")
    return [(it.get("width"), it.get("height")) for it in groups]


def test_each_architecture_has_a_web_with_its_name_and_its_parts() -> None:
    written = words(webs(comparison()).svg)
    assert "monolith: 2 parts took part" in written
    assert "direct: 8 parts took part" in written


def test_above_an_edge_stands_how_often_it_was_used_and_what_failed() -> None:
    made = Making()
    made.call("client", "shop")
    made.call("client", "shop", 20, 31, failed=True)
    written = words(sheet([a_web("monolith", made.trace)]).svg)
    assert f"2 {TIMES}" in written
    assert "1 failed" in written


def test_all_webs_have_one_scale_and_one_legend() -> None:
    drawn = sheet([a_web("one", small_trace()), a_web("other", small_trace())])
    first, second = boxes(drawn.svg, "shop")
    assert first == second
    assert words(drawn.svg).count("service") == 1


def test_the_words_tell_every_web() -> None:
    told = webs(comparison()).text
    assert "monolith:\nclient asks shop: 1 call, 11 ms, waits" in told
    assert "direct:\nclient asks gateway: 1 call" in told


def test_the_sheet_is_never_wider_than_its_widest_web_needs() -> None:
    wide = a_web("direct", purchase())
    for number in range(1, 6):
        root = ElementTree.fromstring(sheet([wide] * number).svg)
        assert float(root.get("width", "")) <= max(SHEET, wide.drawn.width) + 30
