import re
from xml.etree import ElementTree

import pytest
from hypothesis import given

from course.trace import NS_PER_MS, Trace
from course.views import waterfall
from course.views.rows import read_rows
from course.webs.reading import failure
from tests.webs.anything import traces
from tests.webs.making import Making, order, purchase

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def bars(svg: str, mark: str) -> int:
    boxes = ElementTree.fromstring(svg).iter(f"{SVG}rect")
    return sum(mark in box.get("class", "").split() for box in boxes)


def ms(intervals: list[tuple[int, int]]) -> list[tuple[float, float]]:
    return [(start / NS_PER_MS, end / NS_PER_MS) for start, end in intervals]


def test_the_text_tells_each_call_below_the_one_it_is_part_of() -> None:
    assert str(waterfall(purchase())) == (
        "Waterfall: 8 calls, 31 ms\n"
        "client asks gateway, GET /gateway: 31 ms, from 0 to 31 ms, 10 ms on the way\n"
        "  gateway asks purchases, GET /purchases: 21 ms, from 5 to 26 ms, 10 ms on the way\n"
        "    purchases asks users, GET /users: 11 ms, from 10 to 21 ms, 10 ms on the way\n"
        "      users asks users.db, SELECT: 1 ms, from 15 to 16 ms\n"
        "    purchases asks orders, GET /orders: 11 ms, from 10 to 21 ms, 10 ms on the way\n"
        "      orders asks orders.db, SELECT: 1 ms, from 15 to 16 ms\n"
        "    purchases asks products, GET /products: 11 ms, from 10 to 21 ms, 10 ms on the way\n"
        "      products asks products.db, SELECT: 1 ms, from 15 to 16 ms"
    )


def test_the_title_says_what_is_shown() -> None:
    assert waterfall(order()).title == "Waterfall: 8 calls and 3 messages, 32 ms"
    made = Making()
    made.span("users", "internal", 0, 4, None, "start")
    made.span("users", "internal", 4, 4, None, "down")
    assert waterfall(made.trace).title == "Waterfall: 1 other step, 4 ms"


def test_where_a_route_takes_any_path_the_path_that_was_asked_for_is_shown() -> None:
    made = Making()
    server = made.call("client", "gateway")
    server.name = "POST /{path:path}"
    assert "client asks gateway, POST: 11 ms" in waterfall(made.trace).text
    server.attributes["url.path"] = "/orders"
    assert "client asks gateway, POST /orders: 11 ms" in waterfall(made.trace).text


def test_the_numbers_to_add_up_stand_in_the_bars() -> None:
    written = words(waterfall(purchase()).svg)
    assert written.count("5") == 10 + 1  # both ways of 5 calls, and a mark of the axis
    assert written.count("11 ms") == 3
    assert {"31 ms", "21 ms", "1 ms", "30 ms"} < set(written)


def test_every_moment_of_a_call_is_on_the_way_queued_waiting_or_working() -> None:
    made = Making()
    server = made.call("client", "orders", 0, 50)
    made.span("orders", "internal", 5, 25, server, "queued")
    made.span("orders", "internal", 25, 31, server, "work")
    made.query("orders", 31, "orders.db", server)
    call = read_rows(made.trace)[0]
    assert ms(call.away) == [(0, 5), (45, 50)]
    assert ms(call.queued) == [(5, 25)]
    assert ms(call.waits) == [(31, 32)]
    assert ms(call.works) == [(25, 31), (32, 45)]
    drawn = waterfall(made.trace)
    assert "10 ms on the way, 20 ms queued, 19 ms own work" in drawn.text
    assert "queued: all workers are busy" in words(drawn.svg)
    assert 'class="hatch"' in drawn.svg


def test_a_database_call_looks_different() -> None:
    assert bars(waterfall(purchase()).svg, "stored") == 3 + 1  # one in the legend


def test_a_failed_call_says_why() -> None:
    made = Making()
    made.span(
        "client", "client", 0, 20, failed=True, server__address="gone", error__type="conn_reset"
    )
    drawn = waterfall(made.trace)
    assert drawn.text.endswith("client asks gone, GET: 20 ms, from 0 to 20 ms, failed: conn reset")
    assert "conn reset" in words(drawn.svg)
    assert bars(drawn.svg, "wrong") == 2


def test_a_callee_that_goes_on_after_the_caller_gave_up_is_drawn_to_its_end() -> None:
    made = Making()
    client = made.span("a", "client", 0, 20, failed=True, error__type="timeout")
    made.span("b", "server", 5, 70, client)
    row = read_rows(made.trace)[0]
    assert row.answer == (5 * NS_PER_MS, 70 * NS_PER_MS)
    assert ms(row.works) == [(5, 70)]
    assert ms(row.away) == [(0, 5)]


def test_the_time_stands_behind_the_bar_and_not_behind_what_is_done_much_later() -> None:
    made = Making()
    client = made.span("a", "client", 0, 100, failed=True, error__type="timeout")
    made.span("b", "server", 900, 1000, client)
    svg = waterfall(made.trace).svg
    (time,) = re.findall(r'x="([0-9.]+)"[^>]*>100 ms<', svg)
    late, *_ = re.findall(r'class="works" x="([0-9.]+)"', svg)
    assert float(time) < float(late)


def test_a_consumer_is_below_the_event_that_caused_it() -> None:
    made = Making()
    sent = made.span("users", "producer", 5, 5, made.call("client", "users"), "user.signed_up")
    made.span("mailer", "consumer", 10, 12, name="user.signed_up", links=(sent,))
    assert [(row.depth, row.role) for row in read_rows(made.trace)] == [
        (0, "call"),
        (1, "inside"),
        (2, "event"),
    ]
    assert "users tells mailer, user.signed_up: 2 ms" in waterfall(made.trace).text


def test_what_is_left_out_is_said_with_how_to_see_it() -> None:
    drawn = waterfall(purchase(), rows=3)
    assert drawn.text.endswith("… 5 more rows, drawn by waterfall(trace, rows=8)")
    assert "… 5 more rows, drawn by waterfall(trace, rows=8)" in words(drawn.svg)
    assert "more row" not in waterfall(purchase(), rows=8).text


def test_a_picture_without_rows_is_refused() -> None:
    with pytest.raises(ValueError, match="rows is at least 1"):
        waterfall(purchase(), rows=0)


def test_an_empty_trace_is_a_picture_too() -> None:
    assert waterfall(Trace([])).title == "Waterfall: nothing, 0 ms"


def test_a_chain_of_a_thousand_calls_is_no_deeper_than_python_can_go() -> None:
    made = Making()
    server = None
    for depth in range(1000):
        server = made.call(f"s{depth}", f"s{depth + 1}", 0, 11, server)
    assert len(read_rows(made.trace)) == 1000


@given(traces())
def test_any_trace_gives_well_formed_svg(trace: Trace) -> None:
    assert ElementTree.fromstring(waterfall(trace).svg).tag == f"{SVG}svg"


@given(traces())
def test_no_failed_call_is_left_out(trace: Trace) -> None:
    failed = [span for span in trace if span.kind in ("client", "producer") and failure(span)]
    assert sum(bool(row.failure) for row in read_rows(trace)) >= len(failed)
