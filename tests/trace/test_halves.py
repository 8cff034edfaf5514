"""Spans that share an id each get their own, and hang together as they should."""

from typing import Any

import pytest

from course.trace import Link, Trace, TraceError, halves
from course.trace.zipkin import spans
from tests.trace.making import A, B, C, record

CALL = (
    record(A, "web", kind="CLIENT", duration=9_000),
    record(A, "users", kind="SERVER", shared=True, timestamp=1_001_000),
)


@pytest.mark.parametrize("records", [CALL, CALL[::-1]])
def test_a_server_half_gets_an_id_of_its_own_and_hangs_under_its_client_half(
    records: list[dict[str, Any]],
) -> None:
    client, server = sorted(spans(list(records)), key=lambda span: span.start)
    assert (client.id, client.parent, client.service) == (A, None, "web")
    assert (server.parent, server.service) == (A, "users")
    assert server.id != A
    assert len(server.id) == 16
    assert int(server.id, 16)


def test_the_new_id_is_the_same_at_every_reading() -> None:
    assert [span.id for span in spans(list(CALL))] == [A, "6e2aa1be12aa4b5f"]


def test_a_server_half_that_does_not_say_it_shares_is_known_by_its_kind() -> None:
    plain = [CALL[0], {**CALL[1], "shared": None}]
    assert spans(plain) == spans(list(CALL))


def test_a_server_half_alone_keeps_its_id_and_its_parent() -> None:
    (span,) = spans([{**CALL[1], "parentId": B}])
    assert (span.id, span.parent) == (A, B)


@pytest.mark.parametrize(
    ("service", "half"), [("users", "server"), ("web", "client"), ("elsewhere", "server")]
)
def test_children_hang_under_the_half_whose_service_recorded_them(service: str, half: str) -> None:
    trace = Trace(spans([record(B, service, parentId=A), *CALL]))
    child = next(span for span in trace if span.id == B)
    parent = trace.parent(child)
    assert parent
    assert parent.kind == half


def test_where_a_service_calls_itself_its_children_hang_under_the_server_half() -> None:
    call = [{**half, "localEndpoint": {"serviceName": "users"}} for half in CALL]
    trace = Trace(spans([*call, record(B, "users", parentId=A)]))

    child = next(span for span in trace if span.id == B)
    parent = trace.parent(child)
    assert parent
    assert parent.kind == "server"


def test_a_call_that_reached_two_services_has_two_server_halves() -> None:
    again = {**CALL[1], "localEndpoint": {"serviceName": "users-2"}}
    trace = Trace(spans([*CALL, again, record(B, "users-2", parentId=A)]))
    (root,) = trace.roots
    assert [span.service for span in trace.children(root)] == ["users", "users-2"]
    child = next(span for span in trace if span.id == B)
    parent = trace.parent(child)
    assert parent
    assert parent.service == "users-2"
    assert len({span.id for span in trace}) == 4


@pytest.mark.parametrize(
    "consumer",
    [
        record(B, "mail", kind="CONSUMER", parentId=A),
        record(A, "mail", kind="CONSUMER", shared=True),
    ],
)
def test_a_consumer_is_linked_to_its_producer_and_not_part_of_it(consumer: dict[str, Any]) -> None:
    producer, consumed = spans([record(A, "shop", kind="PRODUCER"), consumer])
    assert consumed.kind == "consumer"
    assert consumed.parent is None
    assert consumed.links == [Link(producer.trace_id, producer.id)]
    assert producer.links == []


def test_a_consumer_in_the_middle_of_other_work_stays_part_of_it() -> None:
    consumer = spans([record(A), record(B, kind="CONSUMER", parentId=A)])[1]
    assert (consumer.parent, consumer.links) == (A, [])


def test_a_span_that_names_itself_as_its_parent_is_a_root() -> None:
    (span,) = spans([record(A, parentId=A)])
    assert span.parent is None


@pytest.mark.parametrize("again", [{}, {"shared": False}, {"annotations": []}])
def test_what_is_said_twice_is_read_once(again: dict[str, Any]) -> None:
    assert spans([record(A), record(A) | again]) == spans([record(A)])


def test_a_half_that_says_it_receives_is_no_copy_of_the_one_that_sends() -> None:
    sender, receiver = spans([record(A), record(A, shared=True)])
    assert (sender.id, receiver.parent) == (A, A)


@pytest.mark.parametrize(
    "twins",
    [
        [record(A, "web"), record(A, "users")],
        [record(A, "web", kind="CLIENT"), record(A, "users", kind="CLIENT")],
        [record(A, "users", kind="SERVER"), record(A, "users", kind="SERVER", duration=1)],
    ],
)
def test_of_spans_with_one_id_that_are_no_call_the_second_gets_another_and_says_so(
    twins: list[object],
) -> None:
    first, second = spans(twins)
    assert (first.id, first.parent, first.attributes) == (A, None, {})
    assert second.id != A
    assert (second.parent, second.attributes) == (None, {"trace.shared_id": A})


def test_three_spans_with_one_id_that_are_no_call_have_three() -> None:
    found = spans([record(A, "web", duration=duration) for duration in (1, 2, 3)])
    assert len({span.id for span in found}) == 3


def test_a_new_id_is_none_that_the_file_has() -> None:
    taken = spans(list(CALL))[1].id
    found = spans([*CALL, record(taken, "thief")])
    assert len({span.id for span in found}) == 3
    assert found[2].id == taken


def test_more_spans_than_can_be_held_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halves, "MOST_SPANS", 2)
    with pytest.raises(TraceError, match=r"^span 3 of 3, there are more than 2 spans, .* Export"):
        spans([record(A), record(B), record(C)])


def test_two_server_halves_whose_client_was_not_recorded_keep_the_parent_they_name() -> None:
    first, second = spans(
        [
            record(A, "users", kind="SERVER", shared=True, parentId=C),
            record(A, "users-2", kind="SERVER", shared=True, parentId=C),
        ]
    )
    assert (first.id, first.parent) == (A, C)
    assert second.id != A
    assert second.parent == C


def test_a_call_in_another_trace_is_another_call() -> None:
    other = [{**half, "traceId": "2"} for half in CALL]
    trace = Trace(spans([*other, *CALL, record(B, "users", parentId=A)]))
    child = next(span for span in trace if span.id == B)
    parent = trace.parent(child)
    assert parent
    assert parent.trace_id == child.trace_id
    assert parent.kind == "server"
    alone = spans([*other, record(B, "users", parentId=A)])[-1]
    assert alone.parent == A
