from course.views.player.flow import read_flow
from course.views.player.retelling import tell_flow
from tests.views.player.making import crowd, ripple, trouble
from tests.webs.making import purchase


def test_a_flow_is_told_message_by_message() -> None:
    assert tell_flow(read_flow(ripple())) == (
        "Flow: 6 messages, 0 ms to 19 ms\n"
        "0 ms: purchases listens to bus, 0 events waiting\n"
        "2 ms: orders tells bus order.placed, arrives 7 ms\n"
        "2 ms: orders asks orders.db INSERT orders, back 3 ms\n"
        "7 ms: bus confirms to orders order.placed, arrives 12 ms\n"
        "7 ms: bus tells purchases order.placed, arrives 12 ms\n"
        "13 ms: purchases asks purchases.db INSERT bought, back 14 ms\n"
        "14 ms: purchases acknowledges to bus order.placed, arrives 19 ms"
    )


def test_what_goes_wrong_is_told() -> None:
    told = tell_flow(read_flow(trouble())).splitlines()
    for line in (
        "2 ms: orders tells bus order.placed, lost at 4 ms, publish lost",
        "1,107 ms: bus tells purchases order.placed, attempt 2, arrives 1,114 ms, doubled",
        "1,262 ms: purchases reports to bus order.placed failed, arrives 1,267 ms",
        "1,400 ms: purchases goes down",
    ):
        assert line in told


def test_a_long_flow_is_thinned_and_says_so() -> None:
    told = tell_flow(read_flow(crowd(200, every_ms=1))).splitlines()
    assert len(told) == 42
    assert told[31] == "… 160 more lines, from 17 ms to 97 ms"


def test_a_part_is_told_in_the_time_of_the_whole() -> None:
    told = tell_flow(read_flow(purchase(), from_ms=26))
    assert told.splitlines() == [
        "Flow: 1 message, 26 ms to 31 ms",
        "26 ms: gateway answers client answered, arrives 31 ms",
    ]
