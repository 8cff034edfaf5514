"""A file becomes a trace, or one clear error."""

import gzip
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.trace import Trace, TraceError, read

ROOT = Path(__file__).parents[2]
BOOKING = ROOT / "course/data/trainticket-book-a-ticket-zipkin-v2.json"
YELP = (ROOT / "tests/data/yelp-zipkin-v2.json").read_bytes()
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
        "shop.json: the file is empty: expected a list of spans. "
        "Export the trace as Zipkin v2 JSON."
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


# Other formats


@pytest.mark.parametrize(
    ("content", "format"),
    [
        ({"data": [{"traceID": "1", "spans": [], "processes": {}}]}, "Jaeger JSON"),
        ({"traceID": "1", "spans": [], "processes": {}}, "Jaeger JSON"),
        ([{"traceID": "1", "spanID": "2"}], "Jaeger JSON"),
        ({"resourceSpans": []}, "OpenTelemetry (OTLP) JSON"),
        ({"batches": []}, "OpenTelemetry (OTLP) JSON"),
        ([{"traceId": "1", "id": "1", "binaryAnnotations": []}], "Zipkin v1 JSON"),
        (
            [{"traceId": "1", "id": "1", "annotations": [{"value": "sr", "endpoint": {}}]}],
            "Zipkin v1 JSON",
        ),
        ([{"parent": "a", "child": "b"}], "a graph of which service calls which, without spans"),
    ],
)
def test_a_known_format_that_is_not_read_yet_is_called_by_its_name(
    refused: Refused, content: object, format: str
) -> None:
    assert refused(json.dumps(content).encode()) == (
        f"shop.json: looks like {format}, which is not read yet. "
        "Export the trace as Zipkin v2 JSON."
    )


def test_annotations_without_endpoint_are_of_the_format_that_is_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.json"
    file.write_text(json.dumps([SPAN | {"annotations": [{"timestamp": 1, "value": "wait"}, None]}]))
    assert len(read(file)) == 1


@pytest.mark.parametrize("content", ["{}", '{"spans": []}', "5", '"text"', "null", "true"])
def test_anything_else_is_said_to_be_no_list_of_spans(refused: Refused, content: str) -> None:
    assert refused(content.encode()).startswith("shop.json: expected a list of spans, found ")


# Any damage at all

SCRATCH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def read_or_refuse(file: Path, content: bytes) -> Trace | TraceError:
    """Anything but a trace or a ``TraceError`` fails the test."""
    file.write_bytes(content)
    try:
        trace = read(file)
    except TraceError as refusal:
        return refusal
    reached, waiting = 0, list(trace.roots)
    while waiting:
        reached += 1
        waiting += trace.children(waiting.pop())
    assert reached == len(trace)
    assert len({(span.trace_id, span.id) for span in trace}) == len(trace)
    for span in trace:
        assert 0 <= span.start <= span.end
        json.dumps([span.service, span.name, span.attributes], ensure_ascii=False).encode()
    return trace


@SCRATCH
@given(
    st.binary(max_size=60), st.sampled_from([b"", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"[", b"[{"])
)
def test_any_bytes_give_a_trace_or_a_trace_error(tmp_path: Path, tail: bytes, head: bytes) -> None:
    read_or_refuse(tmp_path / "any", head + tail)


@SCRATCH
@given(st.data(), st.booleans())
def test_flipped_and_lost_bytes_give_a_trace_or_a_trace_error(
    tmp_path: Path, data: st.DataObject, packed: bool
) -> None:
    content = bytearray(gzip.compress(YELP, mtime=0) if packed else YELP)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.just(len(content)) | st.integers(0, len(content)))
    read_or_refuse(tmp_path / "any", bytes(content[:end]))


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "1", "f5f268651b2a2b34", "CLIENT", "SERVER", "CONSUMER", 2**63]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        found.append((value, key))
        if isinstance(inner, dict | list):
            found += places(inner)
    return found


@SCRATCH
@given(st.data())
def test_fields_changed_lost_or_copied_give_a_trace_or_a_trace_error(
    tmp_path: Path, data: st.DataObject
) -> None:
    content = json.loads(YELP)
    for _ in range(data.draw(st.integers(1, 4))):
        if not content:
            break
        inside, key = data.draw(st.sampled_from(places(content)))
        change = data.draw(st.sampled_from(["replace", "remove", "copy"]))
        if change == "replace":
            inside[key] = data.draw(VALUES)
        elif change == "remove":
            del inside[key]
        else:
            other, name = data.draw(st.sampled_from(places(content)))
            inside[key] = deepcopy(other[name])
    read_or_refuse(tmp_path / "any", json.dumps(content).encode())


IDS = st.sampled_from("123456").map(lambda digit: "0" * 15 + digit)


@SCRATCH
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "traceId": st.sampled_from(["1", "2"]),
                "id": IDS,
                "localEndpoint": st.sampled_from("abc").map(lambda name: {"serviceName": name}),
            },
            optional={
                "parentId": IDS,
                "kind": st.sampled_from(["CLIENT", "SERVER", "PRODUCER", "CONSUMER"]),
                "shared": st.booleans(),
                "timestamp": st.integers(0, 9),
                "duration": st.integers(0, 9),
            },
        ),
        max_size=6,
    )
)
def test_spans_related_in_any_way_give_a_forest_or_a_trace_error(
    tmp_path: Path, records: list[dict[str, Any]]
) -> None:
    trace = read_or_refuse(tmp_path / "any", json.dumps(records).encode())
    if isinstance(trace, Trace):
        distinct = [each for i, each in enumerate(records) if each not in records[:i]]
        assert len(trace) == len(distinct)
