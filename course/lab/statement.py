"""What a SQL statement is about, as far as its text says."""

import re
from functools import lru_cache
from typing import Any

_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.S)
_FAIL = re.compile(r"\bfail\b", re.I)
_TABLE = re.compile(
    r"\b(?:from|into|update|join|table(?:\s+if\s+not\s+exists)?)\s+([a-z_]\w*)", re.I
)


@lru_cache(maxsize=512)
def first_word(sql: str) -> str:
    """The first word that is no comment: ``SELECT``; nothing where there is none."""
    found = _FIRST_WORD.match(sql)
    return found.group(1).upper() if found else ""


@lru_cache(maxsize=512)
def may_keep_a_part(sql: str) -> bool:
    """Whether it may leave rows behind when it fails: ``insert or fail``."""
    return _FAIL.search(sql) is not None


@lru_cache(maxsize=512)
def summary(sql: str) -> str:
    """What a statement does, in short: ``SELECT orders users`` (OTel's ``db.query.summary``)."""
    return " ".join([first_word(sql) or "?", *dict.fromkeys(_TABLE.findall(sql))])


def attributes(sql: str, database: str) -> dict[str, Any]:
    """What a span says of a statement, in OpenTelemetry's names."""
    return {
        "db.system.name": "sqlite",
        "db.namespace": database,
        "db.operation.name": first_word(sql) or "?",
        "db.query.summary": summary(sql),
        "db.query.text": sql,
    }
