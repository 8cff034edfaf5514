"""Fields of an object parsed from JSON, checked: each error names the field and what it holds.

A field that is ``null`` counts as absent.
"""

import re
import reprlib
from collections.abc import Mapping
from typing import Any

from course.trace.error import TraceError

LARGEST = 2**63 - 1
HEX = re.compile("[0-9a-fA-F]+")
HALF = re.compile("[\ud800-\udfff]")


def shown(value: object) -> str:
    """A value as an error shows it: shortened, and on one line."""
    line = "null" if value is None else reprlib.repr(value)
    return line if len(line) <= 60 else line[:57] + "..."


def text(fields: Mapping[str, Any], name: str, of: str = "") -> str:
    """The text of a field; "" where it is absent. ``of`` names the object it is in, if any."""
    value = fields.get(name)
    if value is None:
        return ""
    # JSON can spell half a character (\ud800), which nothing can write or draw.
    if not isinstance(value, str) or HALF.search(value):
        field = f"{of}.{name}" if of else name
        raise TraceError(f'field "{field}": expected text, found {shown(value)}')
    return value


def hexadecimal(fields: Mapping[str, Any], name: str, digits: int) -> str:
    """An id: up to ``digits`` hex digits, padded to 16 or 32; "" where it is absent."""
    value = text(fields, name)
    if not value:
        return ""
    if not HEX.fullmatch(value) or len(value) > digits or not value.strip("0"):
        raise TraceError(
            f'field "{name}": expected up to {digits} hex digits, not all 0, found {shown(value)}'
        )
    return value.lower().zfill(16 if len(value) <= 16 else 32)


def whole_number(fields: Mapping[str, Any], name: str) -> int:
    """A whole number from 0 to 2**63 - 1; 0 where it is absent."""
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise TraceError(
            f'field "{name}": expected a whole number from 0 to 2**63 - 1, found {shown(value)}'
        )
    return value


def boolean(fields: Mapping[str, Any], name: str) -> bool:
    """True or false; false where it is absent."""
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise TraceError(f'field "{name}": expected true or false, found {shown(value)}')
    return value


def members(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields of an object in a field; none where it is absent."""
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise TraceError(f'field "{name}": expected an object, found {shown(value)}')
    return value
