"""The outbox of a database in SQLite: a table."""

from typing import TYPE_CHECKING

from course.lab.databases.changes import Change
from course.lab.errors import BadSetting
from course.ports import Row

if TYPE_CHECKING:
    from course.lab.databases.sqlite import Sqlite

SCHEMA = """
create table if not exists outbox (
    number integer primary key autoincrement,
    id text not null,
    type text not null,
    data text not null,
    time text not null,
    traceparent text not null
)
"""
COLUMNS = "select name from pragma_table_info('outbox')"
INSERT = """
insert into outbox (id, type, data, time, traceparent)
values (
    coalesce(
        nullif(:id, ''),
        :prefix || (select 1 + coalesce(max(seq), 0) from sqlite_sequence where name = 'outbox')
    ),
    :type, :data, :time, :traceparent
)
returning id
"""
OLDEST = "select * from outbox order by number limit :limit"
DELETE = "delete from outbox where number <= :number"


class SqliteOutbox:
    """``OutboxTable``."""

    def __init__(self, store: "Sqlite") -> None:
        self._store = store

    def exists(self) -> bool:
        """Whether there is one."""
        return self._store.has_table("outbox")

    def create(self) -> None:
        """Make it, if it is not there. Raises ``BadSetting`` where that is a service's own."""
        self._store.script(SCHEMA)
        columns = tuple(row["name"] for row in self._store.execute(COLUMNS, {}, []))
        if columns != ("number", "id", "type", "data", "time", "traceparent"):
            raise BadSetting(
                "There is a table outbox already, which is not the one that the bus makes.",
                "db.schema(...)",
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
