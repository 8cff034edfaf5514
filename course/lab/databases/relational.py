"""A database that answers SQL, whichever engine is underneath."""

from collections.abc import Callable
from typing import Any, Protocol

from course.lab.databases import statement
from course.lab.databases.changes import Change
from course.lab.databases.database import LabDatabase
from course.lab.databases.store import Store
from course.lab.databases.transaction import Transaction
from course.lab.running import Running
from course.ports import Row


class NoSuchTable(Exception):
    """A statement names a table that is not in this database."""

    def __init__(self, table: str, error: Exception) -> None:
        super().__init__(str(error))
        self.table = table
        self.error = error


class NotAllowed(Exception):
    """A statement would reach out of the database, or begin or end a transaction."""


class BadSchema(Exception):
    """The engine does not understand a declaration of tables, or cannot follow it."""


class SqlStore(Store, Protocol):
    """An engine that understands SQL."""

    def script(self, sql: str) -> None:
        """Run any number of statements, outside of a transaction. Raises ``BadSchema``."""
        ...

    def migrations(self) -> int:
        """How many migrations have been run on it."""
        ...

    def migrate(self, sql: str) -> None:
        """Run one more, all its statements or none. Raises ``BadSchema``."""
        ...

    def execute(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        """The rows that one statement gives; the rows that it changes are added to ``changes``.

        Raises ``NoSuchTable``, ``NotAllowed``, or the engine's own errors.
        """
        ...


class RelationalDatabase(LabDatabase["SqlTransaction"]):
    """``ports.Database``, and ``ports.Columns``."""

    def __init__(
        self,
        owner: str,
        store: SqlStore,
        running: Running,
        call_ns: int,
        owner_of_table: Callable[[str], str | None],
    ) -> None:
        super().__init__(owner, store, running, call_ns)
        self._sql = store
        self._owner_of_table = owner_of_table

    def begun(self) -> "SqlTransaction":
        """A transaction, to be opened."""
        return SqlTransaction(self)

    def schema(self, sql: str) -> None:
        """Create the tables, while the service's app is built. Takes no time."""
        self._declare(lambda: self._sql.script(sql))

    def migrate(self, *steps: str) -> None:
        """Run the steps that have not been run on this database. Takes no time."""
        self._declare(lambda: self._migrate(steps))

    def _migrate(self, steps: tuple[str, ...]) -> None:
        done = self._sql.migrations()
        if done > len(steps):
            raise self.refuse.newer(done, len(steps))
        for step in steps[done:]:
            self._sql.migrate(step)

    def _declare(self, work: Callable[[], None]) -> None:
        self.admit()
        if self.store.in_transaction:
            raise self.refuse.schema_inside()
        try:
            with self.ending_the_run():
                work()
        except BadSchema as error:
            raise self.refuse.bad_schema(error) from None

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives. Waits while somebody else's transaction is open."""
        attributes = statement.attributes(sql, self.name, self.store.system)
        rows = await self.alone(attributes, lambda changes: self.answer(sql, parameters, changes))
        attributes["db.response.returned_rows"] = len(rows)
        return rows

    def answer(self, sql: str, parameters: dict[str, Any], changes: list[Change]) -> list[Row]:
        """The rows that ``sql`` gives, at once."""
        try:
            return self._sql.execute(sql, parameters, changes)
        except NoSuchTable as missing:
            owner = self._owner_of_table(missing.table)
            if owner is None or owner in self.users:
                raise missing.error from None
            raise self.refuse.table_of_another(missing.table, owner, self.user(), sql) from None
        except NotAllowed:
            raise self.refuse.not_allowed(sql) from None


class SqlTransaction(Transaction):
    """``ports.Queries``."""

    def __init__(self, database: RelationalDatabase) -> None:
        super().__init__(database)
        self._relational = database

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives."""
        database = self._relational
        attributes = statement.attributes(sql, database.name, database.store.system)
        rows = await database.run(
            attributes, lambda changes: database.answer(sql, parameters, changes), self
        )
        attributes["db.response.returned_rows"] = len(rows)
        return rows
