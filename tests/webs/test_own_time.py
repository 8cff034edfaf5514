from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given

from course.trace import NS_PER_MS, Trace, read
from course.webs import request_web
from course.webs.own_time import own_ms, own_ns, own_times
from tests.webs.anything import traces
from tests.webs.making import Making, asked, purchase

DATA = Path(__file__).parents[2] / "course/data"


def test_who_waits_has_no_own_time_and_the_way_there_and_back_has() -> None:
    assert own_ms(purchase()) == {
        ("client", "gateway"): 10.0,
        ("gateway", "purchases"): 10.0,
        ("purchases", "users"): 10.0,
        ("purchases", "orders"): 10.0,
        ("purchases", "products"): 10.0,
        ("users", "users.db"): 1.0,
        ("orders", "orders.db"): 1.0,
        ("products", "products.db"): 1.0,
        "gateway": 0.0,
        "purchases": 0.0,
        "users": 0.0,
        "orders": 0.0,
        "products": 0.0,
    }


def test_what_two_calls_took_at_the_same_time_is_taken_off_once() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    made.span("shop", "client", 10, 40, server, server__address="bank")
    made.span("shop", "client", 30, 60, server, server__address="post")
    assert own_ms(made.trace)["shop"] == 50.0


def test_a_short_call_during_a_long_one_makes_no_difference() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    made.span("shop", "client", 10, 90, server, server__address="bank")
    made.span("shop", "client", 20, 30, server, server__address="post")
    assert own_ms(made.trace)["shop"] == 20.0


def test_a_callee_that_goes_on_after_the_caller_has_given_up_has_its_own_time() -> None:
    made = Making()
    client = made.span("shop", "client", 0, 100, failed=True, server__address="bank")
    made.span("bank", "server", 5, 300, client)
    assert own_ms(made.trace) == {"bank": 295.0, ("shop", "bank"): 5.0}


def test_work_inside_a_service_and_being_queued_there_are_its_own_in_one_visit() -> None:
    made = Making()
    server = made.call("client", "shop", 0, 60)
    made.span("shop", "internal", 5, 25, server, "queued")
    work = made.span("shop", "internal", 25, 50, server, "work")
    made.query("shop", 30, "shop.db", work)
    spent = own_times(made.trace)["shop"]["t"]
    assert (spent.visits, spent.ns) == (1, 49 * NS_PER_MS)


def test_who_asks_itself_is_visited_twice() -> None:
    made = Making()
    made.call("a", "a", 20, 40, made.call("client", "a", 0, 60))
    assert own_times(made.trace)["a"]["t"].visits == 2


def test_an_answer_on_its_way_over_the_bus_is_part_of_the_way_of_the_question() -> None:
    own = own_ms(asked())
    assert own["purchases", "bus"] == 10.0
    assert own["bus", "users"] == 10.0
    assert "bus" not in own


def test_where_the_caller_recorded_no_call_the_way_is_its_own_time() -> None:
    made = Making()
    outer = made.span("gateway", "server", 0, 50)
    made.span("users", "server", 10, 40, outer)
    assert own_ms(made.trace) == {"users": 30.0, "gateway": 20.0}


def test_requests_are_kept_apart() -> None:
    made = Making()
    for trace_id, end in (("one", 5), ("other", 8)):
        made.span("a", "server", 0, end, trace_id=trace_id)
    found = own_times(made.trace)["a"]
    assert {name: spent.ns / NS_PER_MS for name, spent in found.items()} == {"one": 5, "other": 8}


def test_a_booking_spends_more_than_half_of_its_time_at_the_notification() -> None:
    trace = read(DATA / "trainticket-book-a-ticket-zipkin-v2.json")
    own = own_ms(trace)
    assert next(iter(own)) == "ts-notification-service"
    assert sum(own.values()) == pytest.approx(trace.milliseconds)  # nothing at the same time


@given(traces())
def test_own_time_is_never_more_than_the_whole_and_every_place_is_in_the_web(trace: Trace) -> None:
    assert all(0 <= own_ns(trace, span) <= span.end - span.start for span in trace)
    web: nx.DiGraph = request_web(trace)
    for place, of_requests in own_times(trace).items():
        assert place in web if isinstance(place, str) else web.has_edge(*place)
        assert all(spent.ns >= 0 for spent in of_requests.values())
