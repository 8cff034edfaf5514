"""What the record keeps of a message: the start of its body, and a few of its headers."""

from collections.abc import Iterable
from typing import Any

LONGEST = 2000
"""So many characters of a body are kept."""

HEADERS = {b"content-type", b"traceparent", b"x-request-id"}


def kept(text: str) -> str:
    """The start of a text, with … where it is cut."""
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def of_message(side: str, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> dict[str, Any]:
    """A span's attributes for the headers and the body of a ``request`` or a ``response``.

    A header's value is a list, as OpenTelemetry has it.
    """
    attributes: dict[str, Any] = {}
    for name, value in headers:
        if (key := name.lower()) in HEADERS:
            found = attributes.setdefault(f"http.{side}.header.{key.decode()}", [])
            found.append(value.decode("latin-1"))
    if body:
        # No character is longer than four bytes: what is beyond need not be read.
        attributes[f"http.{side}.body"] = kept(body[: 4 * LONGEST + 4].decode(errors="replace"))
    return attributes
