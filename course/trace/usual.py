"""A span of OTLP JSON as nearly all files write it, where ``msgspec`` is installed.

It is parsed and looked at in one go, which takes a third of the time of asking each field of a
``dict`` what it is. What is written in another way gets the closer look of ``otlp_span``.
"""

import re
from functools import lru_cache
from typing import Any

from msgspec import UNSET, MsgspecError
from msgspec.json import Decoder

from course.trace.error import WrongField
from course.trace.fields import DIGITS, LARGEST
from course.trace.otlp_span import KINDS, STATUSES, add_exception, settle
from course.trace.shapes import Pair, Record, Value
from course.trace.span import UNKNOWN_NAME, Link, Span
from course.trace.values import plain

ID = re.compile("(?!0+$)[0-9a-f]{16}")
TRACE_ID = re.compile("(?!0+$)[0-9a-f]{32}")
LONG = 19  # so many digits may be more than 2**63

_parsed = Decoder(Record).decode


def usual_span(written: bytes, service: str, names: dict[str, str]) -> Span | None:
    """The span of this service that is written there; ``None`` where it takes a closer look.

    ``names`` are those of spans and attributes so far. All spans that have one share it: without
    that, a sixth of the memory would hold the same few names.
    """
    try:
        return _span(_parsed(written), service, names)
    except (MsgspecError, ValueError):
        return None


def _span(record: Record, service: str, names: dict[str, str]) -> Span:
    tags = _attributes(record.attributes, names)
    for event in record.events:
        if event.name == "exception":
            add_exception(tags, _attributes(event.attributes, names))
    parent, code = record.parent_span_id, record.status.code
    links = [Link(_trace_id(link.trace_id), _id(link.span_id)) for link in record.links]
    span = Span(
        _trace_id(record.trace_id),
        _id(record.span_id),
        _id(parent) if parent else None,
        service,
        names.setdefault(record.name, record.name) or UNKNOWN_NAME,
        KINDS[record.kind],
        _time(record.start_time_unix_nano),
        _time(record.end_time_unix_nano),
        tags,
        "unset",
        links,
    )
    settle(span, STATUSES[code] if code else None, record.status.message)
    return span


def _attributes(pairs: list[Pair], names: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pair in pairs:
        name, told = names.setdefault(pair.key, pair.key), pair.value
        text, number = told.string_value, told.int_value
        # Nearly all are one of the two: they are told apart here, without a call.
        alone = told.bool_value is UNSET and told.double_value is UNSET
        if alone and number is UNSET and text is not UNSET:
            found[name] = text
        elif alone and text is UNSET and isinstance(number, str) and len(number) < LONG:
            found[name] = int(number)
        else:
            found[name] = _other(told)
    return found


def _other(told: Value) -> Any:
    """Any value; ``WrongField`` where it is none, or more than one."""
    contents = {
        "stringValue": told.string_value,
        "intValue": told.int_value,
        "boolValue": told.bool_value,
        "doubleValue": told.double_value,
    }
    said = [plain(kind, it) for kind, it in contents.items() if it is not UNSET]
    if len(said) != 1 or said[0] is None:
        raise WrongField("expected a value and its type")
    return said[0]


def _time(written: str) -> int:
    """A whole number that is written as text."""
    if not DIGITS.fullmatch(written) or (number := int(written)) > LARGEST:
        raise WrongField("expected a whole number")
    return number


def _id(written: str) -> str:
    if not ID.fullmatch(written):
        raise WrongField("expected 16 hex digits")
    return written


@lru_cache(maxsize=1000)
def _trace_id(written: str) -> str:
    """All spans of a trace have the same: one text is enough for them, looked at once."""
    if not TRACE_ID.fullmatch(written):
        raise WrongField("expected 32 hex digits")
    return written
