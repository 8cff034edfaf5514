"""The outbox of a database that understands SQL: a table."""

from typing import TYPE_CHECKING, NamedTuple

from course.lab.databases.changes import Change
from course.lab.errors import BadSetting
from course.ports import Row

if TYPE_CHECKING:
    from course.lab.databases.relational import SqlStore

_COLUMNS = ("number", "id", "type", "data", "time", "traceparent")
_OLDEST = "select * from outbox order by number limit :limit"
_DELETE = "delete from outbox where number <= :number"


class Dialect(NamedTuple):
    """What engines say differently."""

    schema: str
    """Makes the table, if it is not there. Its numbers are never given twice."""
    columns: str
    """Gives the ``name`` of each of its columns."""
    insert: str
    """Writes a row under the next number, and gives its ``id``: that, or ``:prefix`` and the
    number."""


class SqlOutbox:
    """``OutboxTable``."""

    def __init__(self, store: "SqlStore", dialect: Dialect) -> None:
        self._store = store
        self._dialect = dialect

    def exists(self) -> bool:
        """Whether there is one."""
        return bool(self._store.execute(self._dialect.columns, {}, []))

    def create(self) -> None:
        """Make it, if it is not there. Raises ``BadSetting`` where that is a service's own."""
        self._store.script(self._dialect.schema)
        columns = self._store.execute(self._dialect.columns, {}, [])
        if tuple(row["name"] for row in columns) != _COLUMNS:
            raise BadSetting(
                "There is a table outbox already, which is not the one that the bus makes.",
                "the schema of the service",
                "Call your table something else: under this name events wait to be published.",
            )

    def put(self, row: Row, prefix: str, changes: list[Change]) -> str:
        """Write a row under the next number; gives its id."""
        (written,) = self._store.execute(self._dialect.insert, {**row, "prefix": prefix}, changes)
        return str(written["id"])

    def oldest(self, limit: int) -> list[Row]:
        """The rows with the smallest numbers."""
        return self._store.execute(_OLDEST, {"limit": limit}, [])

    def delete(self, number: int, changes: list[Change]) -> None:
        """Take away all rows up to a number."""
        self._store.execute(_DELETE, {"number": number}, changes)
