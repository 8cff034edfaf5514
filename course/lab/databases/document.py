"""A document: a JSON object, and the id that it is kept under."""

import json
from collections.abc import Iterator, Mapping
from json.scanner import make_scanner
from typing import Any

from course.lab.databases.changes import Change
from course.lab.errors import BadSetting
from course.lab.mistakes import where_now
from course.ports import Row

Id = int | str
LARGEST = 2**63 - 1
LONGEST = 400
"""Bytes of a text: what the strictest engine takes for a key, less what we add to it."""

_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
_scan = make_scanner(json.JSONDecoder())  # type: ignore[arg-type]  # a decoder is what it takes


def checked_id(id: object) -> Id:
    """The id, if it can be one. Raises ``BadSetting``."""
    if type(id) is int and 0 <= id <= LARGEST:
        return id
    if isinstance(id, str) and is_short_text(id):
        return id
    raise BadSetting(
        f"{id!r} cannot be the id of a document.",
        where_now(),
        f"Give a whole number from 0 on, or a text of 1 to {LONGEST} bytes.",
    )


def is_short_text(text: object) -> bool:
    """Whether it is a text that any engine takes for a key, or for a part of one."""
    try:
        return isinstance(text, str) and 0 < len(text.encode()) <= LONGEST
    except UnicodeEncodeError:  # half a character
        return False


def to_text(document: Mapping[str, Any]) -> str:
    """The JSON text of a document, if it can be one. Raises ``BadSetting``."""
    problem = "it is no dict"
    if isinstance(document, Mapping):
        try:
            whole = dict(document)
            text = _encode(whole)
            text.encode()  # half a character cannot be stored
            if from_text(text) == whole:
                return text
            problem = "it would come back changed, as JSON has texts for names, and no tuples"
        except (TypeError, ValueError, RecursionError) as error:
            problem = str(error)
    raise _no_document(problem)


def from_text(text: str) -> Row:
    """The document that a text of ``to_text`` holds. Raises ``ValueError`` where it is damaged.

    Past ``json.loads``, which looks for spaces first: that would be a third of the time.
    """
    try:
        document: Row = _scan(text, 0)[0]
    except StopIteration:
        raise ValueError("a document is no JSON") from None
    return document


def _no_document(problem: str) -> BadSetting:
    return BadSetting(
        f"This is no document: {problem}.",
        where_now(),
        "Give a dict of texts, numbers, lists and dicts.",
    )


def with_id(id: Id, document: Mapping[str, Any]) -> Row:
    """The document with its id in front. Raises ``BadSetting``."""
    if not isinstance(document, Mapping):
        raise _no_document("it is no dict")
    return {"id": id, **{name: value for name, value in document.items() if name != "id"}}


def change(collection: str, before: str | None, after: str | None) -> Iterator[Change]:
    """The change of a document, given as texts; none where it stays as it was."""
    if before != after:
        yield {
            "table": collection,
            "before": None if before is None else from_text(before),
            "after": None if after is None else from_text(after),
        }
