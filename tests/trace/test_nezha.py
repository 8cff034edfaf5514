"""What a table of the Nezha data set says, as spans."""

import gzip
from pathlib import Path

import pytest

from course.trace import Trace, TraceError, read
from course.trace.nezha import COLUMNS
from tests.trace.making import TRACE, A, B, C, D


def line(id: str, parent: str = "root", pod: str = "web-5d9c-abcde", **told: object) -> str:
    columns = {"OperationName": "get", "StartTimeUnixNano": 5, "EndTimeUnixNano": 7} | told
    return ",".join(str(value) for value in (TRACE, id, parent, pod, *columns.values(), 0))


def table(folder: Path, *lines: str) -> Trace:
    (folder / "minute.csv").write_text("\n".join([COLUMNS, *lines]) + "\n")
    return read(folder / "minute.csv")


def test_a_line_is_a_span(tmp_path: Path) -> None:
    (span,) = table(tmp_path, line(A))
    assert (span.trace_id, span.id, span.parent) == (TRACE, A, None)
    assert (span.service, span.name, span.start, span.end) == ("web", "get", 5, 7)


@pytest.mark.parametrize(
    ("pod", "service"),
    [("ad-service-1-2", "ad-service"), ("web-1", "web-1"), ("web", "web"), ("", "unknown_service")],
)
def test_the_service_is_the_name_of_the_pod_without_its_last_two_parts(
    tmp_path: Path, pod: str, service: str
) -> None:
    (span,) = table(tmp_path, line(A, pod=pod))
    assert span.service == service


def test_the_kind_is_worked_out_from_who_is_part_of_whom(tmp_path: Path) -> None:
    trace = table(tmp_path, line(A), line(B, A), line(C, B, "ad-1-2"), line(D, C, "ad-1-2"))
    assert [span.kind for span in trace] == ["server", "client", "server", "internal"]


def test_a_called_span_that_calls_itself_is_a_server(tmp_path: Path) -> None:
    trace = table(tmp_path, line(A), line(B, A, "ad-1-2"))
    assert [span.kind for span in trace] == ["server", "server"]


def test_it_may_be_gzipped(tmp_path: Path) -> None:
    (tmp_path / "minute").write_bytes(gzip.compress(f"{COLUMNS}\r\n{line(A)}\r\n".encode()))
    assert len(read(tmp_path / "minute")) == 1


def test_a_table_without_lines_is_a_trace_without_spans(tmp_path: Path) -> None:
    assert len(table(tmp_path)) == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("a,b", "expected 8 values, as the first line has them"),
        (line(B) + ",more", "expected 8 values, as the first line has them"),
        (line("x"), 'field "SpanID": expected up to 16 hex digits'),
        (line(B, ""), 'field "ParentID": expected hex digits, and it is missing'),
        (line(B, StartTimeUnixNano="5.5"), 'field "StartTimeUnixNano": expected a whole number'),
        (line(B, EndTimeUnixNano="-5"), 'field "EndTimeUnixNano": expected a whole number'),
        ('"' + line(B), "unexpected end of data"),
        ("x" * 200_000, "field larger than field limit"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, wrong: str, message: str) -> None:
    with pytest.raises(TraceError) as caught:
        table(tmp_path, line(A), wrong)
    assert "minute.csv: line " in str(caught.value)
    assert message in str(caught.value)
    assert str(caught.value).endswith(". Correct it there, or export the trace again.")


@pytest.mark.parametrize("more", [b"\x80", b",More"])
def test_other_columns_are_another_kind_of_file(tmp_path: Path, more: bytes) -> None:
    (tmp_path / "minute.csv").write_bytes(COLUMNS.encode() + more + b"\n")
    with pytest.raises(TraceError, match=r"minute\.csv: .* JSON"):
        read(tmp_path / "minute.csv")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "minute.csv").write_bytes(COLUMNS.encode() + b"\n\xff\n")
    with pytest.raises(TraceError, match=r"line \d, expected text in UTF-8"):
        read(tmp_path / "minute.csv")
