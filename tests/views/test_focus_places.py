from itertools import combinations, pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from course.views.focus_heights import LOOP, Key, Link
from course.views.focus_lines import in_circles, lines
from course.views.focus_near import near
from course.views.focus_places import Places, places
from tests.views.anyweb import webs

WIDTH, HEIGHT, LABEL = 80.0, 24.0, 40.0
LETTERS = 11.0
Rectangle = tuple[float, float, float, float]


def placed(web: nx.DiGraph, layers: int) -> Places:
    """As the picture has them: what is folded too, and its line to the middle."""
    around = near(web, "s0", layers)
    columns: dict[int, list[Key]] = {
        at: [*column.shown, *([at] if at else [])] for at, column in around.columns.items()
    }
    links: dict[Link, float] = dict.fromkeys(lines(around, in_circles(web)).drawn, LABEL)
    links |= {link: LABEL for at, link in ((-1, (-1, "s0")), (1, ("s0", 1))) if at in columns}
    sizes = {key: (WIDTH, HEIGHT) for column in columns.values() for key in column}
    return places(columns, {}, sizes, links)


def overlap(one: Rectangle, other: Rectangle) -> bool:
    return (
        one[0] < other[2] - 0.01
        and other[0] < one[2] - 0.01
        and one[1] < other[3] - 0.01
        and other[1] < one[3] - 0.01
    )


def boxes(plan: Places) -> list[Rectangle]:
    return [(box.left, box.top, box.right, box.bottom) for box in plan.boxes.values()]


def labels(plan: Places) -> dict[Link, Rectangle]:
    return {
        link: (x - LABEL, y - LETTERS / 2, x, y + LETTERS / 2)
        for link, way in plan.ways.items()
        for x, y in [way.label]
    }


@given(webs(), st.integers(1, 3))
def test_neither_services_nor_labels_overlap(web: nx.DiGraph, layers: int) -> None:
    plan = placed(web, layers)
    things = [*boxes(plan), *labels(plan).values()]
    if web.has_edge("s0", "s0"):
        middle = plan.boxes["s0"]
        things.append((middle.left, middle.top - LOOP, middle.right, middle.top))
    assert not any(overlap(*pair) for pair in combinations(things, 2))
    assert all(top >= -0.01 for _, top, _, _ in things)


@given(webs(), st.integers(1, 3))
def test_no_level_line_crosses_a_service_or_a_label(web: nx.DiGraph, layers: int) -> None:
    plan = placed(web, layers)
    for way in plan.ways.values():
        for (x0, y0), (x1, y1) in (pair for part in way.parts for pair in pairwise(part)):
            if y0 == y1:
                line = (min(x0, x1), y0 - 0.5, max(x0, x1), y0 + 0.5)
                assert not any(overlap(line, it) for it in boxes(plan))
                assert not any(overlap(line, it) for it in labels(plan).values())


@given(webs(), st.integers(1, 3))
def test_lines_bend_only_between_the_columns(web: nx.DiGraph, layers: int) -> None:
    plan = placed(web, layers)
    for way in plan.ways.values():
        for (x0, y0), (x1, y1) in (pair for part in way.parts for pair in pairwise(part)):
            if y0 != y1:
                bend = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
                bend = (min(bend[0], x1 + way.bulge), bend[1], max(bend[2], x1), bend[3])
                assert not any(overlap(bend, it) for it in labels(plan).values())
                assert not any(overlap(bend, it) for it in boxes(plan))


@given(webs(), st.integers(1, 3))
def test_every_line_starts_at_who_asks_and_ends_at_who_is_asked(
    web: nx.DiGraph, layers: int
) -> None:
    plan = placed(web, layers)
    for link, way in plan.ways.items():
        for key, (x, y) in zip(link, (way.parts[0][0], way.parts[1][-1]), strict=True):
            box = plan.boxes[key]
            assert min(abs(x - box.left), abs(x - box.right)) < 0.01
            assert box.top < y < box.bottom


@given(webs(), st.integers(1, 3))
def test_everything_is_inside_the_picture(web: nx.DiGraph, layers: int) -> None:
    plan = placed(web, layers)
    for left, top, right, bottom in [*boxes(plan), *labels(plan).values()]:
        assert left >= -0.01
        assert top >= -0.01
        assert right <= plan.width + 0.01
        assert bottom <= plan.height + 0.01


@given(webs(), st.integers(1, 3))
def test_columns_stand_from_left_to_right(web: nx.DiGraph, layers: int) -> None:
    sides = [plan for _, plan in sorted(placed(web, layers).columns.items())]
    assert all(left[1] < right[0] for left, right in pairwise(sides))
