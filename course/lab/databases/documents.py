"""A database of documents: JSON objects in collections, whichever engine is underneath."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

from course.lab.databases.changes import Change
from course.lab.databases.database import LabDatabase
from course.lab.databases.document import Id, checked_id, is_short_text, to_text, with_id
from course.lab.databases.store import Store
from course.lab.databases.transaction import Transaction
from course.lab.errors import LabError
from course.lab.running import Running
from course.ports import Row

Result = TypeVar("Result")
Work = Callable[[list[Change]], Result]


OUTBOX = "outbox"
"""Under this name the lab shows the events that wait to be published."""


class NoSuchCollection(LabError):
    """It has not been declared."""

    def __init__(self, collection: str) -> None:
        super().__init__(
            f"There is no collection {collection!r}.",
            "a database of documents",
            "Declare it first.",
        )
        self.collection = collection


class DocumentStore(Store, Protocol):
    """An engine that keeps documents, as JSON texts under checked ids.

    What it changes is added to ``changes``. Outside of a transaction each call is one of its own.
    All but ``declare`` raise ``NoSuchCollection``.
    """

    def declare(self, collection: str) -> None:
        """Make a collection, if it is not there."""
        ...

    def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id."""
        ...

    def all(self, collection: str) -> list[Row]:
        """All documents in the order of their ids, numbers before texts."""
        ...

    def new_id(self, collection: str) -> int:
        """The next number: larger than any that was a document's id before. In a transaction."""
        ...

    def put(self, collection: str, id: Id, text: str, changes: list[Change]) -> None:
        """Keep a document under its id."""
        ...

    def remove(self, collection: str, id: Id, changes: list[Change]) -> None:
        """Forget a document, if there is one."""
        ...


class Operations(ABC):
    """``ports.Collections``: what can be done in a database of documents, or in a transaction."""

    engine: DocumentStore

    @abstractmethod
    def read(self, what: str, collection: str, work: Work[Result]) -> Awaitable[Result]:
        """Look something up on behalf of the running service."""

    @abstractmethod
    def write(self, what: str, collection: str, work: Work[Result]) -> Awaitable[Result]:
        """Change something on behalf of the running service."""

    async def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id; ``None`` if there is none."""
        return await self.read(
            "get", collection, lambda _: self.engine.get(collection, checked_id(id))
        )

    async def all(self, collection: str) -> list[Row]:
        """All documents of a collection in the order of their ids, numbers before texts."""
        return await self.read("all", collection, lambda _: self.engine.all(collection))

    async def add(self, collection: str, document: Mapping[str, Any]) -> Row:
        """Keep a new document, and give it with its id."""

        def keep(changes: list[Change]) -> Row:
            new = with_id(checked_id(self.engine.new_id(collection)), document)
            self.engine.put(collection, new["id"], to_text(new), changes)
            return new

        return await self.write("add", collection, keep)

    async def put(self, collection: str, document: Mapping[str, Any]) -> None:
        """Keep a document under its id, in the place of the one that was there."""

        def keep(changes: list[Change]) -> None:
            text = to_text(document)
            self.engine.put(collection, checked_id(document.get("id")), text, changes)

        await self.write("put", collection, keep)

    async def remove(self, collection: str, id: Id) -> None:
        """Forget the document with this id, if there is one."""
        await self.write(
            "remove",
            collection,
            lambda changes: self.engine.remove(collection, checked_id(id), changes),
        )


class DocumentDatabase(Operations, LabDatabase["DocumentTransaction"]):
    """``ports.Documents``."""

    def __init__(
        self,
        owner: str,
        store: DocumentStore,
        running: Running,
        call_ns: int,
        owner_of_table: Callable[[str], str | None],
    ) -> None:
        super().__init__(owner, store, running, call_ns)
        self.engine = store
        self._owner_of_table = owner_of_table

    def begun(self) -> "DocumentTransaction":
        """A transaction, to be opened."""
        return DocumentTransaction(self)

    def declare(self, *collections: str) -> None:
        """Say which collections there are, while the service's app is built. Takes no time."""
        self.admit()
        if self.store.in_transaction:
            raise self.refuse.schema_inside()
        with self.ending_the_run():
            for collection in collections:
                if not is_short_text(collection) or collection == OUTBOX:
                    raise self.refuse.no_name_for_a_collection(collection)
                self.engine.declare(collection)

    def read(self, what: str, collection: str, work: Work[Result]) -> Awaitable[Result]:
        """Look something up. Waits while somebody else's transaction is open."""
        return self.alone(self.attributes(what, collection), work)

    async def write(self, what: str, collection: str, work: Work[Result]) -> Result:
        """Change something, in a transaction of its own."""
        async with self.transaction() as transaction:
            return await transaction.write(what, collection, work)

    def attributes(self, what: str, collection: str) -> dict[str, Any]:
        """What a span says of it, in OpenTelemetry's names."""
        return {
            "db.system.name": self.store.system,
            "db.namespace": self.name,
            "db.operation.name": what,
            "db.collection.name": collection,
            "db.query.summary": f"{what} {collection}",
        }

    def explained(self, error: LabError) -> LabError:
        """What ends the run: for a collection that is not there, where it is."""
        if not isinstance(error, NoSuchCollection):
            return super().explained(error)
        owner = self._owner_of_table(error.collection)
        if owner is None or owner in self.users:
            return self.refuse.not_declared(error.collection)
        return self.refuse.table_of_another(error.collection, owner, self.user())


class DocumentTransaction(Operations, Transaction):
    """``ports.Collections``."""

    def __init__(self, database: DocumentDatabase) -> None:
        super().__init__(database)
        self.engine = database.engine
        self._documents = database

    def read(self, what: str, collection: str, work: Work[Result]) -> Awaitable[Result]:
        """Look something up in this transaction."""
        database = self._documents
        return database.run(database.attributes(what, collection), work, self)

    def write(self, what: str, collection: str, work: Work[Result]) -> Awaitable[Result]:
        """Change something in this transaction."""
        return self.read(what, collection, work)
