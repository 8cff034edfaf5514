"""SQLite underneath a service's database: statements, transactions, and what is refused."""

import re
import sqlite3
import weakref
from functools import lru_cache
from typing import Any

from course.ports import Row

_TABLE = re.compile(
    r"\b(?:from|into|update|join|table(?:\s+if\s+not\s+exists)?)\s+([a-z_]\w*)", re.I
)
_MISSING_TABLE = re.compile(r"no such table: (?:\w+\.)?(\w+)")


@lru_cache(maxsize=512)
def summary(sql: str) -> str:
    """What a statement does, in short: ``SELECT orders users`` (OTel's ``db.query.summary``)."""
    words = sql.split(None, 1)
    operation = words[0].upper() if words else "?"
    return " ".join([operation, *dict.fromkeys(_TABLE.findall(sql))])


class NoSuchTable(Exception):
    """A statement names a table that is not in this database."""

    def __init__(self, table: str, error: sqlite3.Error) -> None:
        super().__init__(str(error))
        self.table = table
        self.error = error


class NotAllowed(Exception):
    """A statement would attach another database, or begin or end a transaction."""


class Store:
    """One database in memory. Transactions begin and end by its methods only."""

    def __init__(self) -> None:
        self._in_control = False
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        weakref.finalize(self, self._connection.close)
        self._connection.row_factory = _as_dict
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(_authorizer(weakref.ref(self)))

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    def script(self, sql: str) -> None:
        """Run any number of statements, outside of a transaction."""
        self._connection.executescript(sql)

    def execute(self, sql: str, parameters: dict[str, Any]) -> list[Row]:
        """The rows of one statement. Raises ``NoSuchTable``, ``NotAllowed``, or SQLite's own."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            if "not authorized" in str(error):
                raise NotAllowed(str(error)) from None
            if missing := _MISSING_TABLE.search(str(error)):
                raise NoSuchTable(missing.group(1), error) from None
            raise

    def begin(self) -> None:
        """Open a transaction."""
        self._control("begin immediate")

    def commit(self) -> None:
        """Keep what was written; undo it where that cannot be."""
        if self.in_transaction:  # a statement may have ended it, such as insert or rollback
            try:
                self._control("commit")
            except sqlite3.Error:
                self.rollback()
                raise

    def rollback(self) -> None:
        """Undo what was written."""
        if self.in_transaction:
            self._control("rollback")

    def _control(self, sql: str) -> None:
        self._in_control = True
        try:
            # Unlike any statement of a service, so that no prepared one is found and let through.
            self._connection.execute(f"{sql} /* by the lab */")
        finally:
            self._in_control = False

    def authorize(self, action: int) -> int:
        """SQLite asks for every part of a statement, when it is prepared."""
        controls = action in (sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT)
        if action == sqlite3.SQLITE_ATTACH or (controls and not self._in_control):
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        rows = self.execute("select name from sqlite_master where type = 'table' order by name", {})
        return [row["name"] for row in rows if not row["name"].startswith("sqlite_")]

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows."""
        return {name: self.execute(f'select * from "{name}"', {}) for name in self.table_names()}


def _authorizer(store: "weakref.ref[Store]") -> Any:
    """Asks the store without keeping it alive: the connection is closed when the store goes."""

    def authorize(action: int, *_: object) -> int:
        asked = store()
        return sqlite3.SQLITE_DENY if asked is None else asked.authorize(action)

    return authorize


def _as_dict(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, values, strict=True)}
