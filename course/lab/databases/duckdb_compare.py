"""Which rows of DuckDB have changed: one table against what was put aside, or all against all."""

import json
from collections import Counter

import duckdb

from course.lab.databases.changes import Change, quoted
from course.lab.databases.duckdb_values import rows, told
from course.ports import Row

_KEYS = (
    "select unnest(constraint_column_names) from duckdb_constraints()"
    " where database_name = current_database() and schema_name = 'main'"
    " and table_name = $table and constraint_type = 'PRIMARY KEY'"
)


def put_aside(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Copy a table to where the engine keeps what is temporary."""
    connection.execute(f"create temp table lab_before as {_with_place(table)}")


def compared(connection: duckdb.DuckDBPyConnection, table: str) -> list[Change]:
    """The changes since the table was put aside. That is over then.

    A row is known by its primary key, or by its place where there is none.
    """
    run = connection.execute
    described = (run(f"from main.{quoted(table)} limit 0").description) or []
    columns = [quoted(column[0]) for column in described]
    keys = [quoted(key) for (key,) in run(_KEYS, {"table": table}).fetchall()] or ["lab_row"]
    found = run(
        f"select b.*, a.* from temp.lab_before b full join ({_with_place(table)}) a"
        f" on {' and '.join(f'a.{key} = b.{key}' for key in keys)}"
        " where a.lab_row is null or b.lab_row is null"
        f" or {' or '.join(f'a.{column} is distinct from b.{column}' for column in columns)}"
        " order by b.lab_row, a.lab_row"
    ).fetchall()
    run("drop table temp.lab_before")
    width, changes = 1 + len(columns), []
    for both in found:
        before, after = (
            None if side[0] is None else told(rows(described, [side[1:]])[0])
            for side in (both[:width], both[width:])
        )
        changes.append({"table": table, "before": before, "after": after})
    return changes


def _with_place(table: str) -> str:
    return f"select rowid as lab_row, * from main.{quoted(table)}"


def differences(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> list[Change]:
    """The rows that are there before only, as gone, and those that are there after only, as new."""
    changes: list[Change] = []
    for table in sorted({*before, *after}):
        old, new = (
            Counter(json.dumps(told(row)) for row in tables.get(table, ()))
            for tables in (before, after)
        )
        for gone in (old - new).elements():
            changes.append({"table": table, "before": json.loads(gone), "after": None})
        for come in (new - old).elements():
            changes.append({"table": table, "before": None, "after": json.loads(come)})
    return changes
