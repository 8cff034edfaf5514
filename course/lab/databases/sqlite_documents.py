"""Documents in SQLite: one table for all of them, as JSON texts."""

from pathlib import Path
from typing import Any

from course.lab.databases.changes import Change
from course.lab.databases.document import Id, change, from_text
from course.lab.databases.documents import NoSuchCollection
from course.lab.databases.sqlite import Sqlite
from course.lab.databases.sqlite_file import Kind, Outlived
from course.ports import Row

_KIND = Kind("a database of documents", 0x4F534643, format=1)
# Where a column has no type, numbers come before texts.
_SCHEMA = """
create table if not exists collections (name text primary key, last integer not null);
create table if not exists documents (
    collection text not null, id not null, document text not null, primary key (collection, id)
) without rowid
"""
_PUT = (
    "insert into documents values (:collection, :id, :text)"
    " on conflict do update set document = excluded.document"
)
_TAKEN = "update collections set last = :id where name = :collection and last < :id"
_REMOVE = "delete from documents where collection = :collection and id = :id"


class SqliteDocuments(Sqlite):
    """``DocumentStore``."""

    def __init__(self, path: Path | None = None, survives: Outlived = "process") -> None:
        super().__init__(path, survives, _KIND)
        self.script(_SCHEMA)
        self._reader = self._connection.cursor()
        self._reader.row_factory = None
        self._known = {name for (name,) in self._all("select name from collections")}

    def declare(self, collection: str) -> None:
        """Make a collection, if it is not there."""
        self._write("insert or ignore into collections values (:name, 0)", name=collection)
        self._known.add(collection)

    def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id."""
        text = self._text(collection, id)
        return None if text is None else from_text(text)

    def all(self, collection: str) -> list[Row]:
        """All documents in the order of their ids, numbers before texts."""
        self._check(collection)
        sql = "select document from documents where collection = ? order by id"
        return [from_text(text) for (text,) in self._all(sql, collection)]

    def new_id(self, collection: str) -> int:
        """The next number: larger than any that was a document's id before."""
        self._check(collection)
        ((last,),) = self._all("select last from collections where name = ?", collection)
        return int(last) + 1

    def put(self, collection: str, id: Id, text: str, changes: list[Change]) -> None:
        """Keep a document under its id."""
        before = self._text(collection, id)
        self._write(_PUT, collection=collection, id=id, text=text)
        if isinstance(id, int):
            self._write(_TAKEN, collection=collection, id=id)
        changes += change(collection, before, text)

    def remove(self, collection: str, id: Id, changes: list[Change]) -> None:
        """Forget a document, if there is one."""
        before = self._text(collection, id)
        self._write(_REMOVE, collection=collection, id=id)
        changes += change(collection, before, None)

    def table_names(self) -> list[str]:
        """The names of the collections, and of the outbox."""
        return sorted([*self._known, *(["outbox"] if self.outbox.exists() else [])])

    def tables(self) -> dict[str, list[Row]]:
        """Every collection with its documents, and the outbox."""
        outbox = {"outbox": super().tables()["outbox"]} if self.outbox.exists() else {}
        return dict(sorted({**{name: self.all(name) for name in self._known}, **outbox}.items()))

    def _text(self, collection: str, id: Id) -> str | None:
        self._check(collection)
        sql = "select document from documents where collection = ? and id = ?"
        found = self._all(sql, collection, id)
        return found[0][0] if found else None

    def _check(self, collection: str) -> None:
        if collection not in self._known:
            raise NoSuchCollection(collection)

    def _all(self, sql: str, *parameters: Any) -> list[Any]:
        """Rows as tuples, past the watch: nothing is changed."""
        with self._in_words():
            return self._reader.execute(sql, parameters).fetchall()

    def _write(self, sql: str, **parameters: Any) -> None:
        """Run a statement; what it changes is told in other words."""
        self.execute(sql, parameters, [])
