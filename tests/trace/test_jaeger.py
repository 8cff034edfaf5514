"""What Jaeger JSON says, as spans."""

from pathlib import Path
from typing import Any

import pytest

from course.trace import Link, Span, TraceError
from course.trace.jaeger import spans
from tests.trace.making import TRACE, A, B, C, jaeger, jaeger_span, read_back


def one(**fields: Any) -> Span:
    (span,) = spans(jaeger(jaeger_span(**fields)))
    return span


def reference(id: str, kind: str = "CHILD_OF", trace: str = "463ac35c9f6413ad") -> dict[str, str]:
    return {"refType": kind, "traceID": trace, "spanID": id}


def tag(key: str, value: object) -> dict[str, object]:
    return {"key": key, "type": "string", "value": value}


def test_a_span_says_what_it_is() -> None:
    span = one(references=[reference(B)])
    assert span == Span(TRACE, A, B, "users", "get", "server", 1_000_000_000, 1_005_000_000)


@pytest.mark.parametrize("kind", ["server", "client", "producer", "consumer", "internal"])
def test_the_kind_is_a_tag(kind: str) -> None:
    span = one(tags=[tag("span.kind", kind)])
    assert (span.kind, span.attributes) == (kind, {})


def test_a_kind_that_is_none_stays_a_tag_and_no_kind_is_internal() -> None:
    assert one(tags=None).kind == "internal"
    span = one(tags=[tag("span.kind", "proxy")])
    assert (span.kind, span.attributes) == ("internal", {"span.kind": "proxy"})


def test_tags_become_attributes_under_todays_names() -> None:
    span = one(tags=[tag("http.status_code", 503), tag("error", True), tag("lucky", 0.5)])
    assert span.attributes == {
        "http.response.status_code": 503,
        "error.type": "503",
        "lucky": 0.5,
    }
    assert span.status == "error"


def test_what_a_span_follows_from_is_a_link() -> None:
    span = one(references=[reference(B, "FOLLOWS_FROM"), reference(A, trace="2"), reference(C)])
    assert span.parent == C
    assert span.links == [Link(TRACE, B), Link("0" * 31 + "2", A)]


def test_a_process_may_be_named_or_stand_in_the_span() -> None:
    assert one(processID="p2").service == "web"
    assert one(processID=None, process={"serviceName": "cart"}).service == "cart"
    assert one(processID=None).service == "unknown_service"


def test_halves_of_a_call_with_one_id_are_told_apart() -> None:
    client = jaeger_span(processID="p2", tags=[tag("span.kind", "client")])
    found = spans(jaeger(client, jaeger_span()))
    assert [(span.service, span.parent) for span in found] == [("web", None), ("users", A)]


def test_what_the_file_does_not_say_is_noted() -> None:
    bare = jaeger_span(B, startTime=None, duration=None)
    span = spans(jaeger(jaeger_span(), bare))[1]
    assert span.start == span.end == 1_000_000_000
    assert span.attributes == {"trace.missing": "startTime, duration"}


def test_an_answer_one_trace_and_a_list_of_traces_are_read(tmp_path: Path) -> None:
    answer = jaeger(jaeger_span())
    (trace,) = answer["data"]
    for form in (answer, trace, [trace]):
        assert [span.service for span in read_back(tmp_path, form)] == ["users"]
    assert len(read_back(tmp_path, {"data": []})) == 0


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"traceID": None}, 'field "traceID": expected hex digits, and it is missing'),
        ({"spanID": "x"}, 'field "spanID": expected up to 16 hex digits'),
        ({"startTime": 1.5}, 'field "startTime": expected a whole number'),
        ({"duration": -1}, 'field "duration": expected a whole number'),
        ({"processID": "p9"}, "field \"processID\": 'p9' is not among the processes"),
        ({"references": [{}]}, 'field "traceID": expected hex digits, and it is missing'),
        ({"references": [reference(B, "NEAR")]}, 'field "references.refType": expected CHILD_OF'),
        ({"tags": [tag("a", [])]}, 'field "tags.value": expected text, found []'),
        ({"tags": {}}, 'field "tags": expected a list, found {}'),
    ],
)
def test_a_wrong_field_is_named_with_its_span(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(TraceError) as caught:
        spans(jaeger(jaeger_span(), jaeger_span(B, **fields)))
    assert str(caught.value).startswith(f"span 2 of 2, {message}")


def test_among_several_traces_the_trace_is_named() -> None:
    answer = jaeger(jaeger_span())
    answer["data"].append({"spans": [jaeger_span(processID="p1")]})
    with pytest.raises(TraceError, match=r'^trace 2 of 2, span 1 of 1, field "processID"'):
        spans(answer)


def test_an_error_that_jaeger_answered_with_is_told() -> None:
    with pytest.raises(TraceError, match=r"Jaeger says .*trace not found"):
        spans({"data": None, "errors": [{"code": 404, "msg": "trace not found"}]})
