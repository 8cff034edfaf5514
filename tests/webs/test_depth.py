from itertools import pairwise

import pytest
from hypothesis import given

from course.trace import Span, Trace
from course.webs import depth
from course.webs.calls import calls
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order, purchase
from tests.webs.recorded import REAL, booking, recorded


def test_a_purchase_is_four_calls_deep() -> None:
    found = depth(purchase())
    assert found.calls == 4
    assert found.services == ["client", "gateway", "purchases", "users", "users.db"]


def test_calls_side_by_side_are_no_deeper_than_one() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for start in range(0, 80, 20):
        made.call("shop", "bank", start, start + 11, server)
    assert depth(made.trace).calls == 1


def test_a_call_from_an_inner_span_lies_inside_the_call_that_is_answered() -> None:
    made = Making()
    server = made.call("client", "shop", 0, 100)
    inner = made.span("shop", "internal", 6, 90, server)
    made.call("shop", "bank", 10, 60, made.span("shop", "internal", 7, 80, inner))
    assert depth(made.trace).services == ["client", "shop", "bank"]


def test_calls_that_only_one_end_recorded_lie_inside_one_another_too() -> None:
    servers = Making()
    a = servers.span("a", "server", 0, 50)
    servers.span("c", "server", 10, 40, servers.span("b", "server", 5, 45, a))
    assert depth(servers.trace).services == ["a", "b", "c"]
    clients = Making()
    a = clients.span("a", "client", 0, 50, server__address="b")
    b = clients.span("b", "client", 5, 45, a, server__address="c")
    clients.span("c", "client", 10, 40, b, server__address="d")
    assert depth(clients.trace).services == ["a", "b", "c", "d"]


def test_a_proxy_that_records_only_that_it_called_on_is_one_step_more() -> None:
    made = Making()
    server = made.span("a", "server", 0, 50)
    proxy = made.span("proxy", "client", 5, 45, server)
    made.query("b", 20, "b.db", made.span("b", "server", 10, 40, proxy))
    assert depth(made.trace).services == ["a", "proxy", "b", "b.db"]


def test_a_second_answer_to_one_call_lies_inside_it() -> None:
    made = Making()
    client = made.span("a", "client", 0, 50, server__address="b")
    made.span("b", "server", 1, 10, client, failed=True)
    made.query("b", 25, "b.db", made.span("b", "server", 20, 40, client))
    assert depth(made.trace).services == ["a", "b", "b.db"]


def test_what_an_event_brings_about_begins_anew() -> None:
    assert depth(order()).services == ["client", "gateway", "orders", "orders.db"]
    made = Making()
    sent = made.span("users", "producer", 6, 6, made.call("client", "users", 0, 50))
    handling = made.span("mailer", "consumer", 11, 40, sent)
    made.call("mailer", "post", 12, 30, handling)
    assert depth(made.trace).calls == 1


def test_a_question_lies_inside_the_call_that_it_is_asked_for() -> None:
    assert depth(asked()).services == [
        *("client", "gateway", "purchases", "bus", "users", "users.db")
    ]


def test_the_booking_is_four_calls_deep() -> None:
    found = depth(booking())
    assert found.services == [
        "ts-preserve-service",
        "ts-travel-service",
        "ts-ticketinfo-service",
        "ts-basic-service",
        "ts-station-service",
    ]


def test_it_reads_well() -> None:
    assert str(depth(purchase())).splitlines() == [
        "4 calls inside one another",
        "  client asks gateway, GET /gateway",
        "  gateway asks purchases, GET /purchases",
        "  purchases asks users, GET /users",
        "  users asks users.db, SELECT",
    ]
    assert str(depth(Trace([]))) == "0 calls inside one another"


def test_spans_that_are_each_others_parents_do_not_hang_it() -> None:
    ring = [
        Span("t", "1", "2", "a", "x", "server", 0, 1),
        Span("t", "2", "1", "b", "y", "server", 0, 1),
    ]
    assert depth(Trace(ring)).calls <= 2


@given(traces())
def test_any_chain_goes_from_who_is_asked_to_whom_they_ask(trace: Trace) -> None:
    found = depth(trace)
    waiting = [call for call in calls(trace) if call.waits]
    assert (found.calls > 0) == bool(waiting)
    assert found.calls <= len(waiting)
    assert all(call.waits for call in found.chain)


@pytest.mark.parametrize("name", REAL)
def test_a_chain_of_a_real_trace_hangs_together(name: str) -> None:
    chain = depth(recorded(name)).chain
    for outer, inner in pairwise(chain):
        assert outer.span.start <= inner.span.start
        assert inner.span.end - inner.span.start <= outer.span.end - outer.span.start
