"""Watches a connection: which rows does a statement change?"""

import sqlite3
from itertools import repeat
from typing import Any

from course.lab.databases.changes import (
    EVENTS,
    FUNCTION,
    PREFIX,
    Change,
    Trigger,
    differences,
    quoted,
    told,
)
from course.lab.databases.statement import first_word, may_keep_a_part
from course.ports import Row

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "WITH")
_OUR_TRIGGERS = f"select name from sqlite_temp_master where name glob '{PREFIX}*'"
_NOT_OURS = (
    "select 1 from main.sqlite_master where type = 'trigger'"
    " or sql like 'create virtual table%' or sql like '%conflict%fail%'"
    " union all select 1 from sqlite_temp_master where type = 'trigger'"
)


class Watch:
    """Runs the statements of one connection, and tells which rows they change.

    Temporary triggers on each table say so. They do not where a table is virtual, where a statement
    changes more than rows, or where it fails and keeps a part; and they would mix with triggers
    that the service made itself. There all tables are compared, before and after.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._triggers: list[Trigger] = []
        self._recursive = 0
        self._schema_touched = False
        self._noted: list[tuple[Any, ...]] = []
        noted = self._noted  # not self: the connection must not keep its watch alive
        connection.create_function(FUNCTION, -1, lambda *values: noted.append(values))

    def run(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        """The rows that a statement gives. What it changes is added to ``changes``.

        Raises SQLite's errors. ``changes`` are right then as well.
        """
        word = first_word(sql)
        if word == "SELECT":
            return self._rows(sql, parameters)
        try:
            if word not in _WRITES:
                return self._change_schema(sql, parameters, changes)
            if not self._triggers or may_keep_a_part(sql):
                return self._compare(sql, parameters, changes)
            return self._note(sql, parameters, changes)
        except sqlite3.Error:
            if not self._connection.in_transaction:
                self.after_rollback()
            raise

    def after_rollback(self) -> None:
        """Look again, if tables or triggers may have come or gone with what was undone."""
        if self._schema_touched:
            self._schema_touched = False
            self.end()
            self.begin()

    def begin(self) -> None:
        """Watch the tables that there are now."""
        self._recursive = self._rows("pragma recursive_triggers")[0]["recursive_triggers"]
        tables = {name: self._columns(name) for name in self.table_names()}
        most = self._connection.getlimit(sqlite3.SQLITE_LIMIT_FUNCTION_ARG)
        too_wide = any(2 * len(columns) + 1 > most for columns in tables.values())
        if too_wide or self._rows(_NOT_OURS):
            return
        for table, columns in tables.items():
            for event, old, new in EVENTS:
                trigger = Trigger(table, columns, event, old, new)
                self._rows(trigger.sql(number=len(self._triggers)))
                self._triggers.append(trigger)
        # With it, "insert or replace" tells of the rows that it replaces.
        self._rows("pragma recursive_triggers = on")

    def end(self) -> None:
        """Take the triggers away, so that they are in no statement's way."""
        if self._triggers:
            self._rows(f"pragma recursive_triggers = {self._recursive}")
            self._triggers.clear()
        for row in self._rows(_OUR_TRIGGERS):
            self._rows(f"drop trigger temp.{quoted(row['name'])}")

    def table_names(self) -> list[str]:
        """The names of the tables, in order; those that SQLite keeps for itself are left out."""
        rows = self._rows("select name from main.sqlite_master where type = 'table' order by name")
        return [row["name"] for row in rows if not row["name"].startswith("sqlite_")]

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows."""
        names = self.table_names()
        return {name: self._rows(f"select * from main.{quoted(name)}") for name in names}

    def _note(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        try:
            rows = self._rows(sql, parameters)
            if self._noted:
                changes += told(self._noted, self._triggers)
            return rows
        finally:
            self._noted.clear()  # after an error all of it was undone

    def _compare(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        before = self.tables()
        try:
            return self._rows(sql, parameters)
        finally:
            self._noted.clear()
            changes += differences(before, self.tables())

    def _change_schema(
        self, sql: str, parameters: dict[str, Any], changes: list[Change]
    ) -> list[Row]:
        self._schema_touched = True
        self.end()
        try:
            return self._compare(sql, parameters, changes)
        finally:
            self.begin()

    def _columns(self, table: str) -> list[str]:
        rows = self._rows(
            "select name from pragma_table_xinfo(:table, 'main') where hidden <> 1",
            {"table": table},
        )
        return [row["name"] for row in rows]

    def _rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        cursor = self._connection.execute(sql, parameters or {})
        names = [column[0] for column in cursor.description or ()]
        # Not a row factory: SQLite would call it for each row, which costs more than the query.
        return list(map(dict, map(zip, repeat(names), cursor.fetchall())))
