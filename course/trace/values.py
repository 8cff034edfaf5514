"""Values of attributes as OTLP JSON writes them: each an object that names its type.

``AnyValue`` in https://github.com/open-telemetry/opentelemetry-proto (common/v1/common.proto).
"""

import math
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from course.trace.error import WrongField
from course.trace.fields import objects, shown, text, title

# Deeper than anybody looks, and as deep as every reader of the protocol goes.
DEEPEST = 16
SMALLEST, LARGEST = -(2**63), 2**63 - 1
NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def attributes(record: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """The attributes of a record, by their names.

    Texts, booleans, whole numbers, floats, bytes and ``None``, and lists and dicts of these.
    """
    found = {}
    for pair in objects(record, "attributes" if depth == 0 else "values"):
        name = title(pair, "key", "attributes")
        found[name] = value(pair.get("value"), name, depth)
    return found


def value(told: Any, name: str, depth: int = 0) -> Any:
    """What one value of the attribute ``name`` says."""
    if isinstance(told, dict) and len(told) == 1:
        [(kind, content)] = told.items()
        if kind == "stringValue":
            return text(told, kind, name)
        if kind in ("arrayValue", "kvlistValue") and isinstance(content, dict):
            return _parts(kind, content, name, depth + 1)
        said = plain(kind, content)
        if said is not None:
            return said
    if told is None or told == {}:
        return None
    raise WrongField(f"attribute {shown(name)}: expected a value and its type, found {shown(told)}")


def _parts(kind: str, content: dict[str, Any], name: str, depth: int) -> Any:
    if depth > DEEPEST:
        raise WrongField(f"attribute {shown(name)}: lists or objects nested too deep")
    if kind == "arrayValue":
        return [value(each, name, depth) for each in objects(content, "values")]
    return attributes(content, depth)


def plain(kind: str, content: Any) -> bool | int | float | bytes | None:
    """A value without parts; ``None`` where it is not what its type says."""
    try:
        match kind:
            case "boolValue" if isinstance(content, bool):
                return content
            case "intValue" if isinstance(content, int | str) and not isinstance(content, bool):
                number = int(content) if len(str(content)) <= 20 else LARGEST + 1
                return number if SMALLEST <= number <= LARGEST else None
            case "doubleValue" if isinstance(content, int | float | str):
                return NOT_FINITE[content] if content in NOT_FINITE else float(content)
            case "bytesValue" if isinstance(content, str):
                return b64decode(content, validate=True)
    except (ValueError, OverflowError):
        pass
    return None
