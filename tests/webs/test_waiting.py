from hypothesis import given

from course.trace import Trace
from course.webs.reading import key
from course.webs.waiting import needed, parts, waited_for
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order, purchase
from tests.webs.recorded import booking


def test_all_of_a_purchase_is_needed_for_its_answer() -> None:
    trace = purchase()
    assert needed(trace, trace.roots[0]) == {key(span) for span in trace}


def test_what_an_event_brings_about_is_not_needed_for_the_answer() -> None:
    trace = order()
    root = trace.roots[0]
    services = {span.service for span in trace if key(span) in needed(trace, root)}
    assert services == {"client", "gateway", "orders"}


def test_a_question_needs_those_who_answer_it() -> None:
    trace = asked()
    services = {span.service for span in trace if key(span) in needed(trace, trace.roots[0])}
    assert {"users", "orders", "products", "bus"} <= services


def test_a_service_does_not_wait_for_what_it_has_not_done_by_its_end() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 20)
    later = made.span("shop", "internal", 5, 40, server)
    call = made.span("shop", "client", 6, 30, later, server__address="statistics")
    assert not waited_for(made.trace, later)
    assert waited_for(made.trace, call)
    assert needed(made.trace, server) == {key(server)}


def test_between_two_services_an_end_is_no_sign() -> None:
    made = Making()
    client = made.span("shop", "client", 0, 20)
    assert waited_for(made.trace, made.span("bank", "server", 5, 40, client))


@given(traces())
def test_the_parts_of_any_span_are_among_its_children(trace: Trace) -> None:
    for span in trace:
        kept = parts(trace).get(key(span), ())
        assert kept == [child for child in trace.children(span) if waited_for(trace, child)] or (
            not kept and not any(waited_for(trace, child) for child in trace.children(span))
        )


@given(traces())
def test_what_is_needed_is_needed_by_something_needed(trace: Trace) -> None:
    for root in trace:
        found = needed(trace, root)
        assert key(root) in found
        for span in trace:
            if key(span) in found and span is not root:
                parent = trace.parent(span)
                assert parent is not None
                assert key(parent) in found


def test_the_booking_needs_all_that_was_recorded() -> None:
    assert len(needed(booking(), booking().roots[0])) == 157
