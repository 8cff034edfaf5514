from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import NS_PER_MS, Span, Trace
from course.webs import critical_path, shares, ways
from course.webs.critical_path import CriticalPath
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order, purchase
from tests.webs.recorded import REAL, booking, recorded


def told(path: CriticalPath) -> list[tuple[str, str, float, float]]:
    """Who does what, from when to when in ms."""
    return [(it.doing, it.who, it.start / NS_PER_MS, it.end / NS_PER_MS) for it in path]


def whose(path: CriticalPath) -> list[tuple[str, float, float]]:
    return [(who, start, end) for _, who, start, end in told(path)]


def test_the_answer_waits_for_the_call_that_ends_last() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    made.span("users", "server", 2, 12, server)
    made.span("orders", "server", 3, 28, server)
    assert whose(critical_path(made.trace)) == [
        ("shop", 0, 3),
        ("orders", 3, 28),
        ("shop", 28, 30),
    ]


def test_before_that_it_waits_for_the_one_that_ended_last_when_that_one_began() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    made.span("users", "server", 2, 12, server)
    made.span("stock", "server", 2, 15, server)
    made.span("orders", "server", 15, 28, server)
    assert whose(critical_path(made.trace)) == [
        ("shop", 0, 2),
        ("stock", 2, 15),
        ("orders", 15, 28),
        ("shop", 28, 30),
    ]


def test_a_call_still_running_when_the_next_began_is_not_on_the_path() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    made.span("users", "server", 2, 12, server)
    made.span("orders", "server", 11, 28, server)
    path = critical_path(made.trace)
    assert whose(path) == [("shop", 0, 11), ("orders", 11, 28), ("shop", 28, 30)]


def test_of_calls_that_end_together_the_longest_is_on_the_path() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    for service, start in (("users", 5), ("orders", 2), ("stock", 7)):
        made.span(service, "server", start, 20, server)
    assert whose(critical_path(made.trace))[1] == ("orders", 2, 20)


def test_the_way_between_two_services_is_no_work_of_either() -> None:
    made = Making()
    made.call("shop", "users", 1, 14, made.span("shop", "server", 0, 20))
    assert told(critical_path(made.trace)) == [
        ("works", "shop", 0, 1),
        ("on the way", "users", 1, 6),
        ("works", "users", 6, 9),
        ("on the way", "users", 9, 14),
        ("works", "shop", 14, 20),
    ]


def test_who_has_recorded_nothing_answers_as_its_caller_saw_it() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 20)
    made.query("shop", 2, "shop.db", server)
    made.span("shop", "client", 5, 9, server, peer__service="bank")
    assert told(critical_path(made.trace)) == [
        ("works", "shop", 0, 2),
        ("answers", "shop.db", 2, 3),
        ("works", "shop", 3, 5),
        ("answers", "bank", 5, 9),
        ("works", "shop", 9, 20),
    ]


def test_a_client_span_that_names_nobody_is_work_of_its_own() -> None:
    made = Making()
    made.span("shop", "client", 5, 9, made.span("shop", "server", 0, 20))
    assert {(doing, who) for doing, who, _, _ in told(critical_path(made.trace))} == {
        ("works", "shop")
    }


def test_a_proxy_without_client_spans_works_too() -> None:
    made = Making()
    client = made.span("a", "client", 0, 30, server__address="b")
    proxy = made.span("proxy", "internal", 1, 29, client)
    made.span("b", "server", 2, 28, proxy)
    path = critical_path(made.trace)
    assert whose(path)[1:4] == [("proxy", 1, 2), ("b", 2, 28), ("proxy", 28, 29)]
    assert path.stretches[0].doing == "on the way"


def test_a_proxy_that_records_only_its_client_spans_has_the_way_from_it() -> None:
    made = Making()
    proxy = made.span("proxy", "client", 5, 45, made.span("a", "server", 0, 50))
    made.span("b", "server", 10, 40, proxy)
    assert told(critical_path(made.trace))[1:4] == [
        ("on the way", "b", 5, 10),
        ("works", "b", 10, 40),
        ("on the way", "b", 40, 45),
    ]


def test_one_client_span_for_two_services_is_on_the_way_to_the_first() -> None:
    made = Making()
    client = made.span("a", "client", 0, 30)
    made.span("b", "server", 1, 10, client)
    made.span("c", "server", 12, 28, client)
    assert [(doing, who) for doing, who, _, _ in told(critical_path(made.trace))] == [
        ("on the way", "b"),
        ("works", "b"),
        ("on the way", "b"),
        ("works", "c"),
        ("on the way", "b"),
    ]


def test_a_clock_that_runs_ahead_gets_no_time_outside_its_callers_span() -> None:
    made = Making()
    client = made.span("a", "client", 10, 20)
    made.span("b", "server", 5, 25, client)
    assert whose(critical_path(made.trace)) == [("b", 10, 20)]


def test_what_a_callee_does_after_its_caller_has_given_up_is_not_on_the_path() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 25)
    client = made.span("shop", "client", 0, 20, server, failed=True, error__type="timeout")
    bank = made.span("bank", "server", 5, 60, client)
    made.query("bank", 8, "bank.db", bank)
    made.query("bank", 40, "bank.db", bank)
    assert whose(critical_path(made.trace)) == [
        ("bank", 0, 5),
        ("bank", 5, 8),
        ("bank.db", 8, 9),
        ("bank", 9, 20),
        ("shop", 20, 25),
    ]


def test_an_event_is_not_waited_for() -> None:
    made = Making()
    server = made.span("users", "server", 0, 11)
    sent = made.span("users", "producer", 3, 6, server, "user.signed_up")
    made.span("mailer", "consumer", 5, 10, sent)
    assert whose(critical_path(made.trace)) == [("users", 0, 11)]
    trace = order()
    path = critical_path(trace, max(trace.roots, key=lambda span: span.milliseconds))
    assert {who for who, _, _ in whose(path)} == {"gateway", "orders", "orders.db"}


def test_what_a_service_goes_on_with_after_its_answer_is_not_waited_for() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 20)
    made.span("shop", "client", 5, 40, server, peer__service="statistics")
    assert whose(critical_path(made.trace)) == [("shop", 0, 20)]


def test_a_question_waits_for_the_owners_that_the_asker_named() -> None:
    made = Making()
    owners = {"users": 1.0, "statistics": 9.0}
    ask = made.question("purchases", "purchases.of_user", 0, owners, None)
    assert "statistics" in {who for who, _, _ in whose(critical_path(made.trace, ask))}
    ask.attributes["bus.answers"] = ["users"]
    path = critical_path(made.trace, ask)
    assert "users" in {who for who, _, _ in whose(path)}
    assert "statistics" not in {who for who, _, _ in whose(path)}


def test_it_is_known_how_long_the_answer_waited_within_a_span() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 30)
    quick = made.span("users", "server", 2, 12, server)
    slow = made.span("orders", "server", 3, 28, server)
    made.query("orders", 10, "orders.db", slow)
    path = critical_path(made.trace)
    assert [path.ns_within(span) / NS_PER_MS for span in (server, quick, slow)] == [30, 0, 25]


def test_any_span_may_be_the_root() -> None:
    trace = purchase()
    gateway = next(span for span in trace if span.service == "gateway")
    path = critical_path(trace, gateway)
    assert (path.root, path.milliseconds) == (gateway, gateway.milliseconds)


def test_several_roots_are_refused_with_what_to_do() -> None:
    made = Making()
    for start in range(5):
        made.span("shop", "server", start, name=f"GET /{start}")
    with pytest.raises(ValueError, match=r"5 roots \(GET /0 of shop, .*, \.\.\.\).*root=max\("):
        critical_path(made.trace)
    assert critical_path(made.trace, made.spans[3]).root is made.spans[3]


def test_no_root_and_a_foreign_one_are_refused() -> None:
    with pytest.raises(ValueError, match="no root"):
        critical_path(Trace([]))
    with pytest.raises(ValueError, match="is not in this trace"):
        critical_path(purchase(), Making().span("shop", "server"))


def test_the_shares_of_a_purchase() -> None:
    path = critical_path(purchase())
    assert [(share.who, share.milliseconds) for share in shares(path)] == [
        ("on the way", 30),
        ("users.db", 1),
    ]
    assert [(way.caller, way.callee, way.milliseconds) for way in ways(path)] == [
        ("client", "gateway", 10),
        ("gateway", "purchases", 10),
        ("purchases", "users", 10),
    ]


def test_a_request_without_any_time_has_no_shares() -> None:
    made = Making()
    made.span("bus", "internal", 3, 3)
    path = critical_path(made.trace)
    assert (list(path), shares(path), ways(path)) == ([], [], [])


def test_the_booking_waits_most_of_all_for_its_notification() -> None:
    path = critical_path(booking())
    first, second, *_ = shares(path)
    assert (first.who, first.milliseconds) == ("ts-notification-service", 2484)
    assert second.who == "on the way"
    assert len(shares(path)) == 16 + 1
    assert isclose(sum(way.part for way in ways(path)), second.part)


def test_it_reads_well() -> None:
    path = critical_path(purchase())
    assert repr(path).splitlines() == [
        "Critical path of client, GET: 31 ms in 7 stretches, the longest of which are",
        "  on the way to gateway or back, GET: 5 ms",
        "  on the way to purchases or back, GET: 5 ms",
        "  on the way to users or back, GET: 5 ms",
    ]
    assert [str(share) for share in shares(path)] == [
        "on the way: 30 ms, 96.8 %",
        "users.db, as its callers saw it: 1 ms, 3.23 %",
    ]
    assert str(ways(path)[0]) == "from client to gateway and back: 10 ms, 32.3 %"


def hold(trace: Trace, root: Span) -> None:
    """What has to hold of every critical path."""
    path = critical_path(trace, root)
    edges = [root.start, *(stretch.end for stretch in path)]
    assert [stretch.start for stretch in path] == edges[:-1]
    assert edges[-1] == root.end
    assert all(stretch.ns > 0 for stretch in path)
    assert all(it.span.start <= it.start and it.end <= it.span.end for it in path)
    assert path.ns_within(root) == root.end - root.start
    if list(path):
        assert isclose(sum(share.part for share in shares(path)), 1)
    assert shares(path) == sorted(shares(path), key=lambda share: -share.ns)


@given(traces(), st.data())
def test_any_request_is_covered_from_its_start_to_its_end(
    trace: Trace, data: st.DataObject
) -> None:
    if len(trace):
        hold(trace, data.draw(st.sampled_from(trace.spans)))


@pytest.mark.parametrize("trace", [purchase(), order(), asked(), *map(recorded, REAL)], ids=str)
def test_any_span_of_a_sound_trace_is_covered(trace: Trace) -> None:
    for span in trace:
        hold(trace, span)
