"""A large document of OTLP JSON in small ones, where ``msgspec`` is installed.

Parsed as a whole, a document takes many times its size.
"""

from collections.abc import Iterator
from importlib import import_module
from types import GenericAlias
from typing import Any

from course.trace.content import MARK
from course.trace.error import NotJson

OTLP_KEY = "resourceSpans"
# Until 2022 scopes were called instrumentation libraries.
SCOPES = ("scopeSpans", "instrumentationLibrarySpans")
SPANS = 1000


def pieces(content: bytes) -> Iterator[dict[str, Any]]:
    """Documents of at most ``SPANS`` spans each, which together say what ``content`` does.

    Raises ``NotJson`` where it is none, and where it has not the form of OTLP JSON.
    """
    # Not imported by name: the course runs without it, and so its types are checked without it.
    msgspec = import_module("msgspec")
    fields = msgspec.json.Decoder(GenericAlias(dict, (str, msgspec.Raw))).decode
    parts = msgspec.json.Decoder(GenericAlias(list, (msgspec.Raw,))).decode
    value = msgspec.json.Decoder().decode

    def looked_at(part: Any, *later: str) -> dict[str, Any]:
        """The fields of a part. What is not looked at later is here: it may be no JSON."""
        found = fields(part)
        return {name: it if name in later else value(it) for name, it in found.items()}

    try:
        whole = looked_at(content.removeprefix(MARK), OTLP_KEY)
        for resource in parts(whole[OTLP_KEY]):
            told = looked_at(resource, *SCOPES)
            about = told.get("resource")
            # One without any span is looked at too, and refused if it is wrong.
            yield {OTLP_KEY: [{"resource": about}]}
            for scope in (it for name in SCOPES if name in told for it in parts(told[name])):
                spans = parts(looked_at(scope, "spans").get("spans", b"[]"))
                for start in range(0, len(spans), SPANS):
                    some = [value(span) for span in spans[start : start + SPANS]]
                    yield {OTLP_KEY: [{"resource": about, "scopeSpans": [{"spans": some}]}]}
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError) as fault:
        raise NotJson(str(fault)) from None
