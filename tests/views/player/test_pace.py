from hypothesis import given
from hypothesis import strategies as st

from course.views.player.pace import marks, pace

MS = 1_000_000
TIMES = st.lists(st.tuples(st.integers(0, 10**10), st.integers(0, 10**8)), max_size=8)


def test_where_something_always_moves_time_is_even() -> None:
    found = pace([(0, 20 * MS), (20 * MS, 40 * MS)], 0, 40 * MS, 5 * MS)
    assert found.short == []
    assert [found.shown(at * MS) for at in (0, 10, 40)] == [0, 10 * MS, 40 * MS]


def test_a_long_time_in_which_nothing_moves_is_cut_to_four_hops() -> None:
    found = pace([(0, 10 * MS), (1010 * MS, 1020 * MS)], 0, 1020 * MS, 5 * MS)
    assert found.short == [(10 * MS, 1010 * MS)]
    assert [found.shown(at * MS) for at in (10, 510, 1010, 1020)] == [
        10 * MS,
        20 * MS,
        30 * MS,
        40 * MS,
    ]


def test_a_short_pause_stays_as_long_as_it_is() -> None:
    assert pace([(0, 10 * MS), (60 * MS, 70 * MS)], 0, 70 * MS, 5 * MS).short == []


def test_the_whole_lasts_about_ten_seconds() -> None:
    assert pace([(0, 40 * MS)], 0, 40 * MS, 5 * MS).speed == 0.005
    assert pace([(0, 60_000 * MS)], 0, 60_000 * MS, 5 * MS).speed == 5
    assert pace([], 0, 0, 0).speed > 0


@given(TIMES, st.integers(0, 10**7))
def test_time_never_runs_back_and_what_is_busy_keeps_its_length(
    busy: list[tuple[int, int]], hop: int
) -> None:
    spans = [(first, first + length) for first, length in busy]
    end = max([last for _, last in spans], default=0)
    found = pace(spans, 0, end, hop)
    assert found.knots == sorted(found.knots)
    for first, last in spans:
        assert abs((found.shown(last) - found.shown(first)) - (last - first)) < 1


@given(TIMES, st.integers(0, 10**7))
def test_marks_are_few_and_none_is_where_time_is_cut_short(
    busy: list[tuple[int, int]], hop: int
) -> None:
    spans = [(first, first + length) for first, length in busy]
    found = pace(spans, 0, max([last for _, last in spans], default=0), hop)
    placed = marks(found, 0)
    assert placed == sorted(placed)
    assert len(placed) <= 9
    assert not any(first < mark < last for mark in placed for first, last in found.short)


def test_marks_are_round_and_counted_from_the_start_of_the_trace() -> None:
    zero = 3 * MS
    found = pace([(10 * MS, 50 * MS)], 10 * MS, 50 * MS, 5 * MS)
    assert [(mark - zero) // MS for mark in marks(found, zero)] == [10, 20, 30, 40]


def test_on_both_sides_of_a_time_that_is_cut_there_are_marks() -> None:
    found = pace([(142 * MS, 168 * MS), (1160 * MS, 1171 * MS)], 142 * MS, 1171 * MS, 5 * MS)
    assert [mark // MS for mark in marks(found, 0)] == [150, 160, 1160, 1170]


def test_a_short_stretch_between_two_that_are_cut_has_a_mark_less_round_than_the_others() -> None:
    busy = [(0, 70 * MS), (1163 * MS, 1169 * MS), (2163 * MS, 2169 * MS)]
    found = pace(busy, 0, 2169 * MS, 5 * MS)
    assert [mark // MS for mark in marks(found, 0)] == [0, 20, 40, 60, 1164, 2164]


def test_a_pause_of_days_leaves_the_marks_as_they_are() -> None:
    days = 10**6 * 1000 * MS
    found = pace([(0, 40 * MS), (days, days + 40 * MS)], 0, days + 40 * MS, 5 * MS)
    placed = [mark // MS for mark in marks(found, 0)]
    assert placed == [0, 20, 40, days // MS, days // MS + 20, days // MS + 40]
