"""What OTLP JSON says, as spans; with a fast parser and without."""

import json
from pathlib import Path
from typing import Any

import pytest

from course.trace import Link, Span, TraceError, read
from course.trace import otlp as reader
from tests.trace.making import TRACE, A, B, C, otlp, otlp_span, read_back


@pytest.fixture(autouse=True, params=["msgspec", "standard library"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Everything here holds with both."""
    if request.param == "msgspec":
        pytest.importorskip("msgspec")
    else:
        monkeypatch.setattr(reader, "find_spec", lambda _: None)
    return str(request.param)


def one(folder: Path, **fields: Any) -> Span:
    (span,) = read_back(folder, otlp(otlp_span(**fields)))
    return span


def pair(key: str, **value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


# One span


def test_a_span_says_what_it_is(tmp_path: Path) -> None:
    span = one(tmp_path, parentSpanId=B, kind=3, attributes=[pair("shop", stringValue="a")])
    assert span == Span(
        TRACE, A, B, "users", "get", "client", 1_000_000_000, 1_005_000_000, {"shop": "a"}
    )


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (None, "internal"),
        (0, "internal"),
        (1, "internal"),
        (2, "server"),
        (3, "client"),
        (4, "producer"),
        (5, "consumer"),
        ("SPAN_KIND_CONSUMER", "consumer"),
    ],
)
def test_each_kind_is_a_number_or_its_name(tmp_path: Path, said: object, kind: str) -> None:
    assert one(tmp_path, kind=said).kind == kind


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (None, "unset"),
        ({}, "unset"),
        ({"code": 0}, "unset"),
        ({"code": 1}, "ok"),
        ({"code": 2}, "error"),
        ({"code": "STATUS_CODE_ERROR"}, "error"),
    ],
)
def test_each_status_is_a_number_or_its_name(tmp_path: Path, said: object, status: str) -> None:
    assert one(tmp_path, status=said).status == status


def test_the_message_of_a_status_and_an_exception_become_attributes(tmp_path: Path) -> None:
    events = [
        {"name": "cache miss", "attributes": [pair("exception.type", stringValue="no")]},
        {"name": "exception", "attributes": [pair("exception.type", stringValue="Timeout")]},
    ]
    span = one(tmp_path, status={"code": 2, "message": "no answer"}, events=events)
    assert span.attributes == {
        "exception.type": "Timeout",
        "otel.status_description": "no answer",
    }


def test_older_names_become_todays_by_the_kind_of_the_span(tmp_path: Path) -> None:
    tags = [pair("net.peer.name", stringValue="orders"), pair("http.method", stringValue="GET")]
    assert one(tmp_path, kind=3, attributes=tags).attributes == {
        "server.address": "orders",
        "http.request.method": "GET",
    }
    assert one(tmp_path, kind=2, attributes=tags).attributes["client.address"] == "orders"


@pytest.mark.parametrize("ns", [1_005_000_000, "1005000000"])
def test_a_time_is_a_number_or_written_as_text(tmp_path: Path, ns: object) -> None:
    assert one(tmp_path, endTimeUnixNano=ns).end == 1_005_000_000


def test_links_lead_to_other_spans(tmp_path: Path) -> None:
    links = [{"traceId": TRACE, "spanId": B, "attributes": []}]
    assert one(tmp_path, links=links).links == [Link(TRACE, B)]


def test_zero_is_a_time_like_any_other(tmp_path: Path) -> None:
    span = one(tmp_path, startTimeUnixNano="0", endTimeUnixNano="5")
    assert (span.start, span.end, span.attributes) == (0, 5, {})


def test_a_span_without_times_starts_with_its_trace_and_says_so(tmp_path: Path) -> None:
    bare = otlp_span(B, startTimeUnixNano=None, endTimeUnixNano=None)
    trace = read_back(tmp_path, otlp(otlp_span(A), bare))
    span = next(span for span in trace if span.id == B)
    assert span.start == span.end == 1_000_000_000
    assert span.attributes == {"trace.missing": "startTimeUnixNano, endTimeUnixNano"}


def test_a_span_that_ends_before_it_starts_has_no_length_and_says_so(tmp_path: Path) -> None:
    span = one(tmp_path, endTimeUnixNano="999999990")
    assert span.start == span.end == 1_000_000_000
    assert span.attributes == {"trace.ends_before_start_ns": 10}


def test_who_does_not_say_a_name_is_called_unknown(tmp_path: Path) -> None:
    document = otlp(otlp_span(name=None))
    document["resourceSpans"][0]["resource"] = {}
    (span,) = read_back(tmp_path, document)
    assert (span.service, span.name) == ("unknown_service", "unknown")


# Several


def test_an_older_name_for_scopes_is_known(tmp_path: Path) -> None:
    document = otlp(otlp_span())
    resource = document["resourceSpans"][0]
    resource["instrumentationLibrarySpans"] = resource.pop("scopeSpans")
    assert len(read_back(tmp_path, document)) == 1


def test_one_object_over_several_lines_is_read(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    for indent in (None, 0, 2):
        file.write_text(json.dumps(otlp(otlp_span()), indent=indent))
        assert len(read(file)) == 1
    file.write_text('{"resourceSpans": [{}\n]}')
    assert len(read(file)) == 0


def test_json_lines_are_one_trace_blank_ones_left_out(tmp_path: Path) -> None:
    file = tmp_path / "trace.json"
    documents = [otlp(otlp_span(A), service="web"), otlp(otlp_span(B, parentSpanId=A))]
    file.write_text("\n\n".join(json.dumps(each) for each in documents) + "\n \n")
    trace = read(file)
    assert [span.service for span in trace] == ["web", "users"]
    assert trace.children(trace.roots[0])


def test_halves_of_a_call_with_one_id_are_told_apart(tmp_path: Path) -> None:
    client = otlp(otlp_span(A, kind=3), service="web")
    server = otlp(otlp_span(A, kind=2), service="users")
    trace = read_back(tmp_path, server, client)
    (root,) = trace.roots
    assert (root.id, root.service) == (A, "web")
    assert [span.service for span in trace.children(root)] == ["users"]


def test_a_consumer_stays_where_the_file_has_it(tmp_path: Path) -> None:
    documents = otlp(otlp_span(A, kind=4), otlp_span(B, kind=5, parentSpanId=A))
    trace = read_back(tmp_path, documents)
    assert next(span for span in trace if span.id == B).parent == A


def test_a_document_larger_than_a_piece_is_read_as_a_whole(tmp_path: Path) -> None:
    spans = [otlp_span(f"{number:016x}") for number in range(1, 2502)]
    assert len(read_back(tmp_path, otlp(*spans))) == 2501


# What is wrong


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"traceId": None}, 'field "traceId": expected hex digits, and it is missing'),
        ({"spanId": "AAAAAAAAAAo="}, 'field "spanId": expected up to 16 hex digits'),
        ({"parentSpanId": 7}, 'field "parentSpanId": expected text, found 7'),
        ({"kind": 6}, 'field "kind": expected a number from 0 to 5, found 6'),
        ({"kind": True}, 'field "kind": expected a number from 0 to 5, found True'),
        ({"kind": "client"}, "field \"kind\": expected a number from 0 to 5, found 'client'"),
        ({"status": {"code": 3}}, 'field "code": expected a number from 0 to 2, found 3'),
        ({"status": 2}, 'field "status": expected an object, found 2'),
        ({"startTimeUnixNano": "1e9"}, 'field "startTimeUnixNano": expected a whole number'),
        ({"startTimeUnixNano": -1}, 'field "startTimeUnixNano": expected a whole number'),
        ({"endTimeUnixNano": str(2**63)}, 'field "endTimeUnixNano": expected a whole number'),
        ({"attributes": {}}, 'field "attributes": expected a list, found {}'),
        ({"attributes": [5]}, 'field "attributes": expected objects, found 5 at place 1'),
        ({"attributes": [{"key": 5}]}, 'field "attributes.key": expected text, found 5'),
        ({"events": [7]}, 'field "events": expected objects, found 7 at place 1'),
        ({"links": [{}]}, 'field "traceId": expected hex digits, and it is missing'),
        ({"name": "x" * 10_001}, 'field "name": expected at most 10,000 characters'),
    ],
)
def test_a_wrong_field_is_named_with_its_span(
    tmp_path: Path, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(TraceError) as caught:
        read_back(tmp_path, otlp(otlp_span(A), otlp_span(B, **fields)))
    assert f"trace.json: resource 1, span 2, {message}" in str(caught.value)
    assert str(caught.value).endswith(". Correct it there, or export the trace again.")


def test_a_wrong_name_of_a_service_is_named(tmp_path: Path) -> None:
    document = otlp()
    document["resourceSpans"][0]["resource"]["attributes"][0]["value"] = {"intValue": "5"}
    with pytest.raises(TraceError, match=r'resource 1, field "service.name": expected text'):
        read_back(tmp_path, document)


def test_a_wrong_line_is_named_by_its_number(tmp_path: Path) -> None:
    good = otlp(otlp_span())
    with pytest.raises(TraceError, match=r'line 2, resource 1, span 1, field "kind"'):
        read_back(tmp_path, good, otlp(otlp_span(kind=9)))
    with pytest.raises(TraceError, match=r"line 2, expected an object with resourceSpans, as on"):
        read_back(tmp_path, good, {"resourceMetrics": []})
    (tmp_path / "cut.json").write_text(json.dumps(good) + "\n" + json.dumps(good)[:-9])
    with pytest.raises(TraceError, match=r"cut\.json: line 2, column \d+: not JSON"):
        read(tmp_path / "cut.json")


def test_a_cut_off_object_is_named_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text(json.dumps(otlp(otlp_span(A), otlp_span(C)))[:-9])
    with pytest.raises(TraceError, match=r"cut\.json: line 1, column \d+: not JSON"):
        read(tmp_path / "cut.json")
