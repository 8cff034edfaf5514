"""JSON as the log keeps it: ASCII on one line, and nothing that JSON does not have."""

import json
from typing import Any, Never

# Made once: json.dumps and json.loads with arguments make them anew for every call.
# What contains itself ends in a RecursionError, so nothing has to be remembered to notice it.
_encode = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":")).encode


class NotJson(ValueError):
    """There is no JSON for a value."""


def to_text(value: Any) -> str:
    """The JSON text of a value. Raises ``NotJson``."""
    try:
        return _encode(value)
    except (TypeError, ValueError) as error:
        raise NotJson(f"data is no JSON object: {error}.") from error
    except RecursionError:
        raise NotJson("data is no JSON: it contains itself, or is nested too deep.") from None


def from_text(text: str) -> Any:
    """What a JSON text says. Raises ``ValueError``."""
    return _decode(text)


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number in JSON")


_decode = json.JSONDecoder(parse_constant=_no_number).decode
