"""Fields of an object parsed from JSON, checked: each error names the field and what it holds.

A field that is ``null`` counts as absent.
"""

import re
import reprlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from course.trace.error import WrongField

LARGEST = 2**63 - 1
LONGEST_NAME = 10_000
LONGEST_TEXT = 1_000_000
HEX = re.compile("[0-9a-fA-F]+")
# As most files have them: not to be changed.
PADDED = re.compile("(?!0+$)[0-9a-f]{16}(?:[0-9a-f]{16})?")
DIGITS = re.compile("[0-9]{1,19}")
HALF = re.compile("[\ud800-\udfff]")


def shown(value: object) -> str:
    """A value as an error shows it: shortened, and on one line."""
    line = "null" if value is None else reprlib.repr(value)
    return line if len(line) <= 60 else line[:57] + "..."


def text(fields: Mapping[str, Any], name: str, of: str = "", longest: int = LONGEST_TEXT) -> str:
    """The text of a field; "" where it is absent. ``of`` names the object it is in, if any."""
    value = fields.get(name)
    # Nearly all of them: a large file has a million.
    if type(value) is str and value.isascii() and len(value) <= longest:
        return value
    if value is None:
        return ""
    # JSON can spell half a character (\ud800), which nothing can write or draw.
    if not isinstance(value, str) or HALF.search(value):
        raise WrongField(f'field "{_path(name, of)}": expected text, found {shown(value)}')
    if len(value) > longest:
        raise WrongField(
            f'field "{_path(name, of)}": expected at most {longest:,} characters, '
            f"found {len(value):,}"
        )
    return value


title = partial(text, longest=LONGEST_NAME)
"""What something is called: text that is not longer than a name can be."""


def hexadecimal(fields: Mapping[str, Any], name: str, digits: int) -> str:
    """An id: up to ``digits`` hex digits, padded to that many; "" where it is absent."""
    value = text(fields, name)
    if not value:
        return ""
    if PADDED.fullmatch(value) and len(value) == digits:
        return value
    if not HEX.fullmatch(value) or len(value) > digits or not value.strip("0"):
        raise WrongField(
            f'field "{name}": expected up to {digits} hex digits, not all 0, found {shown(value)}'
        )
    return value.lower().zfill(digits)


def identity(fields: Mapping[str, Any], name: str, digits: int) -> str:
    """An id that has to be there."""
    value = hexadecimal(fields, name, digits)
    if not value:
        raise WrongField(f'field "{name}": expected hex digits, and it is missing')
    return value


def whole_number(fields: Mapping[str, Any], name: str) -> int:
    """A whole number from 0 to 2**63 - 1; 0 where it is absent."""
    value = fields.get(name)
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value <= LARGEST:
        raise WrongField(
            f'field "{name}": expected a whole number from 0 to 2**63 - 1, found {shown(value)}'
        )
    return value


def written_number(fields: Mapping[str, Any], name: str) -> int:
    """A whole number, also where it is written as text; 0 where it is absent."""
    value = fields.get(name)
    if isinstance(value, str) and DIGITS.fullmatch(value):
        number = int(value)
        if number <= LARGEST:
            return number
    return whole_number(fields, name)


def boolean(fields: Mapping[str, Any], name: str) -> bool:
    """True or false; false where it is absent."""
    value = fields.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise WrongField(f'field "{name}": expected true or false, found {shown(value)}')
    return value


def members(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields of an object in a field; none where it is absent."""
    value = fields.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WrongField(f'field "{name}": expected an object, found {shown(value)}')
    return value


def objects(fields: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list in a field; none where it is absent."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise WrongField(f'field "{name}": expected a list, found {shown(value)}')
    for number, each in enumerate(value, 1):
        if not isinstance(each, dict):
            raise WrongField(
                f'field "{name}": expected objects, found {shown(each)} at place {number}'
            )
    return value


def _path(name: str, of: str) -> str:
    return f"{of}.{name}" if of else name
