from course.views.player.series import Series, down, in_work
from tests.views.player.making import trouble
from tests.webs.making import Making, purchase

MS = 1_000_000


def test_a_value_holds_until_the_next() -> None:
    series = Series("x", 0)
    series.add(5, 1)
    series.add(9, 2)
    assert [series.at(at) for at in (0, 4, 5, 8, 9, None)] == [0, 0, 1, 1, 2, 2]


def test_of_several_values_at_a_moment_the_last_counts_and_what_does_not_change_is_left_out() -> (
    None
):
    series = Series("x", 0)
    for moment, value in ((3, 1), (3, 2), (4, 2)):
        series.add(moment, value)
    assert (series.times, series.values) == ([3], [2])


def test_what_a_service_works_on_is_counted() -> None:
    work = {series.name: series for series in in_work(purchase())}
    assert [work["purchases"].at(at * MS) for at in (9, 10, 20, 21)] == [
        (0, 0),
        (1, 0),
        (1, 0),
        (0, 0),
    ]
    assert "client" not in work


def test_who_waits_for_a_worker_is_counted_apart() -> None:
    made = Making()
    for start in (0, 1):
        server = made.span("s", "server", start, 10 + start)
        if start:
            made.span("s", "internal", 1, 10, server, "queued")
    (work,) = in_work(made.trace)
    assert [work.at(at * MS) for at in (0, 1, 10, 11)] == [(1, 0), (2, 1), (1, 0), (0, 0)]


def test_a_service_is_down_until_it_is_up() -> None:
    (series,) = down(trouble())
    assert series.name == "purchases"
    assert [series.at(at * MS) for at in (0, 1399, 1400, 1509, 1510)] == [
        False,
        False,
        True,
        True,
        False,
    ]


def test_what_comes_up_first_was_down_before() -> None:
    made = Making()
    made.span("s", "internal", 5, 5, name="up")
    (series,) = down(made.trace)
    assert (series.at(4 * MS), series.at(5 * MS)) == (True, False)
