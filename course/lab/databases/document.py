"""A document: a JSON object, and the id that it is kept under."""

import json
from collections.abc import Iterator, Mapping
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
from_text = json.JSONDecoder().decode


def checked_id(id: object) -> Id:
    """The id, if it can be one. Raises ``BadSetting``."""
    if type(id) is int and 0 <= id <= LARGEST:
        return id
    if isinstance(id, str) and 0 < len(id.encode("utf-8", "replace")) <= LONGEST:
        return id
    raise BadSetting(
        f"{id!r} cannot be the id of a document.",
        where_now(),
        f"Give a whole number from 0 on, or a text of 1 to {LONGEST} bytes.",
    )


def to_text(document: Mapping[str, Any]) -> str:
    """The JSON text of a document, if it can be one. Raises ``BadSetting``."""
    problem = "it is no dict"
    if isinstance(document, Mapping):
        try:
            text = _encode(dict(document))
            text.encode()  # half a character cannot be stored
            if all(type(name) is str for name in document):
                return text
            problem = "its names are not all texts"
        except (TypeError, ValueError, RecursionError) as error:
            problem = str(error)
    raise BadSetting(
        f"This is no document: {problem}.",
        where_now(),
        "Give a dict of texts, numbers, lists and dicts.",
    )


def with_id(id: Id, document: Mapping[str, Any]) -> Row:
    """The document with its id in front."""
    return {"id": id, **{name: value for name, value in document.items() if name != "id"}}


def change(collection: str, before: str | None, after: str | None) -> Iterator[Change]:
    """The change of a document, given as texts; none where it stays as it was."""
    if before != after:
        yield {
            "table": collection,
            "before": None if before is None else from_text(before),
            "after": None if after is None else from_text(after),
        }
