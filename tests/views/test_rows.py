"""An order and a question, followed over a bus in a waterfall."""

from xml.etree import ElementTree

from course.trace import NS_PER_MS
from course.views import waterfall
from course.views.bars import Scale
from course.views.captions import note_at
from course.views.row import Row
from course.views.rows import read_rows
from tests.webs.making import Making, asked, order

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def ms(intervals: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(start / NS_PER_MS, end / NS_PER_MS) for start, end in intervals]


def told(made: Making) -> list[Row]:
    return [row for row in read_rows(made.trace) if row.told]


def test_an_order_is_followed_to_the_bus_and_into_each_copy() -> None:
    assert waterfall(order()).text.splitlines()[5:9] == [
        "    orders tells bus, order.placed: 5 ms, from 12 to 17 ms, confirmed at 22 ms",
        "      bus brings orders order.placed: 7 ms, from 17 to 24 ms, 5 ms on the way, "
        "acknowledged at 29 ms",
        "        orders asks orders.db, SELECT: 1 ms, from 22 to 23 ms",
        "        orders asks orders.db, SELECT: 1 ms, from 23 to 24 ms",
    ]


def test_a_question_is_followed_to_each_who_answers_and_its_parts_need_no_rows() -> None:
    assert waterfall(asked()).text.splitlines()[3:6] == [
        "    purchases asks bus, purchases.of_user: 21 ms, from 10 to 31 ms, 10 ms on the way",
        "      bus asks users, purchases.of_user: 11 ms, from 15 to 26 ms, 10 ms on the way",
        "        users asks users.db, SELECT: 1 ms, from 20 to 21 ms",
    ]
    assert len(read_rows(asked())) == 2 + 1 + 3 + 3


def test_a_question_with_a_missing_part_is_not_on_its_way_until_patience_ends() -> None:
    made = Making()
    ask = made.question("purchases", "purchases.of_user", 0, {"users": 1}, None)
    ask.status, ask.end = "error", 1000 * NS_PER_MS
    question = read_rows(made.trace)[0]
    assert ms(question.away) == [(0, 5)]
    assert ms(question.waits) == [(5, 16)]


def test_a_part_that_does_not_come_back_has_a_row() -> None:
    made = Making()
    made.question("purchases", "purchases.of_user", 0, {"users": 1}, None)
    made.spans[-1].status = "error"
    assert "bus brings purchases purchases.of_user: 5 ms" in waterfall(made.trace).text


def test_an_event_is_on_its_way_then_handled_and_then_its_sender_hears_of_that() -> None:
    brought = next(row for row in read_rows(order()) if row.role == "brought")
    assert ms(brought.away) == [(17, 22)]
    assert ms(brought.waits) == [(22, 24)]
    assert ms(brought.word) == [(24, 29)]


def test_an_event_is_dashed_and_a_request_is_not() -> None:
    boxes = ElementTree.fromstring(waterfall(order()).svg).iter(f"{SVG}rect")
    marks = [box.get("class") for box in boxes]
    assert marks.count("told") == 3 + 1  # one in the legend
    assert marks.count("away") == 2 + 1
    assert " .told{" in waterfall(order()).svg
    assert " .told{" not in waterfall(asked()).svg


def test_an_event_that_was_never_sent_has_a_row_that_says_so() -> None:
    made = Making()
    orders = made.call("client", "orders", 0, 12)
    made.message("orders", "producer", "create", "order.placed", 6, 6, orders)
    assert "  orders, order.placed, not sent: 0 ms" in waterfall(made.trace).text


def test_a_lost_publish_ends_where_it_was_lost_and_the_next_attempt_has_the_deliveries() -> None:
    made = Making()
    create = made.message("orders", "producer", "create", "order.placed", 0, 0)
    lost = made.send(create, 0, lab__fault="publish lost", lab__fault_at=2 * NS_PER_MS)
    lost.status, lost.end = "error", 50 * NS_PER_MS
    made.spans.pop()  # it was never stored
    made.send(create, 50)
    made.bring(create, "purchases", 55)
    first, second, brought = told(made)
    assert (ms(first.away), ms(first.word)) == ([(0, 2)], [(2, 50)])
    assert (second.failure, second.depth, brought.depth) == ("", 0, 1)
    drawn = waterfall(made.trace)
    assert "failed, publish lost" in drawn.text
    assert "failed, publish lost" in words(drawn.svg)


def test_a_lost_acknowledgement_shows_after_what_was_handled_and_the_second_attempt_below() -> None:
    made = Making()
    create = made.tell("orders", "order.placed", 0)
    handled = made.bring(
        create, "purchases", 5, lab__fault="acknowledgement lost", error__type="timeout"
    )
    (lost,) = [span for span in made.spans if span.id == handled.parent]
    lost.status, lost.end = "error", 105 * NS_PER_MS
    made.bring(create, "purchases", 105, attempt=2)
    _, first, second = told(made)
    assert (first.failure, first.remark) == ("timeout", "acknowledgement lost")
    assert (ms(first.away), ms(first.word)) == ([(5, 10)], [(12, 105)])
    assert first.end == 105 * NS_PER_MS
    assert second.operation == "order.placed, attempt 2"


def test_a_handler_that_fails_is_told_with_its_reason_and_with_what_became_of_the_event() -> None:
    made = Making()
    create = made.tell("orders", "order.placed", 0)
    handled = made.bring(
        create, "purchases", 5, error__type="handler_failed", bus__dead_letter=True
    )
    (brought,) = [span for span in made.spans if span.id == handled.parent]
    brought.status = handled.status = "error"
    handled.attributes["error.type"] = "KeyError"
    assert "failed: handler failed: KeyError, laid aside" in waterfall(made.trace).text


def test_an_event_handled_twice_has_a_second_row() -> None:
    made = Making()
    create = made.tell("orders", "order.placed", 0)
    handled = made.bring(create, "purchases", 5, lab__fault="doubled")
    (brought,) = [span for span in made.spans if span.id == handled.parent]
    made.message("purchases", "consumer", "process", "order.placed", 12, 14, brought, (create,))
    assert [(row.depth, row.remark) for row in told(made)] == [
        (0, ""),
        (1, "doubled"),
        (2, "a second time"),
    ]


def test_a_moment_is_a_sign_and_not_a_time() -> None:
    made = Making()
    made.call("client", "orders", 0, 12)
    made.span("orders", "internal", 6, 6, name="down", lab__fault="down", lab__point="after commit")
    made.span("orders", "internal", 8, 8, name="up")
    made.span("bus", "internal", 9, 9, name="subscribe", messaging__system="bus")
    drawn = waterfall(made.trace)
    assert drawn.text.splitlines()[2:] == [
        "orders down, after commit, at 6 ms",
        "orders up, at 8 ms",
    ]
    assert {"goes down", "comes up"} < set(words(drawn.svg))
    assert "0 ms" not in words(drawn.svg)


def test_who_tells_a_bus_without_an_outbox_waits_until_the_bus_has_it() -> None:
    made = Making()
    orders = made.call("client", "orders", 0, 30)
    made.message("orders", "producer", "send", "order.placed", 6, 16, orders, server__address="bus")
    request, sent = read_rows(made.trace)
    assert ms(request.waits) == [(6, 16)]
    assert (sent.role, sent.callee) == ("sent", "bus")
    assert ms(sent.away) == [(6, 16)]


def test_an_event_that_the_bus_had_already_is_told_as_that() -> None:
    made = Making()
    create = made.tell("orders", "order.placed", 0)
    made.send(create, 50)
    made.spans[-1].attributes["bus.duplicate"] = True
    assert [row.remark for row in told(made)] == ["", "known already"]


def test_a_fault_that_is_the_reason_of_a_failure_is_said_once() -> None:
    made = Making()
    made.span("a", "client", failed=True, error__type="connection_reset", lab__fault="reset")
    assert waterfall(made.trace).text.endswith("failed: connection reset")


def test_a_fault_that_is_overcome_is_said_too() -> None:
    made = Making()
    made.bring(made.tell("orders", "order.placed", 0), "purchases", 5, lab__fault="delayed")
    drawn = waterfall(made.trace)
    assert "5 ms on the way, 2 ms own work, delayed, acknowledged at 17 ms" in drawn.text
    assert "delayed" in words(drawn.svg)
    assert "failed" not in words(drawn.svg)


def test_the_sign_of_a_loss_stands_where_it_struck() -> None:
    def crosses(**fault: int) -> int:
        made = Making()
        create = made.message("orders", "producer", "create", "order.placed", 0, 0)
        made.send(create, 0, **fault).status = "error"
        return waterfall(made.trace).svg.count("l8 8m0 -8l-8 8")

    assert crosses(lab__fault_at=2 * NS_PER_MS) == crosses() + 1


def test_the_time_of_an_event_stands_behind_its_confirmation() -> None:
    rows = [row for row in read_rows(order()) if row.told]
    scale = Scale(0, 320, 0, 32 * NS_PER_MS)
    assert [note_at(row, scale) for row in rows] == [225, 295, 295]


def test_a_replay_is_a_moment_and_a_new_consumer_none() -> None:
    made = Making()
    about = {"messaging__system": "bus", "messaging__consumer__group__name": "purchases"}
    made.span("bus", "internal", 0, 0, name="subscribe", **about)
    made.span("bus", "internal", 8, 8, name="replay", **about)
    drawn = waterfall(made.trace)
    assert drawn.text.splitlines()[1:] == ["bus replay for purchases, at 8 ms"]
    assert "a consumer is to hear events again" in words(drawn.svg)
