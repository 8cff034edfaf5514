"""What a service may not do with a database, and the errors that say so."""

from collections.abc import Callable

from course.lab.errors import BadSetting, LabError, NotYourDatabase, WaitsForEver
from course.lab.mistakes import where_now
from course.lab.running import Running
from course.lab.sqlite import NoSuchTable
from course.lab.statement import first_word


class Refusals:
    """The errors around one database. Each ends the run, and is given back to be raised."""

    def __init__(
        self, owner: str, running: Running, owner_of_table: Callable[[str], str | None]
    ) -> None:
        self._owner = owner
        self._name = f"{owner}.db"
        self._running = running
        self._owner_of_table = owner_of_table

    def not_the_owner(self, user: str) -> LabError:
        """Somebody else's code has got hold of the database."""
        return self._not_yours(
            f"{user} reached into {self._name}, which belongs to {self._owner}.",
            f"Give {user} a database of its own (the parameter db), or ask {self._owner} "
            f"with http.get('http://{self._owner}/...').",
        )

    def missing(self, missing: NoSuchTable, user: str) -> Exception:
        """A table is not there: it is another's, or else it is SQLite's own error."""
        other = self._owner_of_table(missing.table)
        if other is None or other == self._owner:
            return missing.error
        return self._not_yours(
            f"{user} looked for the table {missing.table} in {self._name}, but that "
            f"table belongs to {other} and is in {other}.db.",
            f"Ask the service {other} for the data instead of reading its tables.",
        )

    def not_allowed(self, sql: str) -> LabError:
        """A statement would reach another database, or is one of the lab's own."""
        if first_word(sql) == "ATTACH":
            return self._not_yours(
                f"Another database was to be attached to {self._name}.",
                "Ask the service that owns the data instead.",
            )
        return self._mistake(
            f"A statement was to begin or end a transaction on {self._name}.",
            "Write: async with db.transaction() as tx, and then tx.query(...).",
        )

    def transaction_is_over(self) -> LabError:
        """A query came after the end of its transaction; it must not be written alone."""
        return self._mistake(
            f"A query on {self._name} came after its transaction was over.",
            "Await everything inside of `async with db.transaction() as tx`. If one of several "
            "fails there, the others must not go on: use asyncio.TaskGroup, not gather.",
        )

    def waits_for_itself(self) -> LabError:
        """A query waits for the transaction that it is inside of."""
        return self._running.fail(
            WaitsForEver(
                f"A query on {self._name} waits for a transaction that its own code holds.",
                where_now(),
                "Inside `async with db.transaction() as tx` call tx.query, not db.query.",
            )
        )

    def schema_inside(self) -> LabError:
        """Tables were declared where rows are written."""
        return self._mistake(
            f"The schema of {self._name} was declared while a transaction is open.",
            "Declare it while the app is built: db.schema(...) outside of the handlers.",
        )

    def bad_schema(self, error: Exception) -> LabError:
        """SQLite does not understand the tables' declaration."""
        return self._mistake(
            f"The schema of {self._name} cannot be read: {error}.",
            "Mend the SQL. It must also work a second time: create table if not exists ...",
        )

    def _not_yours(self, happened: str, advice: str) -> LabError:
        return self._running.fail(NotYourDatabase(happened, where_now(), advice))

    def _mistake(self, happened: str, advice: str) -> LabError:
        return self._running.fail(BadSetting(happened, where_now(), advice))
