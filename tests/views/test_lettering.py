import pytest

from course.views.axis import ticks
from course.views.lettering import in_lines, shortened, text_width


@pytest.mark.parametrize(
    ("length", "marks"),
    [
        (31, [0, 5, 10, 15, 20, 25, 30]),
        (64, [0, 10, 20, 30, 40, 50, 60]),
        (4429, [0, 1000, 2000, 3000, 4000]),
        (0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]),
        (0, [0]),
    ],
)
def test_an_axis_has_round_marks(length: float, marks: list[float]) -> None:
    assert ticks(length) == marks


def test_a_name_that_fits_stays_whole() -> None:
    assert shortened("users", 12, 100) == "users"
    assert in_lines("users", 13, 100) == ["users"]


def test_a_name_that_does_not_fit_keeps_its_start_and_its_end() -> None:
    cut = shortened("the-very-long-name-of-a-service", 12, 100)
    assert cut.startswith("the-")
    assert cut.endswith("vice")
    assert text_width(cut, 12) <= 100


def test_a_long_name_breaks_where_its_parts_meet() -> None:
    assert in_lines("ts-ticketinfo-service", 13, 108) == ["ts-ticketinfo-", "service"]
