"""What is odd about a trace is read as it is, and said."""

from pathlib import Path

import pytest

from course.trace import Kind, Link, Span, Status, Trace, read
from tests.trace.making import DATA, A, B, C, otlp, otlp_span, read_back


def span(
    id: str,
    parent: str | None = None,
    start: int = 0,
    end: int = 9,
    kind: Kind = "internal",
    status: Status = "unset",
) -> Span:
    return Span("t", id, parent, "users", "GET", kind, start, end, {}, status)


def kinds(*spans: Span) -> dict[str, list[str]]:
    return {odd.kind: [span.id for span in odd.spans] for odd in Trace(spans).oddities}


def test_a_sound_trace_has_none() -> None:
    assert kinds() == {}
    assert kinds(span("a"), span("b", "a", 1, 8), span("c", "a", 2, 20)) == {}


def test_a_parent_that_is_not_there() -> None:
    assert kinds(span("a"), span("b", "gone")) == {"missing parent": ["b"]}
    (oddity,) = Trace([span("a"), span("b", "gone")]).oddities
    assert str(oddity) == "1 span with a parent that is not in the trace (GET of users)"


def test_several_roots_in_one_trace() -> None:
    assert kinds(span("a"), span("b"), span("c", "a")) == {"several roots": ["a", "b"]}
    (oddity,) = Trace([span("a"), span("b")]).oddities
    assert str(oddity) == (
        "2 spans without a parent, in a trace with more than one such (the first: GET of users)"
    )


def test_what_another_span_has_caused_needs_no_parent() -> None:
    caused = span("b")
    caused.links.append(Link("t", "a"))
    assert kinds(span("a"), caused) == {}


def test_roots_of_several_traces_are_not_odd() -> None:
    other = span("a")
    other.trace_id = "u"
    assert kinds(span("a"), other) == {}


@pytest.mark.parametrize("kind", ["server", "client", "internal"])
def test_a_start_before_the_one_that_caused_it(kind: Kind) -> None:
    assert kinds(span("a", start=5), span("b", "a", 4, kind=kind)) == {"clock skew": ["b"]}


def test_an_answer_that_is_there_before_the_work_ends() -> None:
    call = span("a", start=0, end=10, kind="client")
    assert kinds(call, span("b", "a", 3, 11, "server")) == {"clock skew": ["b"]}
    assert kinds(call, span("b", "a", 3, 11)) == {}


def test_work_that_goes_on_after_its_caller_gave_up_is_not_odd() -> None:
    longer = span("b", "a", 1, 12, "server")
    assert kinds(span("a", start=0, end=10, kind="client"), longer) == {}
    failed = span("a", start=0, end=10, kind="client", status="error")
    assert kinds(failed, span("b", "a", 3, 11, "server")) == {}


def test_what_the_readers_have_noted(tmp_path: Path) -> None:
    trace = read_back(
        tmp_path,
        otlp(otlp_span(A), otlp_span(A, name="other", parentSpanId=C)),
        otlp(otlp_span(B, endTimeUnixNano="5", parentSpanId=A)),
        otlp(otlp_span(C, endTimeUnixNano=None, parentSpanId=A)),
    )
    found = {odd.kind: [span.name for span in odd.spans] for odd in trace.oddities}
    assert found == {"clock skew": ["get"], "shared id": ["other"], "missing time": ["get"]}


def test_of_a_real_trace_jaegers_own_warnings_are_found_again() -> None:
    (oddity,) = read(DATA / "hotel-reservation-jaeger.json").oddities
    assert oddity.kind == "clock skew"
    assert {span.service for span in oddity.spans} == {"search", "reservation"}
