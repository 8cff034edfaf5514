"""A file becomes a trace, or one clear error."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from course.trace import TraceError, content, read

ROOT = Path(__file__).parents[2]
BOOKING = ROOT / "course/data/trainticket-book-a-ticket-zipkin-v2.json"
SPAN = {
    "traceId": "463ac35c9f6413ad",
    "id": "463ac35c9f6413ad",
    "name": "get",
    "kind": "SERVER",
    "timestamp": 1_000_000,
    "duration": 5_000,
    "localEndpoint": {"serviceName": "users"},
}
SOME = json.dumps([SPAN]).encode()

Refused = Callable[[bytes], str]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """What the error says about a file with this content."""
    monkeypatch.chdir(tmp_path)

    def message(content: bytes) -> str:
        Path("shop.json").write_bytes(content)
        with pytest.raises(TraceError) as caught:
            read("shop.json")
        # No traceback of anything below.
        assert caught.value.__cause__ is None
        assert caught.value.__suppress_context__
        return str(caught.value)

    return message


# What can be read


@pytest.mark.parametrize("packed", [SOME, gzip.compress(SOME), b"\xef\xbb\xbf" + SOME])
def test_a_file_is_recognised_by_its_content_plain_or_gzipped(
    tmp_path: Path, packed: bytes
) -> None:
    file = tmp_path / "named-otherwise.txt"
    file.write_bytes(packed)
    trace = read(file)
    assert [span.service for span in trace] == ["users"]
    assert list(read(str(file))) == list(trace)


def test_a_list_without_spans_is_a_trace_without_spans(tmp_path: Path) -> None:
    (tmp_path / "none.json").write_text("[]")
    assert len(read(tmp_path / "none.json")) == 0


def test_reading_twice_gives_the_same() -> None:
    assert list(read(BOOKING)) == list(read(BOOKING))


# Where no file is


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.json"):
        read(tmp_path / "nowhere.json")


def test_a_folder_is_said_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "traces").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TraceError) as caught:
        read("traces")
    assert str(caught.value) == "traces: expected a file, and it is a folder. Name a file in it."


# Damage


def test_the_error_is_a_value_error_and_names_the_file_as_it_was_given(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_bytes(b"{")
    with pytest.raises(ValueError, match=r"^" + str(file)):
        read(file)


@pytest.mark.parametrize("content", [b"", b" \n", gzip.compress(b"")])
def test_an_empty_file_is_said_to_be_empty(refused: Refused, content: bytes) -> None:
    assert refused(content) == (
        "shop.json: the file is empty: expected a trace. "
        "Export the trace as OTLP, Jaeger or Zipkin v2 JSON."
    )


def test_what_is_no_json_is_named_with_its_line_and_column(refused: Refused) -> None:
    assert refused(b'[\n  {"traceId": oops}\n]') == (
        "shop.json: line 2, column 15: not JSON: Expecting value. "
        "The file is damaged or cut off: export or download it again."
    )


def test_a_file_that_is_cut_off_is_named_with_the_place(refused: Refused) -> None:
    assert refused(SOME[:-10]).startswith("shop.json: line 1, column ")


def test_spans_line_by_line_are_recognised(refused: Refused) -> None:
    line = json.dumps(SPAN).encode()
    message = refused(line + b"\n" + line)
    assert message.startswith(
        "shop.json: line 2, column 1: expected the end, found more (JSON Lines?)"
    )


@pytest.mark.parametrize("found", ["NaN", "-Infinity", "Infinity", "9" * 5000])
def test_a_number_that_json_does_not_have_is_named_with_its_place(
    refused: Refused, found: str
) -> None:
    message = refused(f'[\n{{"name": "NaN \\" Infinity",\n "timestamp": {found}}}]'.encode())
    assert message.startswith(
        "shop.json: line 3, column 15: expected a number that JSON has, found"
    )
    assert message.endswith(f"found {found[:20]}. {CORRECT}")


CORRECT = "Correct it there, or export the trace again."


@pytest.mark.parametrize("cut", [5, 30, -9, -4])
def test_a_gzip_that_is_cut_off_is_said_to_be(refused: Refused, cut: int) -> None:
    message = refused(gzip.compress(SOME, mtime=0)[:cut])
    assert message.startswith("shop.json: truncated gzip: it ends too early. The file is damaged")


@pytest.mark.parametrize("place", [3, 15, -8, -1])
def test_a_damaged_gzip_is_said_to_be(refused: Refused, place: int) -> None:
    packed = bytearray(gzip.compress(SOME, mtime=0))
    packed[place] ^= 0xFF
    assert " gzip: " in refused(bytes(packed))


@pytest.mark.parametrize("content", [b"[\xff]", b"\x89PNG\r\n", '["é"]'.encode("latin-1")])
def test_what_is_no_utf_8_is_named_with_its_byte(refused: Refused, content: bytes) -> None:
    message = refused(content)
    assert message.startswith("shop.json: byte ")
    assert "expected JSON in UTF-8" in message


def test_a_byte_after_the_mark_that_some_editors_write_is_counted_from_the_start(
    refused: Refused,
) -> None:
    assert refused(b"\xef\xbb\xbf[\xff]").startswith("shop.json: byte 5 (0xff): expected")


def test_json_in_another_encoding_is_said_to_be(refused: Refused) -> None:
    assert refused(SOME.decode().encode("utf-16")).startswith("shop.json: byte 1 (0xff): expected")


def test_nesting_without_end_is_refused(refused: Refused) -> None:
    assert refused(b"[" * 100_000).startswith("shop.json: lists or objects nested too deep.")
    deep = b'[{"a":' * 50_000 + b"1" + b"}]" * 50_000
    assert refused(deep).startswith("shop.json: lists or objects nested too deep.")


def test_a_wrong_field_is_named_with_file_and_span_and_what_to_do(refused: Refused) -> None:
    assert refused(json.dumps([SPAN, SPAN | {"id": "b", "duration": -5}]).encode()) == (
        'shop.json: span 2 of 2, field "duration": '
        "expected a whole number from 0 to 2**63 - 1, found -5. " + CORRECT
    )


@pytest.mark.parametrize("size", [2, 3])
def test_spans_that_are_each_others_parents_are_named(refused: Refused, size: int) -> None:
    circle = [SPAN | {"id": f"{i + 1}", "parentId": f"{(i + 1) % size + 1}"} for i in range(size)]
    outside = SPAN | {"id": "f", "parentId": "1"}
    message = refused(json.dumps([outside, *circle]).encode())
    assert message.startswith("shop.json: the spans 0000000000000001, 0000000000000002")
    assert "are each other's parents, in a circle" in message
    assert "00f" not in message


# Size


def test_a_document_larger_than_can_be_held_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LARGEST_DOCUMENT", 100)
    for packed in (SOME, gzip.compress(SOME), SOME.replace(b",", b",\n")):
        assert refused(packed) == (
            "shop.json: more than 0 MiB in one piece, which is not read. Export fewer traces, or a "
            "shorter time, or as JSON Lines (OTLP JSON, one object on each line)."
        )


def test_a_small_gzip_that_unpacks_to_more_than_can_be_held_is_refused(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LARGEST_DOCUMENT", 10_000)
    monkeypatch.setattr(content, "LARGEST_FILE", 50_000)
    lines = gzip.compress(b'{"resourceSpans": []}\n' * 10_000)
    assert len(lines) < 1000
    assert refused(lines).startswith("shop.json: more than 0 MiB, which is not read. Export fewer")


def test_a_text_longer_than_anybody_looks_at_is_refused(refused: Refused) -> None:
    assert refused(json.dumps([SPAN | {"name": "x" * 10_001}]).encode()) == (
        'shop.json: span 1 of 1, field "name": expected at most 10,000 characters, found 10,001. '
        + CORRECT
    )


# Other formats


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ([{"traceID": "1", "spanID": "2"}], "the spans of a Jaeger storage"),
        ({"batches": []}, "the JSON of Grafana Tempo"),
        ([{"traceId": "1", "id": "1", "binaryAnnotations": []}], "Zipkin v1 JSON"),
        (
            [{"traceId": "1", "id": "1", "annotations": [{"value": "sr", "endpoint": {}}]}],
            "Zipkin v1 JSON",
        ),
    ],
)
def test_a_known_format_that_is_not_read_is_called_by_its_name(
    refused: Refused, content: object, format: str
) -> None:
    assert refused(json.dumps(content).encode()) == (
        f"shop.json: looks like {format}, which is not read. "
        "Export the trace as OTLP, Jaeger or Zipkin v2 JSON."
    )


@pytest.mark.parametrize(
    "content", [[{"parent": "a", "child": "b"}], {"data": [{"parent": "a", "child": "b"}]}]
)
def test_a_graph_is_no_trace_and_it_is_said_how_to_read_it(
    refused: Refused, content: object
) -> None:
    assert refused(json.dumps(content).encode()) == (
        "shop.json: looks like a graph of which service calls which, without spans. "
        'Read it with "read_edges".'
    )


def test_annotations_without_endpoint_are_of_the_format_that_is_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps([SPAN | {"annotations": [{"timestamp": 1, "value": "wait"}, None]}]))
    assert len(read(file)) == 1


@pytest.mark.parametrize("content", ["{}", '{"spans": []}', "5", '"text"', "null", "true"])
def test_anything_else_is_said_to_be_no_trace(refused: Refused, content: str) -> None:
    assert refused(content.encode()).startswith("shop.json: expected a trace, found ")
