from course.views.intervals import between, merged


def test_times_that_touch_or_overlap_become_one() -> None:
    assert merged([(5, 8), (0, 3), (3, 4), (6, 7), (9, 9)]) == [(0, 4), (5, 8)]


def test_what_is_left_of_a_time_is_what_nothing_takes() -> None:
    assert between((0, 10), [(-5, 1), (3, 4), (8, 20)]) == [(1, 3), (4, 8)]
    assert between((0, 10), []) == [(0, 10)]
    assert between((0, 10), [(0, 10)]) == []
