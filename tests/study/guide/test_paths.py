"""The ways through the course fit their time, and name sections that are there."""

from itertools import pairwise

import pytest

from course.study import guide
from course.study.guide.paths import PATHS, TWO_HOURS, Path, Visit


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_path_fits_its_time_and_uses_most_of_it(path: Path) -> None:
    assert 0.7 * path.at_most <= path.minutes <= path.at_most


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_a_path_goes_through_notebooks_and_sections_in_their_order(path: Path) -> None:
    visited = [visit.notebook for visit in path.visits]
    assert visited == sorted(set(visited))
    for visit in path.visits:
        order = [section.heading for section in guide.find(visit.notebook).sections]
        assert list(visit.headings) == [each for each in order if each in visit.headings]


def test_a_longer_path_leaves_out_less() -> None:
    left_out = [set(path.left_out) for path in PATHS]
    assert left_out == sorted(left_out, key=len, reverse=True)
    assert all(later <= earlier for earlier, later in pairwise(left_out))


def test_the_shortest_path_asks_and_copies() -> None:
    assert {"05", "08"}.isdisjoint(TWO_HOURS.left_out)


def test_minutes_are_added_up_from_the_sections_that_are_visited() -> None:
    whole, part = Visit("03"), Visit("03", ("Reaching over",))
    assert whole.minutes == guide.find("03").minutes
    assert part.minutes == guide.find("03").section("Reaching over").total
    path = Path("a walk", 90, "To see.", (part, whole))
    assert path.minutes == part.minutes + whole.minutes
    assert path.left_out == [number for number in guide.numbers() if number != "03"]
