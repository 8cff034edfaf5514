from course.claims.stage import ADA, TEA, open_shop
from course.shop import copying
from course.views.player.queues import queues
from tests.views.player.making import Story, place, ripple, trouble

MS = 1_000_000


def test_after_any_trouble_it_is_as_the_bus_itself_says() -> None:
    lab = open_shop(copying)
    new = {"user_id": ADA, "product_id": TEA}
    lab.bus.lose("delivery", to="purchases")
    lab.post("/orders", json=new)
    lab.settle()
    lab.bus.double(to="purchases")
    lab.post("/orders", json=new)
    lab.bus.lose("acknowledgement")
    lab.post("/orders", json=new)
    lab.settle()
    lab.down("purchases")
    lab.post("/orders", json=new)
    lab.run(200)
    for _ in range(2):
        found = queues(lab.trace)
        assert found.log.at(None) == len(lab.bus.events())
        assert {name: places.at(None)[:2] for name, places in found.consumers.items()} == {
            name: (lab.bus.position(name), lab.bus.waiting(name))
            for name in ("orders", "purchases")
        }
        lab.up("purchases")
        lab.bus.replay("purchases", 2)
        lab.settle()


def test_the_log_grows_when_the_bus_stores() -> None:
    log = queues(ripple()).log
    assert [log.at(at * MS) for at in (0, 6, 7)] == [0, 0, 1]


def test_an_event_waits_from_being_stored_until_it_is_acknowledged() -> None:
    """Done up to, waiting, on its way, laid aside."""
    purchases = queues(ripple()).consumers["purchases"]
    assert [purchases.at(at * MS) for at in (6, 7, 18, 19)] == [
        (0, 0, 0, 0),
        (0, 1, 1, 0),
        (0, 1, 1, 0),
        (1, 0, 0, 0),
    ]


def test_a_second_publish_of_the_same_event_does_not_count() -> None:
    made = Story()
    create = made.emit(1, 0)
    made.sent(create, 1, 0)
    made.sent(create, 1, 20)
    made.spans[-1].attributes["bus.duplicate"] = True
    found = queues(made.trace)
    assert (found.log.at(None), found.consumers["purchases"].at(None)) == (1, (0, 1, 0, 0))


def test_a_consumer_is_not_done_with_what_it_has_still_to_get_again() -> None:
    made = Story()
    first, second = made.emit(1, 0), made.emit(2, 1)
    made.sent(first, 1, 0)
    made.sent(second, 2, 1)
    made.deliver(first, 1, 5, error="timeout")
    made.deliver(second, 2, 6)
    assert queues(made.trace).consumers["purchases"].at(50 * MS) == (0, 1, 1, 0)


def test_what_is_laid_aside_no_longer_waits() -> None:
    purchases = queues(trouble()).consumers["purchases"]
    assert purchases.at(1366 * MS) == (1, 1, 1, 0)
    assert purchases.at(1367 * MS) == (2, 0, 0, 1)
    assert purchases.at(None) == (3, 0, 0, 1)


def test_a_dead_letter_that_is_sent_again_waits_again_but_moves_nothing_back() -> None:
    made = Story()
    create = made.emit(1, 0)
    made.sent(create, 1, 0)
    aside = made.deliver(create, 1, 5, error="handler_failed")
    aside.attributes["bus.dead_letter"] = True
    made.happens("bus", "resend", 200, **place(1, 1))
    made.deliver(create, 1, 200)
    purchases = queues(made.trace).consumers["purchases"]
    assert [purchases.at(at * MS) for at in (105, 200, 212)] == [
        (1, 0, 0, 1),
        (1, 1, 1, 0),
        (1, 0, 0, 0),
    ]


def test_a_late_consumer_and_a_replay_start_where_the_bus_says() -> None:
    made = Story()
    made.happens("bus", "subscribe", 0, **place(0, 3))
    for position in (1, 2, 3):
        made.deliver(made.tell_of(position, 0), position, 20 * position)
    made.happens("bus", "replay", 90, **place(1, 2))
    purchases = queues(made.trace).consumers["purchases"]
    assert [purchases.at(at * MS)[:2] for at in (0, 32, 52, 72, 90)] == [
        (0, 3),
        (1, 2),
        (2, 1),
        (3, 0),
        (1, 2),
    ]
