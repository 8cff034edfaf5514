from course.trace import Trace
from course.views.player.flow import read_flow
from course.views.player.move import Move
from tests.views.player.making import Story, ripple, trouble
from tests.webs.making import Making

MS = 1_000_000


def told(trace: Trace, *kinds: str) -> list[tuple[str, str, float, float]]:
    found = [move for move in read_flow(trace).moves if move.kind in (kinds or ("event",))]
    return [(it.sender, it.receiver, it.leave / MS, it.arrive / MS) for it in found]


def struck(trace: Trace, fault: str) -> list[Move]:
    return [move for move in read_flow(trace).moves if move.fault == fault]


def test_an_event_goes_to_the_bus_and_from_there_to_who_listens() -> None:
    assert told(ripple()) == [("orders", "bus", 2, 7), ("bus", "purchases", 7, 12)]


def test_the_bus_confirms_and_the_consumer_acknowledges() -> None:
    assert told(ripple(), "confirmation") == [("bus", "orders", 7, 12)]
    assert told(ripple(), "acknowledgement") == [("purchases", "bus", 14, 19)]


def test_it_carries_its_id_its_position_and_its_body() -> None:
    event = next(move for move in read_flow(ripple()).moves if move.receiver == "purchases")
    assert event.about == (("id", "e1"), ("position", "1"))
    assert (event.words, event.body) == ("order.placed", '{"id": 1}')


def test_a_lost_publish_ends_on_the_way_and_the_next_is_the_second_attempt() -> None:
    (lost,) = struck(trouble(), "publish lost")
    assert (lost.kind, lost.lost, lost.arrive) == ("event", True, 4 * MS)
    again = next(m for m in read_flow(trouble()).moves if m.leave == 1002 * MS)
    assert (again.attempt, again.lost) == (2, False)


def test_a_lost_delivery_ends_on_the_way() -> None:
    (lost,) = struck(trouble(), "delivery lost")
    assert (lost.sender, lost.receiver, lost.arrive, lost.reach) == (
        "bus",
        "purchases",
        1010 * MS,
        0.6,
    )


def test_a_doubled_delivery_is_two_events_of_which_one_was_doubled() -> None:
    both = [m for m in read_flow(trouble()).moves if m.leave == 1107 * MS and m.kind == "event"]
    assert [(move.attempt, move.fault) for move in both] == [(2, ""), (2, "doubled")]


def test_a_lost_acknowledgement_ends_on_its_way_back() -> None:
    (lost,) = struck(trouble(), "acknowledgement lost")
    assert (lost.kind, lost.sender, lost.receiver, lost.lost) == (
        "acknowledgement",
        "purchases",
        "bus",
        True,
    )


def test_a_consumer_that_fails_says_so() -> None:
    said = [move for move in read_flow(trouble()).moves if move.failed]
    failed = ("acknowledgement", "order.placed failed")
    assert [(move.kind, move.words) for move in said] == [failed] * 2


def test_nothing_comes_back_from_a_consumer_that_is_down() -> None:
    moves = [m for m in read_flow(trouble()).moves if 1407 * MS <= m.leave < 1511 * MS]
    assert [(move.receiver, move.lost) for move in moves] == [
        ("orders", False),
        ("purchases", True),
    ]


def test_a_confirmation_may_be_lost_though_the_event_is_stored() -> None:
    made = Story()
    create = made.emit(1, 0)
    send = made.sent(create, 1, 0, lab__fault="confirmation lost", lab__fault_at=8 * MS)
    send.status, send.end = "error", 1000 * MS
    send.attributes["error.type"] = "timeout"
    (lost,) = struck(made.trace, "confirmation lost")
    assert (lost.kind, lost.leave, lost.arrive, lost.reach) == (
        "confirmation",
        5 * MS,
        8 * MS,
        0.6,
    )


def test_an_event_that_a_bus_refuses_comes_to_its_door() -> None:
    made = Story()
    send = made.sent(made.emit(1, 0), 1, 0, stored=False)
    send.end, send.attributes["error.type"] = 10 * MS, "connection_refused"
    assert told(made.trace, "event", "confirmation") == [
        ("orders", "bus", 0, 5),
        ("bus", "orders", 5, 10),
    ]


def test_an_event_of_another_system_goes_from_who_told_it_to_who_handles_it() -> None:
    made = Making()
    sent = made.span("users", "producer", 0, 1)
    made.span("mailer", "consumer", 4, 9, links=(sent,))
    assert told(made.trace) == [("users", "mailer", 0, 4)]
