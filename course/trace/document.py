"""A JSON document, parsed."""

import json
import re
from typing import Any, NoReturn

from course.trace.content import CORRECT, DAMAGED
from course.trace.error import NotJson

# What Python's JSON reader takes or refuses without a place: strings are matched to be passed over.
ODD_NUMBER = re.compile(r'"(?:[^"\\]|\\.)*"|(NaN|-?Infinity|-?[0-9]{640,})')


def parsed(content: bytes, line: int = 1) -> Any:
    """What the document says. ``line`` is the one of its file on which it starts.

    Raises ``NotJson`` with line and column where it is no JSON in UTF-8.
    """
    text = _text(content)
    # It may be large, and is not needed twice.
    del content
    try:
        return json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno + line - 1}, column {fault.colno}"
        if fault.msg == "Extra data":
            raise NotJson(
                f"{place}: expected the end, found more (JSON Lines?). Put the spans into one list"
            ) from None
        raise NotJson(f"{place}: not JSON: {fault.msg}. {DAMAGED}") from None
    except ValueError:
        found = next(match for match in ODD_NUMBER.finditer(text) if match[1])
        before = text[: found.start(1)].split("\n")
        raise NotJson(
            f"line {len(before) + line - 1}, column {len(before[-1]) + 1}: "
            f"expected a number that JSON has, found {found[1][:20]}. {CORRECT}"
        ) from None


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        place = len(content) - len(fault.object) + fault.start
        raise NotJson(
            f"byte {place + 1} (0x{content[place]:02x}): expected JSON in UTF-8. "
            "Is this another kind of file? Otherwise save it as UTF-8"
        ) from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
