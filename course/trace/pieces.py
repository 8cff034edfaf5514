"""A large document of OTLP JSON in small ones, where ``msgspec`` is installed.

Parsed as a whole, a document takes many times its size.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from course.trace.content import MARK
from course.trace.error import NotJson

OTLP_KEY = "resourceSpans"
# Until 2022 scopes were called instrumentation libraries.
SCOPES = ("scopeSpans", "instrumentationLibrarySpans")


def pieces(content: bytes) -> Iterator[tuple[dict[str, Any], Sequence[bytes]]]:
    """Each resource, parsed, with spans of it, as they are written: together all of ``content``.

    Raises ``NotJson`` where it is none, and where it has not the form of OTLP JSON.
    """
    # Only here: the course runs without it.
    import msgspec
    from msgspec.json import Decoder

    fields = Decoder(dict[str, msgspec.Raw]).decode
    objects = Decoder(list[dict[str, msgspec.Raw]]).decode
    parts = Decoder(list[msgspec.Raw]).decode
    value = Decoder().decode

    def looked_at(found: dict[str, Any], *later: str) -> dict[str, Any]:
        """The fields of a part. What is not looked at later is here: it may be no JSON."""
        return {name: it if name in later else value(it) for name, it in found.items()}

    try:
        whole = looked_at(fields(content.removeprefix(MARK)), OTLP_KEY)
        for resource in objects(whole[OTLP_KEY]):
            told = looked_at(resource, *SCOPES)
            about = {"resource": told.get("resource")}
            # One without any span is looked at too, and refused if it is wrong.
            yield about, []
            for scope in (it for name in SCOPES if name in told for it in objects(told[name])):
                yield about, parts(looked_at(scope, "spans").get("spans", b"[]"))
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError) as fault:
        raise NotJson(str(fault)) from None
