from course.trace import Trace
from course.views.report.within import within
from tests.webs.making import Making, order


def test_a_request_has_its_own_spans_and_none_of_another() -> None:
    made = Making()
    first = made.call("client", "front", 0, 20)
    made.call("front", "back", 5, 16, first)
    second = made.call("client", "front", 30, 50)
    (one, other) = made.trace.roots
    assert [span.service for span in within(made.trace, one)] == [
        "client",
        "front",
        "front",
        "back",
    ]
    assert [*within(made.trace, other)] == [made.trace.parent(second), second]


def test_what_a_request_has_caused_belongs_to_it_although_it_is_a_trace_of_its_own() -> None:
    trace = order()
    root = next(span for span in trace.roots if span.kind == "client")
    assert len({span.trace_id for span in trace}) > 1
    assert [*within(trace, root)] == [*trace]


def test_spans_that_cause_each_other_are_gone_through_once() -> None:
    made = Making()
    one = made.span("a", "producer", 0, 1)
    other = made.span("b", "consumer", 1, 2, links=(one,))
    one.links = [*other.links]
    trace = Trace([one, other])
    assert len(within(trace, other)) <= 2
