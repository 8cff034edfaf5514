"""A statement as DuckDB wants it, and what it does: read once, and kept for the next time."""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

import duckdb

from course.lab.databases.relational import NotAllowed

_TOKEN = re.compile(
    r"""
      (?P<other>  '(?:[^']|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | --[^\n]* | /\*.*?\*/ | :: )
    | (?P<word>   [a-z_]\w* | "(?:[^"]|"")*" )
    | :(?P<parameter> [a-z_]\w* )
    | (?P<sign>   . )
    """,
    re.I | re.S | re.X,
)
_MAY = {"SELECT", "EXPLAIN", "INSERT", "UPDATE", "DELETE", "MERGE_INTO", "CREATE", "ALTER", "DROP"}
_WRITES = ("insert", "update", "delete", "merge", "truncate")
_IN_BETWEEN = ("or", "replace", "ignore", "into", "from", "table", "by", "name")
MARK = "lab_here_begins_the_row"


class Does(Enum):
    """How one can see which rows a statement changes."""

    READ = "it changes none"
    ADD = "it gives the rows that it adds, behind a mark"
    WRITE = "compare its table before and after"
    DEFINE = "compare all tables before and after"


class Prepared(NamedTuple):
    """A statement that DuckDB has read."""

    statement: duckdb.Statement
    parameters: tuple[str, ...]
    does: Does
    table: str
    """What it writes to, as far as its text says, in small letters."""
    gives_rows: bool
    """Whether its own text asks for rows."""


class Statements:
    """What has been read on one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._read: dict[tuple[str, tuple[str, ...]], Prepared] = {}

    def prepared(self, sql: str, names: tuple[str, ...]) -> Prepared:
        """The one statement in ``sql``; ``names`` are the parameters that are given.

        Raises ``NotAllowed`` for what is none of a service's business, or DuckDB's errors.
        """
        found = self._read.get((sql, names))
        if found is None:
            if len(self._read) > 500:  # somebody writes values into the text
                self._read.clear()
            found = self._read[sql, names] = _prepare(self._connection, sql, names)
        return found

    def script(self, sql: str) -> Iterator[duckdb.Statement]:
        """The statements of a script. Raises ``NotAllowed``, or DuckDB's errors."""
        for statement in self._connection.extract_statements(sql):
            yield _admitted(statement)


def _prepare(connection: duckdb.DuckDBPyConnection, sql: str, names: tuple[str, ...]) -> Prepared:
    text = in_duckdb(sql, names)
    statements = connection.extract_statements(text)
    if len(statements) != 1:
        raise duckdb.ProgrammingError(f"One statement at a time, not {len(statements)}.")
    statement = _admitted(statements[0])
    kind = statement.type.name
    words = _words(sql)
    does = Does.READ if kind == "SELECT" else Does.DEFINE
    gives_rows = "returning" in words or kind == "EXPLAIN"
    if kind in ("INSERT", "UPDATE", "DELETE", "MERGE_INTO"):
        does = Does.WRITE
        if kind == "INSERT" and "replace" not in words and "update" not in words:
            does = Does.ADD
            more = "\n, " if gives_rows else "\nreturning "
            text = f"{_without_end(text)}{more} 0 as {MARK}, *"
            (statement,) = connection.extract_statements(text)
    parameters = tuple(name for name in names if name in statement.named_parameters)
    return Prepared(statement, parameters, does, _table(words), gives_rows)


def _admitted(statement: duckdb.Statement) -> duckdb.Statement:
    if statement.type.name not in _MAY:
        raise NotAllowed(statement.type.name)
    return statement


def in_duckdb(sql: str, names: tuple[str, ...] = ()) -> str:
    """``:id`` as DuckDB writes it: ``$id``. Texts, comments and casts stay as they are.

    In brackets, where a colon also stands in ``list[1:n]`` and ``{'a':n}``, only what is given is a
    parameter.
    """
    text, depth = "", 0
    for found in _TOKEN.finditer(sql):
        token, name = found.group(), found["parameter"]
        depth += (token in ("[", "{")) - (token in ("]", "}"))
        is_parameter = name is not None and (depth == 0 or name in names)
        text += f"${name}" if is_parameter else token
    return text


def _without_end(text: str) -> str:
    """The text of one statement without its semicolon."""
    return "".join(token for found in _TOKEN.finditer(text) if (token := found.group()) != ";")


def _words(sql: str) -> list[str]:
    """Keywords and names, in order and in small letters; a name with its schema is one."""
    words: list[str] = []
    goes_on = False
    for found in _TOKEN.finditer(sql):
        if word := found["word"]:
            word = word.lower()
            words[-1:] = [f"{words[-1]}.{word}"] if goes_on and words else [*words[-1:], word]
            goes_on = False
        elif found["sign"] and not found["sign"].isspace():
            goes_on = found["sign"] == "."
    return words


def _table(words: list[str]) -> str:
    """The name behind the first word that writes; nothing where there is none."""
    start = next((n for n, word in enumerate(words) if word in _WRITES), len(words))
    name = next((word for word in words[start + 1 :] if word not in _IN_BETWEEN), "")
    return name.removeprefix("main.").strip('"').replace('""', '"')
