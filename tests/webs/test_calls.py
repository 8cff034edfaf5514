import gc
import weakref

from hypothesis import given

from course.trace import Trace
from course.webs.calls import calls
from tests.webs.anything import traces
from tests.webs.making import Making, order, purchase


def test_a_call_has_the_spans_of_both_ends_and_the_work_it_is_part_of() -> None:
    made = Making()
    server = made.span("gateway", "server", 0, 50)
    inner = made.span("gateway", "internal", 2, 48, server)
    answer = made.call("gateway", "users", 5, 40, inner)
    (call,) = calls(made.trace)
    assert call.span is made.spans[2]
    assert call.answer is answer
    assert call.work is server


def test_a_call_that_only_its_callee_recorded_is_part_of_the_callers_work_too() -> None:
    made = Making()
    server = made.span("gateway", "server", 0, 50)
    answer = made.span("users", "server", 5, 40, server)
    (call,) = calls(made.trace)
    assert (call.span, call.answer, call.work) == (answer, answer, server)


def test_a_call_by_nobody_who_was_asked_is_part_of_no_work() -> None:
    made = Making()
    made.call("client", "gateway")
    (call,) = calls(made.trace)
    assert call.work is None


def test_the_work_of_who_recorded_only_calls_is_the_call_it_answers() -> None:
    made = Making()
    client = made.span("a", "client", 0, 50)
    for start in (5, 25):
        made.span("b", "client", start, start + 10, client, server__address="c")
    (to_b, *to_c) = calls(made.trace)
    assert (to_b.caller, to_b.place, to_b.work) == ("a", "b", None)
    assert [(call.caller, call.place, call.work) for call in to_c] == [("b", "c", client)] * 2


def test_a_service_that_asks_itself_does_two_pieces_of_work() -> None:
    made = Making()
    server = made.span("a", "server", 0, 50)
    again = made.call("a", "a", 5, 40, server)
    made.query("a", 20, "a.db", again)
    assert [call.work for call in calls(made.trace)] == [server, again]


def test_a_query_names_its_database_as_its_place() -> None:
    made = Making()
    made.query("users", 0, "users.db", made.span("users", "server"))
    (call,) = calls(made.trace)
    assert (call.place, call.answer) == ("users.db", None)


def test_the_calls_are_kept_as_long_as_the_trace() -> None:
    trace = purchase()
    assert calls(trace) is calls(trace)
    assert calls(trace) is not calls(purchase())
    gone = weakref.ref(trace)
    del trace
    gc.collect()
    assert gone() is None


@given(traces())
def test_the_work_around_any_call_is_its_callers_or_that_of_who_asked_it(trace: Trace) -> None:
    for call in calls(trace):
        if call.work is not None and call.work.service != call.caller:
            assert call.work.kind == "client"


def test_events_are_not_waited_for() -> None:
    told = [call for call in calls(order()) if "bus" in (call.caller, call.place)]
    assert told
    assert not any(call.waits for call in told)
