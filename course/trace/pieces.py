"""A large document of OTLP JSON in small pieces, where ``msgspec`` is installed.

Parsed as a whole, a document takes many times its size.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import MsgspecError
from msgspec.json import Decoder

from course.trace.content import MARK
from course.trace.error import NotJson
from course.trace.shapes import Document

_document = Decoder(Document).decode
_object = Decoder(dict[str, Any]).decode


def pieces(content: bytes) -> Iterator[tuple[dict[str, Any], Sequence[bytes]]]:
    """Each resource, parsed, with spans of it, as they are written: together all of ``content``.

    Raises ``NotJson`` where it is none, and where it has not the form that nearly all have.
    """
    try:
        document = _document(content.removeprefix(MARK))
    except (MsgspecError, ValueError, RecursionError) as fault:
        raise NotJson(str(fault)) from None
    for each in document.resource_spans:
        told = {"resource": each.resource}
        # One without any span is looked at too, and refused if it is wrong.
        yield told, []
        for scope in (*each.scope_spans, *each.instrumentation_library_spans):
            yield told, scope.spans


def parsed_piece(written: bytes) -> dict[str, Any]:
    """The fields of one of the spans. Raises ``NotJson`` where it is no object of JSON."""
    try:
        return _object(written)
    except (MsgspecError, ValueError, RecursionError) as fault:
        raise NotJson(str(fault)) from None
