"""A large document in small ones: together they say the same, and what is none is refused."""

import json
from typing import Any

import pytest

from course.trace.error import NotJson
from tests.trace.making import A, B, C, otlp, otlp_span

reader = pytest.importorskip("course.trace.pieces", reason="a fast parser is not installed")


def spans(content: bytes) -> list[tuple[Any, list[Any]]]:
    """Each resource with its spans, parsed."""
    return [
        (about, [reader.parsed_piece(span) for span in written])
        for about, written in reader.pieces(content)
    ]


def test_each_resource_comes_with_its_spans_in_their_order() -> None:
    users, orders = otlp(otlp_span(A), otlp_span(B)), otlp(otlp_span(C), service="orders")
    document = json.dumps({"resourceSpans": users["resourceSpans"] + orders["resourceSpans"]})
    assert [(about, found) for about, found in spans(document.encode()) if found] == [
        ({"resource": told["resource"]}, told["scopeSpans"][0]["spans"])
        for told in json.loads(document)["resourceSpans"]
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[",
        b"{}",
        b"[]",
        b'{"resourceSpans": null}',
        b'{"resourceSpans": [5]}',
        b'{"resourceSpans": []} more',
        b'{"resourceSpans": [], "other": [NaN]}',
        b'{"resourceSpans": [], "\xff": 1}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"a": "\xff"}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [5]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": NaN}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"scope": "\xe9"}]}]}',
        b'{"resourceSpans": [], "other": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_is_no_document_of_that_form_is_refused(content: bytes) -> None:
    with pytest.raises(NotJson):
        spans(content)


def test_a_mark_before_the_text_and_any_letters_are_read() -> None:
    document = json.dumps(otlp(otlp_span(name="é😀" * 400_000)), ensure_ascii=False)
    _, (_, (span,)) = spans(b"\xef\xbb\xbf" + document.encode())
    assert span["name"] == "é😀" * 400_000
