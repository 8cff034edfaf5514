"""What a service may not do with a database, and the errors that say so."""

import textwrap
from typing import TYPE_CHECKING, Any

from course.lab.databases.document import LONGEST
from course.lab.databases.statement import first_word
from course.lab.errors import BadSetting, LabError, NotYourDatabase, WaitsForEver
from course.lab.mistakes import where_now
from course.lab.running import Running

if TYPE_CHECKING:
    from course.lab.databases.database import LabDatabase

_OF_TRANSACTIONS = ("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE")


class Refusals:
    """The errors around one database. Each ends the run, and is given back to be raised."""

    def __init__(self, database: "LabDatabase[Any]", running: Running) -> None:
        self._database = database
        self._running = running

    def not_the_owner(self, user: str) -> LabError:
        """Somebody else's code has got hold of the database."""
        database = self._database
        return self._not_yours(
            f"{user} reached into {database.name}, which belongs to {database.owner}.",
            _two_ways_out(user, database.owner),
        )

    def table_of_another(self, table: str, owner: str, user: str, sql: str = "") -> LabError:
        """What it looked for is there, but in another's database."""
        statement = f": {_short(sql)}" if sql else "."
        return self._not_yours(
            f"{user} looked for {table} in {self._database.name}, but {table} belongs to {owner} "
            f"and is in {owner}.db{statement}",
            _two_ways_out(user, owner),
        )

    def not_allowed(self, sql: str) -> LabError:
        """A statement would reach another database, or is one of the lab's own."""
        if first_word(sql) == "ATTACH":
            return self._not_yours(
                f"Another database was to be attached to {self._database.name}.",
                "Ask the service that owns the data instead, or keep a copy of what it tells.",
            )
        if first_word(sql) in _OF_TRANSACTIONS:
            return self._mistake(
                f"A statement was to begin or end a transaction on {self._database.name}.",
                "Write: async with db.transaction() as tx, and then tx.query(...).",
            )
        return self._mistake(
            f"A statement would do more than read and write {self._database.name}: {_short(sql)}",
            "A service has its own tables and what clients and events bring, and no files or "
            "settings: give it the rows themselves.",
        )

    def transaction_is_over(self) -> LabError:
        """A query came after the end of its transaction; it must not be written alone."""
        return self._mistake(
            f"A query on {self._database.name} came after its transaction was over.",
            "Await everything inside of `async with db.transaction() as tx`. If one of several "
            "fails there, the others must not go on: use asyncio.TaskGroup, not gather.",
        )

    def waits_for_itself(self) -> LabError:
        """A query waits for the transaction that it is inside of."""
        return self._running.fail(
            WaitsForEver(
                f"A query on {self._database.name} waits for a transaction that its own "
                "code holds.",
                where_now(),
                "Inside `async with db.transaction() as tx`, and in a handler of events, a "
                "transaction is open already: call tx.query, not db.query.",
            )
        )

    def schema_inside(self) -> LabError:
        """Tables were declared where rows are written."""
        return self._mistake(
            f"The schema of {self._database.name} was declared while a transaction is open.",
            "Declare it while the app is built: db.schema(...) outside of the handlers.",
        )

    def bad_schema(self, error: Exception) -> LabError:
        """SQLite does not understand the tables' declaration."""
        return self._mistake(
            f"The schema of {self._database.name} cannot be read: {error}.",
            "Mend the SQL. It must also work a second time: create table if not exists ...",
        )

    def not_declared(self, collection: str) -> LabError:
        """A collection that nobody has."""
        return self._mistake(
            f"There is no collection {collection!r} in {self._database.name}.",
            f"Write documents.declare({collection!r}) in the function {self._database.owner}.",
        )

    def no_name_for_a_collection(self, name: object) -> LabError:
        """It is none, or another thing is called so."""
        return self._mistake(
            f"A collection in {self._database.name} cannot be called {name!r}.",
            f"Give a text of 1 to {LONGEST} bytes, but not 'outbox': there the events wait that "
            "are not published yet.",
        )

    def newer(self, done: int, known: int) -> LabError:
        """A later version of the service has changed the tables."""
        return self._mistake(
            f"{done} migrations have been run on {self._database.name}; the version that is "
            f"starting knows {known}.",
            "Start the version that wrote it, or a later one. The database was not changed.",
        )

    def _not_yours(self, happened: str, advice: str) -> LabError:
        return self._running.fail(NotYourDatabase(happened, where_now(), advice))

    def _mistake(self, happened: str, advice: str) -> LabError:
        return self._running.fail(BadSetting(happened, where_now(), advice))


def _short(sql: str) -> str:
    return textwrap.shorten(sql, 120, placeholder=" ...")


def _two_ways_out(user: str, owner: str) -> str:
    return (
        f"Let {user} ask: await http.get('http://{owner}/...'). Or let {owner} tell what it "
        f"writes, and {user} keep a copy in a database of its own: @bus.on(...)."
    )
