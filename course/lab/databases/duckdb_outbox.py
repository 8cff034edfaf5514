"""The outbox of a database in DuckDB: a table, and a sequence for its numbers."""

from typing import TYPE_CHECKING

from course.lab.databases.changes import Change
from course.lab.errors import BadSetting
from course.ports import Row

if TYPE_CHECKING:
    from course.lab.databases.duckdb import DuckDb

SCHEMA = """
create sequence if not exists lab.outbox_numbers;
create table if not exists outbox (
    number bigint not null default nextval('lab.outbox_numbers'),
    id text not null,
    type text not null,
    data text not null,
    time text not null,
    traceparent text not null
)
"""
COLUMNS = "select column_name from duckdb_columns() where table_name = 'outbox' and not internal"
INSERT = """
insert into outbox
select number, coalesce(nullif(:id, ''), :prefix || number), :type, :data, :time, :traceparent
from (select nextval('lab.outbox_numbers') as number)
returning id
"""
OLDEST = "select * from outbox order by number limit :limit"
DELETE = "delete from outbox where number <= :number"


class DuckDbOutbox:
    """``OutboxTable``."""

    def __init__(self, store: "DuckDb") -> None:
        self._store = store

    def exists(self) -> bool:
        """Whether there is one."""
        return "outbox" in self._store.table_names()

    def create(self) -> None:
        """Make it, if it is not there. Raises ``BadSetting`` where that is a service's own."""
        self._store.script(SCHEMA)
        columns = tuple(row["column_name"] for row in self._store.execute(COLUMNS, {}, []))
        if columns != ("number", "id", "type", "data", "time", "traceparent"):
            raise BadSetting(
                "There is a table outbox already, which is not the one that the bus makes.",
                "columns.schema(...)",
                "Call your table something else: under this name events wait to be published.",
            )

    def put(self, row: Row, prefix: str, changes: list[Change]) -> str:
        """Write a row under the next number; gives its id."""
        (written,) = self._store.execute(INSERT, {**row, "prefix": prefix}, changes)
        return str(written["id"])

    def oldest(self, limit: int) -> list[Row]:
        """The rows with the smallest numbers."""
        return self._store.execute(OLDEST, {"limit": limit}, [])

    def delete(self, number: int, changes: list[Change]) -> None:
        """Take away all rows up to a number."""
        self._store.execute(DELETE, {"number": number}, changes)
