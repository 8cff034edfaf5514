import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course.trace import NS_PER_MS
from course.views.comparison import chart
from course.views.comparison.chart import PLOT
from tests.views.comparison.making import comparison

NANOSECONDS = st.integers(0, 10**12)
SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(it.itertext()) for it in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def widths(svg: str, mark: str) -> list[float]:
    """How wide the parts of a kind are; the first is that of the legend."""
    found = re.findall(rf'<rect class="{mark}"[^>]* width="([\d.]+)"', svg)
    return [float(width) for width in found]


def test_each_architecture_has_a_line_in_each_group() -> None:
    written = words(chart(comparison()).svg)
    assert written.count("monolith") == written.count("direct") == 3


def test_the_text_says_what_the_bars_show() -> None:
    assert chart(comparison()).text == (
        "The reads of this story\n"
        "monolith: 4 reads, 4 fresh; median 11 ms, slowest 11 ms; "
        "on average 10 ms network and 1 ms databases\n"
        "direct: 4 reads, 2 fresh, 1 stale and 1 refused; median 33 ms, slowest 43 ms; "
        "on average 30 ms network, 2 ms databases and 3 ms waiting in line"
    )


def test_fates_are_as_wide_as_their_share_of_what_was_asked() -> None:
    svg = chart(comparison()).svg
    assert PLOT in widths(svg, "fresh")
    assert PLOT / 2 in widths(svg, "fresh")
    assert PLOT / 4 in widths(svg, "refused")
    assert PLOT / 4 in widths(svg, "stale")


def test_a_fate_that_nobody_had_is_not_explained() -> None:
    fine = {"fresh": 4, "stale": 0, "refused": 0}
    drawn = chart(comparison(fates={"monolith": fine, "direct": fine}))
    assert "refused" not in words(drawn.svg)
    assert "refused" in words(chart(comparison()).svg)


def test_where_nothing_was_answered_it_says_so() -> None:
    drawn = chart(
        comparison(
            reads_ms={"monolith": (), "direct": (31.0,)},
            sources_ms={"monolith": {}, "direct": {"network": 30.0}},
            fates={"monolith": {"refused": 4}, "direct": {"fresh": 4}},
        )
    )
    assert words(drawn.svg).count("no read answered") == 2
    assert "monolith: 4 reads, 4 refused\n" in drawn.text


@given(
    st.lists(NANOSECONDS.map(lambda ns: ns / NS_PER_MS), max_size=50),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_any_story_is_drawn_within_its_picture(times: list[float], stale: int, no: int) -> None:
    fates = {"fresh": len(times), "stale": stale, "refused": no}
    drawn = chart(
        comparison(
            reads_ms={"monolith": tuple(times)},
            sources_ms={"monolith": {"network": sum(times)}},
            fates={"monolith": fates},
        )
    )
    # A part that is there is seen, however small: two pixels more for each.
    assert all(width <= PLOT + 0.1 for width in widths(drawn.svg, "(?:fresh|stale|refused|works)"))
    assert drawn == chart(
        comparison(
            reads_ms={"monolith": tuple(times)},
            sources_ms={"monolith": {"network": sum(times)}},
            fates={"monolith": fates},
        )
    )


def test_thin_outlines_of_reads_lie_on_whole_pixels_and_keep_their_colour() -> None:
    rules = re.findall(r"([^{}]+){([^}]*)}", chart(comparison()).svg)
    crisp = "".join(marks for marks, rule in rules if "crispEdges" in rule)
    assert all(mark in crisp for mark in (".fresh", ".stale"))
