"""What a SQL statement is about, as far as its text says."""

import re
import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_FIRST_WORD = re.compile(r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/)*(\w*)", re.S)
_FAIL = re.compile(r"\bfail\b", re.I)
_TABLE = re.compile(
    r"\b(?:from|into|update|join|table(?:\s+if\s+not\s+exists)?)\s+(?!set\b)([a-z_]\w*)", re.I
)


@lru_cache(maxsize=512)
def first_word(sql: str) -> str:
    """The first word that is no comment: ``SELECT``; nothing where there is none."""
    found = _FIRST_WORD.match(sql)
    return found.group(1).upper() if found else ""


def statements(sql: str) -> Iterator[str]:
    """The statements of a script, one by one."""
    part = ""
    for piece in sql.split(";"):
        part += f"{piece};"
        if sqlite3.complete_statement(part):
            yield part
            part = ""
    if first_word(part.rstrip(";")):  # not complete; the engine says why
        yield part


@lru_cache(maxsize=512)
def may_keep_a_part(sql: str) -> bool:
    """Whether it may leave rows behind when it fails: ``insert or fail``."""
    return _FAIL.search(sql) is not None


@lru_cache(maxsize=512)
def summary(sql: str) -> str:
    """What a statement does, in short: ``SELECT orders users`` (OTel's ``db.query.summary``)."""
    return " ".join([first_word(sql) or "?", *dict.fromkeys(_TABLE.findall(sql))])


def attributes(sql: str, database: str, system: str) -> dict[str, Any]:
    """What a span says of a statement, in OpenTelemetry's names."""
    return {
        "db.system.name": system,
        "db.namespace": database,
        "db.operation.name": first_word(sql) or "?",
        "db.query.summary": summary(sql),
        "db.query.text": sql,
    }
