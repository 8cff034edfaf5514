"""A large document in small ones: together they say the same, and what is none is refused."""

import json

import pytest

from course.trace.error import NotJson
from course.trace.pieces import OTLP_KEY, SPANS, pieces
from tests.trace.making import otlp, otlp_span

pytest.importorskip("msgspec")


def test_each_has_at_most_a_thousand_spans_in_their_order() -> None:
    ids = [f"{number:016x}" for number in range(1, 2 * SPANS + 2)]
    document = json.dumps(otlp(*(otlp_span(id) for id in ids))).encode()
    found = [
        [span["spanId"] for span in scope["spans"]]
        for piece in pieces(document)
        for resource in piece[OTLP_KEY]
        for scope in resource.get("scopeSpans", [])
    ]
    assert [len(some) for some in found] == [SPANS, SPANS, 1]
    assert [id for some in found for id in some] == ids


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"resourceSpans": null}',
        b'{"resourceSpans": [5]}',
        b'{"resourceSpans": []} more',
        b'{"resourceSpans": [], "other": [NaN]}',
        b'{"resourceSpans": [], "\xff": 1}',
        b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"a": "\xff"}]}]}]}',
        b'{"resourceSpans": [{"scopeSpans": [{"scope": "\xe9"}]}]}',
        b'{"resourceSpans": [], "other": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
)
def test_what_is_no_document_of_that_form_is_refused(content: bytes) -> None:
    with pytest.raises(NotJson):
        list(pieces(content))


def test_a_mark_before_the_text_and_any_letters_are_read() -> None:
    document = json.dumps(otlp(otlp_span(name="é😀" * 400_000)), ensure_ascii=False)
    (_, piece) = pieces(b"\xef\xbb\xbf" + document.encode())
    (resource,) = piece[OTLP_KEY]
    assert resource["scopeSpans"][0]["spans"][0]["name"] == "é😀" * 400_000
