"""The values of DuckDB as JSON has them, so that a service can answer with any row."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any
from uuid import UUID

from course.lab.databases.changes import in_json
from course.ports import Row

_AS_THEY_ARE = frozenset(
    (
        *("boolean", "float", "double", "varchar", "blob", "enum", "bit", "bignum"),
        *("tinyint", "smallint", "integer", "bigint", "hugeint"),
        *("utinyint", "usmallint", "uinteger", "ubigint", "uhugeint"),
        *("null", "sqlnull"),
    )
)


def rows(description: Sequence[Sequence[Any]], found: list[tuple[Any, ...]]) -> list[Row]:
    """Each row as a dict, with plain values."""
    names = [column[0] for column in description]
    plainly = [_converter(column[1]) for column in description]
    if any(plainly):
        found = [
            tuple(
                value if to_plain is None else to_plain(value)
                for value, to_plain in zip(row, plainly, strict=True)
            )
            for row in found
        ]
    return list(map(dict, map(zip, repeat(names), found)))  # twice as fast as a loop of Python


def _converter(kind: Any) -> Callable[[Any], Any] | None:
    return None if kind.id in _AS_THEY_ARE else plain


def plain(value: Any) -> Any:
    """The value as JSON has it.

    A decimal is a number, and a whole one if its type has no places after the point. Dates and
    times are texts as ISO 8601 writes them, an interval is its seconds, a UUID is a text.
    """
    match value:
        case Decimal():
            return float(value) if value.as_tuple().exponent else int(value)
        case datetime.date() | datetime.time():  # a datetime is a date
            return value.isoformat()
        case datetime.timedelta():
            return value.total_seconds()
        case UUID():
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case dict():
            return {str(plain(key)): plain(each) for key, each in value.items()}
        case _:
            return value


def told(row: Row) -> Row:
    """The row as a change tells it: also what JSON has no form for."""
    return {column: _told(value) for column, value in row.items()}


def _told(value: Any) -> Any:
    match value:
        case list():
            return [_told(each) for each in value]
        case dict():
            return told(value)
        case _:
            return in_json([("", value)])[""]
