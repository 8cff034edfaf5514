"""Runs the statements of a connection to DuckDB, and tells which rows they change.

DuckDB has no triggers. An insert gives the rows that it adds; before any other write its table is
put aside, and compared afterwards. That is work for the engine, and no row comes to Python that did
not change.
"""

from typing import Any

import duckdb

from course.lab.databases.changes import Change, quoted
from course.lab.databases.duckdb_compare import compared, differences, put_aside
from course.lab.databases.duckdb_statement import MARK, Does, Prepared, Statements
from course.lab.databases.duckdb_values import rows, told
from course.ports import Row

_TABLES = (
    "select table_name from duckdb_tables() where database_name = current_database()"
    " and schema_name = 'main' and not internal and not temporary order by table_name"
)


class DuckDbWatch:
    """For one connection. Statements outside of a transaction get one of their own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._statements = Statements(connection)
        self._names: dict[str, str] = {}

    def run(
        self, sql: str, parameters: dict[str, Any], changes: list[Change], in_transaction: bool
    ) -> list[Row]:
        """The rows that a statement gives. What it changes is added to ``changes``.

        Raises ``NotAllowed``, and DuckDB's errors; then nothing of it is kept.
        """
        prepared = self._statements.prepared(sql, tuple(parameters))
        given = {name: parameters[name] for name in prepared.parameters}
        if prepared.does is Does.READ:
            return self._rows(prepared.statement, given)
        if in_transaction:
            found, noted = self._write(prepared, given)
        else:
            found, noted = self._write_alone(prepared, given)
        changes += noted
        return found

    def script(self, sql: str) -> None:
        """Run any number of statements. Raises ``NotAllowed``, and DuckDB's errors."""
        try:
            for statement in self._statements.script(sql):
                self._connection.execute(statement)
        finally:
            self.look_again()

    def look_again(self) -> None:
        """Tables may have come or gone."""
        self._names.clear()

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        return [name for (name,) in self._connection.execute(_TABLES).fetchall()]

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows, as they came in."""
        return {name: self._rows(f"from main.{quoted(name)}", {}) for name in self.table_names()}

    def _write_alone(
        self, prepared: Prepared, given: dict[str, Any]
    ) -> tuple[list[Row], list[Change]]:
        self._connection.execute("begin")
        try:
            done = self._write(prepared, given)
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")
        return done

    def _write(self, prepared: Prepared, given: dict[str, Any]) -> tuple[list[Row], list[Change]]:
        table = self._name(prepared.table)
        if prepared.does is Does.ADD:
            return self._add(prepared, given, table)
        if prepared.does is Does.WRITE and table in self._names.values():
            put_aside(self._connection, table)
            found = self._rows(prepared.statement, given)
            noted = compared(self._connection, table)
        else:
            before = self.tables()
            found = self._rows(prepared.statement, given)
            self.look_again()
            noted = differences(before, self.tables())
        return self._asked_for(prepared, found), noted

    def _add(
        self, prepared: Prepared, given: dict[str, Any], table: str
    ) -> tuple[list[Row], list[Change]]:
        ran = self._connection.execute(prepared.statement, given)
        added, described = ran.fetchall(), ran.description or []
        split = [column[0] for column in described].index(MARK)
        found = rows(described[:split], [row[:split] for row in added])
        new = rows(described[split + 1 :], [row[split + 1 :] for row in added])
        noted = [{"table": table, "before": None, "after": told(row)} for row in new]
        return self._asked_for(prepared, found), noted

    def _name(self, table: str) -> str:
        """The name as it was declared; as it is where there is no such table."""
        if not self._names:
            self._names = {name.lower(): name for name in self.table_names()}
        return self._names.get(table, table)

    def _asked_for(self, prepared: Prepared, found: list[Row]) -> list[Row]:
        """The rows, if the statement asks for them. Else DuckDB gives their number."""
        return found if prepared.gives_rows else []

    def _rows(self, statement: str | duckdb.Statement, given: dict[str, Any]) -> list[Row]:
        ran = self._connection.execute(statement, given)
        return rows(ran.description or [], ran.fetchall())
