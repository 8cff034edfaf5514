"""A database of documents: JSON objects in collections, whichever engine is underneath."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from course.lab.databases.changes import Change
from course.lab.databases.database import LabDatabase
from course.lab.databases.document import Id, checked_id, to_text, with_id
from course.lab.databases.store import Store
from course.lab.databases.transaction import Transaction
from course.lab.running import Running
from course.ports import Row

Result = TypeVar("Result")
Work = Callable[[list[Change]], Result]

READS = ("get", "all")


class NoSuchCollection(Exception):
    """It has not been declared."""


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
    async def do(self, what: str, collection: str, work: Work[Result]) -> Result:
        """Do it on behalf of the running service."""

    async def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id; ``None`` if there is none."""
        return await self.do(
            "get", collection, lambda _: self.engine.get(collection, checked_id(id))
        )

    async def all(self, collection: str) -> list[Row]:
        """All documents of a collection in the order of their ids, numbers before texts."""
        return await self.do("all", collection, lambda _: self.engine.all(collection))

    async def add(self, collection: str, document: Mapping[str, Any]) -> Row:
        """Keep a new document, and give it with its id."""

        def keep(changes: list[Change]) -> Row:
            new = with_id(self.engine.new_id(collection), document)
            self.engine.put(collection, new["id"], to_text(new), changes)
            return new

        return await self.do("add", collection, keep)

    async def put(self, collection: str, document: Mapping[str, Any]) -> None:
        """Keep a document under its id, in the place of the one that was there."""

        def keep(changes: list[Change]) -> None:
            text = to_text(document)
            self.engine.put(collection, checked_id(document.get("id")), text, changes)

        await self.do("put", collection, keep)

    async def remove(self, collection: str, id: Id) -> None:
        """Forget the document with this id, if there is one."""
        await self.do(
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
                self.engine.declare(collection)

    async def do(self, what: str, collection: str, work: Work[Result]) -> Result:
        """Read, or write in a transaction of its own."""
        if what in READS:
            attributes = self.attributes(what, collection)
            return await self.alone(attributes, self.found(collection, work))
        async with self.transaction() as transaction:
            return await transaction.do(what, collection, work)

    def attributes(self, what: str, collection: str) -> dict[str, Any]:
        """What a span says of it, in OpenTelemetry's names."""
        return {
            "db.system.name": self.store.system,
            "db.namespace": self.name,
            "db.operation.name": what,
            "db.collection.name": collection,
            "db.query.summary": f"{what} {collection}",
        }

    def found(self, collection: str, work: Work[Result]) -> Work[Result]:
        """The work, with an error that helps where the collection is not in this database."""

        def guarded(changes: list[Change]) -> Result:
            try:
                return work(changes)
            except NoSuchCollection:
                owner = self._owner_of_table(collection)
                if owner is None or owner in self.users:
                    raise self.refuse.not_declared(collection) from None
                raise self.refuse.table_of_another(collection, owner, self.user()) from None

        return guarded


class DocumentTransaction(Operations, Transaction):
    """``ports.Collections``."""

    def __init__(self, database: DocumentDatabase) -> None:
        super().__init__(database)
        self.engine = database.engine
        self._documents = database

    async def do(self, what: str, collection: str, work: Work[Result]) -> Result:
        """Do it in this transaction."""
        database = self._documents
        attributes = database.attributes(what, collection)
        return await database.run(attributes, database.found(collection, work), self)
