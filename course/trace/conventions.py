"""Older names of span attributes, and OpenTelemetry's current ones.

Tracers of other makers, and OpenTelemetry before 2023, wrote ``http.method`` where it now says
``http.request.method`` (https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
"""

import re
from collections.abc import Mapping
from typing import Any

from course.trace.span import Status

CURRENT = {
    "http.method": "http.request.method",
    "http.path": "url.path",
    "http.url": "url.full",
    "http.status_code": "http.response.status_code",
}
STATUS_CODE = "http.response.status_code"
THREE_DIGITS = re.compile("[1-9][0-9][0-9]")
# What the tag ``error`` says when it only says that there was one.
BARE_ERRORS = ("", "true", True)


def translated(tags: Mapping[str, Any]) -> tuple[dict[str, Any], Status]:
    """Attributes under OpenTelemetry's current names, and the status the tags tell.

    Names without a current one are kept as they are. ``http.response.status_code`` becomes an
    ``int``; what is no status code stays under its old name. The tag ``error`` becomes
    ``error.type`` and the status "error", unless it says "false".
    """
    attributes: dict[str, Any] = {}
    for name, value in tags.items():
        current = CURRENT.get(name, name)
        attributes[name if current in tags else current] = value
    code = attributes.get(STATUS_CODE)
    if code is not None:
        if THREE_DIGITS.fullmatch(str(code)):
            attributes[STATUS_CODE] = int(code)
        else:
            attributes["http.status_code"] = attributes.pop(STATUS_CODE)
    return attributes, _status(attributes)


def _status(attributes: dict[str, Any]) -> Status:
    """The status; moves ``error`` to ``error.type`` in ``attributes``."""
    error = attributes.pop("error", "false")
    outcome = str(attributes.pop("otel.status_code", "")).lower()
    if error in ("false", False) and outcome != "error":
        return "ok" if outcome == "ok" else "unset"
    if error in ("false", False, *BARE_ERRORS):
        # "_OTHER" is OpenTelemetry's word for an error of which nothing more is known.
        attributes.setdefault("error.type", str(attributes.get(STATUS_CODE, "_OTHER")))
    elif "error.type" in attributes:
        attributes["error"] = error
    else:
        attributes["error.type"] = str(error)
    return "error"
