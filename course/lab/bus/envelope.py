"""Events as CloudEvents 1.0 in JSON, and the JSON that the log needs of them."""

import json
import re
from collections.abc import Mapping
from typing import Any, Never

from course.ports import Event

# Made once: json.dumps and json.loads with arguments make them anew for every call.
# What contains itself ends in a RecursionError, so nothing has to be remembered to notice it.
_encode = json.JSONEncoder(allow_nan=False, check_circular=False, separators=(",", ":")).encode

_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_URI_REFERENCE = re.compile(r"([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+")
_JSON = re.compile(r"application/([\w.-]+\+)?json\s*(;.*)?", re.IGNORECASE)
_KNOWN = {"specversion", "id", "source", "type", "time", "datacontenttype", "traceparent", "data"}


class NotJson(ValueError):
    """An event's data is no JSON object."""


def data_of(event: Event) -> dict[str, Any]:
    """An event's data, with names that are texts. Raises ``NotJson``."""
    data: object = event.data
    if not isinstance(data, dict):
        if not isinstance(data, Mapping):
            raise NotJson(f"data is no JSON object: it is {type(data).__name__}.")
        data = dict(data)
    try:
        "".join(data)  # the quickest look at all names
    except TypeError as error:
        raise NotJson(f"data is no JSON object: {error}.") from error
    return data


def to_text(value: Any) -> str:
    """JSON, in ASCII and on one line, of a value that holds events' data. Raises ``NotJson``."""
    try:
        return _encode(value)
    except (TypeError, ValueError) as error:
        raise NotJson(f"data is no JSON object: {error}.") from error
    except RecursionError:
        raise NotJson("data is no JSON: it contains itself, or is nested too deep.") from None


def from_text(text: str | bytes) -> Any:
    """What a JSON text says. Raises ``ValueError``."""
    return _decode(text if isinstance(text, str) else text.decode())


def to_json(event: Event) -> str:
    """The event in the JSON format of CloudEvents 1.0.

    Raises ``ValueError`` where an attribute that must be there is missing, or is not what
    CloudEvents asks for.
    """
    attributes = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "time": event.time,
        "datacontenttype": "application/json",
        "traceparent": event.traceparent,
    }
    for name in ("time", "traceparent"):  # optional, and may not be empty
        if attributes[name] == "":
            del attributes[name]
    _check(attributes)
    return to_text(attributes | {"data": data_of(event)})


def from_json(text: str | bytes) -> Event:
    """The event that a CloudEvent in JSON says. Raises ``ValueError`` where it says none.

    Refused are also attributes that an ``Event`` has no place for, rather than lost.
    """
    try:
        said = from_text(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"This is no CloudEvent, for it is no JSON: {error}.") from error
    if not isinstance(said, dict):
        raise ValueError("This is no CloudEvent: it is no JSON object.")
    if said.get("specversion") != "1.0":
        raise ValueError(f"specversion is {said.get('specversion')!r}; a CloudEvent says '1.0'.")
    if unknown := sorted(said.keys() - _KNOWN):
        raise ValueError(f"An event has no place for {', '.join(unknown)}.")
    data = said.pop("data", None)
    attributes = {name: value for name, value in said.items() if value is not None}
    _check(attributes)
    if not isinstance(data, dict):
        raise ValueError("data is missing, or is no JSON object.")
    names = ("type", "id", "source", "time", "traceparent")
    return Event(data=data, **{name: attributes.get(name, "") for name in names})


def _check(attributes: Mapping[str, Any]) -> None:
    for name, value in attributes.items():
        if not isinstance(value, str) or not value:
            raise ValueError(f"{name} is {value!r}; a CloudEvent has a text there, not empty.")
    for name in ("id", "source", "type"):
        if name not in attributes:
            raise ValueError(f"{name} is missing; a CloudEvent must have it.")
    if not _URI_REFERENCE.fullmatch(attributes["source"]):
        raise ValueError(f"source is {attributes['source']!r}; that is no URI reference.")
    if "time" in attributes and not _TIME.fullmatch(attributes["time"]):
        raise ValueError(f"time is {attributes['time']!r}; RFC 3339 writes 2026-01-31T12:00:00Z.")
    if not _JSON.fullmatch(attributes.get("datacontenttype", "application/json")):
        raise ValueError(f"datacontenttype is {attributes['datacontenttype']!r}, not JSON.")


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number in JSON")


_decode = json.JSONDecoder(parse_constant=_no_number).decode
