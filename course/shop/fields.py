"""What may stand in a field: the edge where bad input is refused."""

from math import isfinite
from typing import Annotated

from pydantic import BeforeValidator, Field, JsonValue, StringConstraints


def _only_finite(value: object) -> object:
    """JSON has no NaN and no infinity, but Python's reader lets them through."""
    for part in _parts(value):
        if isinstance(part, float) and not isfinite(part):
            raise ValueError("numbers must be finite")
        if isinstance(part, str) and any("\ud800" <= letter <= "\udfff" for letter in part):
            raise ValueError("text must be valid Unicode")
    return value


def _parts(value: object) -> list[object]:
    """A JSON value and everything inside it."""
    found, unread = [], [value]
    while unread:
        part = unread.pop()
        found.append(part)
        if isinstance(part, dict):
            unread += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            unread += part
    return found


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Email = Annotated[Text, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
Cents = Annotated[int, Field(strict=True, ge=0, le=10**12)]
Attributes = Annotated[dict[str, JsonValue], BeforeValidator(_only_finite)]
