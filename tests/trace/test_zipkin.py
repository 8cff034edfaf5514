"""What Zipkin v2 says, as spans."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from course.trace import Span, Trace, TraceError, read
from course.trace.zipkin import spans
from tests.trace.making import A, B, C, D, record

ROOT = Path(__file__).parents[2]
BOOKING = ROOT / "course/data/trainticket-book-a-ticket-zipkin-v2.json"
YELP = ROOT / "course/data/yelp-zipkin-v2.json"


def one(**fields: Any) -> Span:
    (span,) = spans([record(**fields)])
    return span


# One span


def test_microseconds_become_nanoseconds() -> None:
    span = one(timestamp=1_530_611_842_233_000, duration=4_428_952)
    assert span.start == 1_530_611_842_233_000_000
    assert span.end - span.start == 4_428_952_000


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("CLIENT", "client"),
        ("SERVER", "server"),
        ("PRODUCER", "producer"),
        ("CONSUMER", "consumer"),
        (None, "internal"),
        ("", "internal"),
    ],
)
def test_each_kind_has_its_name_here_and_no_kind_is_internal(said: str | None, kind: str) -> None:
    assert one(kind=said).kind == kind


def test_ids_are_16_and_32_small_hex_digits_however_they_are_written() -> None:
    span = one(id="AB", traceId="463AC35C9F6413AD48485A3953BB6124", parentId="1")
    assert (span.id, span.parent) == ("00000000000000ab", "0000000000000001")
    assert span.trace_id == "463ac35c9f6413ad48485a3953bb6124"
    assert one(traceId="1").trace_id == "0" * 31 + "1"
    assert one(traceId="1" * 17).trace_id == "0" * 15 + "1" * 17


def test_who_did_not_say_a_name_is_called_unknown() -> None:
    span = one(name=None, localEndpoint=None)
    assert (span.name, span.service) == ("unknown", "unknown_service")
    assert one(localEndpoint={"ipv4": "10.0.0.1"}).service == "unknown_service"


def test_tags_become_attributes_under_current_names() -> None:
    span = one(tags={"http.method": "GET", "error": "timeout", "shop": "a", "lucky": 7})
    assert span.attributes == {
        "http.request.method": "GET",
        "error.type": "timeout",
        "shop": "a",
        "lucky": 7,
    }
    assert span.status == "error"


def test_a_span_without_duration_has_no_length_and_says_so() -> None:
    for absent in (None, 0):
        span = one(duration=absent)
        assert span.end == span.start == 1_000_000_000
        assert span.attributes == {"trace.missing": "duration"}


def test_a_span_without_timestamp_starts_where_its_own_trace_does_and_says_so() -> None:
    found = spans(
        [
            record(A, timestamp=5),
            record(B, timestamp=7),
            record(C, timestamp=None, duration=2),
            record(D, timestamp=1, traceId="1"),
        ]
    )
    span = next(span for span in found if span.id == C)
    assert (span.start, span.end) == (5_000, 7_000)
    assert span.attributes == {"trace.missing": "timestamp"}


def test_a_trace_without_any_time_starts_at_zero() -> None:
    span = one(timestamp=None, duration=None)
    assert (span.start, span.end) == (0, 0)
    assert span.attributes == {"trace.missing": "timestamp, duration"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("CLIENT", "server.address"),
        ("PRODUCER", "server.address"),
        ("CONSUMER", "server.address"),
        ("SERVER", "client.address"),
    ],
)
def test_the_other_side_is_named(kind: str, name: str) -> None:
    assert one(kind=kind, remoteEndpoint={"serviceName": "mysql"}).attributes == {name: "mysql"}


def test_the_callee_is_the_one_who_is_named_best() -> None:
    def address(tags: dict[str, str], **remote: str) -> object:
        return one(kind="CLIENT", tags=tags, remoteEndpoint=remote).attributes["server.address"]

    host = {"http.host": "orders:8080"}
    assert address({"server.address": "known", **host}, serviceName="users") == "known"
    assert address(host, serviceName="users", ipv4="10.0.0.1") == "users"
    assert address(host, ipv4="10.0.0.1") == "orders"
    assert address({}, ipv4="10.0.0.1", ipv6="::1") == "10.0.0.1"
    assert address({}, ipv6="::1") == "::1"


def test_a_host_is_the_callee_only_for_who_calls() -> None:
    assert one(kind="SERVER", tags={"http.host": "me"}).attributes == {"http.host": "me"}
    assert one(remoteEndpoint={"serviceName": "b"}).attributes == {}


# Several spans


def test_a_list_of_traces_is_read_as_well_as_a_list_of_spans() -> None:
    flat = [record(A), record(B, parentId=A), record(A, traceId="2")]
    assert spans([flat[:2], flat[2:]]) == spans(flat)
    assert len(spans(flat)) == 3
    assert spans([[], []]) == spans([]) == []


def test_times_stay_as_recorded_where_clocks_disagree() -> None:
    early = record(A, "users", kind="SERVER", shared=True, timestamp=999_000, duration=60_000)
    client, server = spans([record(A, "web", kind="CLIENT"), early])
    assert server.start == 999_000_000 < client.start
    assert server.end == 1_059_000_000 > client.end


# What is wrong


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"traceId": None}, 'field "traceId": expected hex digits, and it is missing'),
        ({"id": ""}, 'field "id": expected hex digits, and it is missing'),
        ({"id": "xyz"}, "field \"id\": expected up to 16 hex digits, not all 0, found 'xyz'"),
        ({"id": 5}, 'field "id": expected text, found 5'),
        ({"id": "1" * 17}, 'field "id": expected up to 16 hex digits'),
        ({"traceId": "1" * 33}, 'field "traceId": expected up to 32 hex digits'),
        ({"parentId": "0000"}, 'field "parentId": expected up to 16 hex digits, not all 0'),
        ({"kind": "client"}, 'field "kind": expected CLIENT, SERVER, PRODUCER, CONSUMER or no'),
        ({"kind": 3}, 'field "kind": expected text, found 3'),
        ({"timestamp": -1}, 'field "timestamp": expected a whole number from 0 to 2**63 - 1'),
        (
            {"duration": -5},
            'field "duration": expected a whole number from 0 to 2**63 - 1, found -5',
        ),
        ({"duration": 2**63}, 'field "duration": expected a whole number from 0 to 2**63 - 1'),
        ({"duration": 1.5}, 'field "duration": expected a whole number'),
        ({"duration": float("inf")}, 'field "duration": expected a whole number'),
        ({"duration": True}, 'field "duration": expected a whole number'),
        ({"duration": "5"}, 'field "duration": expected a whole number'),
        ({"name": ["get"]}, "field \"name\": expected text, found ['get']"),
        ({"name": "\ud800"}, "field \"name\": expected text, found '\\ud800'"),
        ({"shared": "yes"}, "field \"shared\": expected true or false, found 'yes'"),
        ({"localEndpoint": "users"}, "field \"localEndpoint\": expected an object, found 'users'"),
        (
            {"localEndpoint": {"serviceName": 1}},
            'field "localEndpoint.serviceName": expected text, found 1',
        ),
        ({"remoteEndpoint": []}, 'field "remoteEndpoint": expected an object, found []'),
        ({"tags": []}, 'field "tags": expected an object, found []'),
        ({"tags": {"a": None}}, 'field "tags.a": expected text, found null'),
        ({"tags": {"a": {}}}, 'field "tags.a": expected text, found {}'),
        ({"tags": {"a": "\udfff"}}, 'field "tags.a": expected text'),
        ({"tags": {"\ud800": "a"}}, 'field "tags.name": expected text, found'),
    ],
)
def test_a_wrong_field_is_named_with_its_span_and_what_was_expected(
    fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(TraceError) as caught:
        spans([record(A), record(B) | fields])
    assert str(caught.value).startswith("span 2 of 2, " + message)


def test_in_a_list_of_traces_the_trace_is_named_too() -> None:
    with pytest.raises(TraceError, match=r'^trace 2 of 2, span 1 of 1, field "kind"'):
        spans([[record(A)], [record(B, kind="?")]])


@pytest.mark.parametrize("other", [None, 5, "span", [], True])
def test_what_is_no_span_is_named(other: object) -> None:
    with pytest.raises(
        TraceError, match=r"^span 2 of 2, expected an object with the fields of a span"
    ):
        spans([record(A), other])


@pytest.mark.parametrize("other", [None, 5, {}])
def test_what_is_no_list_of_spans_is_named(other: object) -> None:
    with pytest.raises(TraceError, match=r"^expected a list of spans, found"):
        spans(other)
    with pytest.raises(TraceError, match=r"^trace 2 of 2, expected a list of spans, found"):
        spans([[], other])


# Two real traces


@pytest.fixture(scope="module")
def booking() -> Trace:
    return read(BOOKING)


def test_a_ticket_booking_is_one_request_of_157_spans_over_16_services(booking: Trace) -> None:
    kinds = [span.kind for span in booking]
    assert (len(booking), kinds.count("server"), kinds.count("client")) == (157, 79, 78)
    assert len(booking.services) == 16
    (root,) = booking.roots
    assert (root.service, root.kind) == ("ts-preserve-service", "server")
    assert root.milliseconds == booking.milliseconds == 4428.952


def test_each_of_its_78_calls_is_answered_by_the_service_it_names(booking: Trace) -> None:
    for client in (span for span in booking if span.kind == "client"):
        (server,) = booking.children(client)
        assert server.kind == "server"
        assert server.service == client.attributes["server.address"]


def test_each_of_its_calls_is_made_by_the_service_that_answers_the_call_above(
    booking: Trace,
) -> None:
    for client in (span for span in booking if span.kind == "client"):
        caller = booking.parent(client)
        assert caller
        assert (caller.kind, caller.service) == ("server", client.service)


def test_its_11_direct_calls_never_overlap_and_are_94_percent_of_its_time(booking: Trace) -> None:
    (root,) = booking.roots
    calls = booking.children(root)
    assert len(calls) == 11
    assert all(one.end <= next.start for one, next in pairwise(calls))
    share = sum(call.milliseconds for call in calls) / root.milliseconds
    assert round(share, 2) == 0.94


def test_it_calls_the_station_service_18_times(booking: Trace) -> None:
    served = [span for span in booking if span.kind == "server"]
    assert sum(span.service == "ts-station-service" for span in served) == 18


def test_each_answer_lies_in_the_middle_of_its_call_as_credited(booking: Trace) -> None:
    for client in (span for span in booking if span.kind == "client"):
        (server,) = booking.children(client)
        assert abs((server.start - client.start) - (client.end - server.end)) <= 1_000


def test_a_trace_of_a_proxied_request_hangs_together() -> None:
    trace = read(YELP)
    assert (len(trace), len(trace.services), trace.milliseconds) == (16, 6, 131.848)
    (root,) = trace.roots
    assert (root.service, root.kind) == ("routing", "server")
    assert [span.service for span in trace.children(root)] == ["unknown", "yelp-main"]
    databases = {
        span.attributes["server.address"]
        for span in trace
        if not trace.children(span) and span.kind == "client"
    }
    assert databases == {"memcache", "mysql", "blt"}
