"""Documents in SQLite: one table for all of them, as JSON texts."""

import sqlite3
from pathlib import Path
from typing import Any, NoReturn

from course.lab.databases.changes import Change
from course.lab.databases.document import Id, change, from_text
from course.lab.databases.documents import NoSuchCollection
from course.lab.databases.sqlite import Sqlite
from course.lab.databases.sqlite_file import Kind, Outlived, damaged
from course.ports import Row

_KIND = Kind("a database of documents", 0x4F534643, format=1)
# Where a column has no type, numbers come before texts.
_SCHEMA = """
create table if not exists collections (name text primary key, last integer not null);
create table if not exists documents (
    collection text not null, id not null, document text not null, primary key (collection, id)
) without rowid
"""
_GET = "select document from documents where collection = ? and id = ?"
_ALL = "select document from documents where collection = ? order by id"
_PUT = (
    "insert into documents values (:collection, :id, :text)"
    " on conflict do update set document = excluded.document"
)
_LAST = "select last from collections where name = ?"
_TAKEN = "update collections set last = :id where name = :collection and last < :id"
_REMOVE = "delete from documents where collection = :collection and id = :id"


class SqliteDocuments(Sqlite):
    """``DocumentStore``."""

    def __init__(self, path: Path | None = None, survives: Outlived = "process") -> None:
        super().__init__(path, survives, _KIND)
        self.script(_SCHEMA)
        self._reader = self._connection.cursor()
        self._collections = {name for (name,) in self._rows("select name from collections")}

    def declare(self, collection: str) -> None:
        """Make a collection, if it is not there."""
        self._write("insert or ignore into collections values (:name, 0)", name=collection)
        self._collections.add(collection)

    def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id."""
        # In one piece, as nothing is done as often.
        try:
            for (text,) in self._reader.execute(_GET, (collection, id)).fetchall():
                return from_text(text)
        except (sqlite3.Error, ValueError) as error:
            self._tell(error)
        self._check(collection)
        return None

    def all(self, collection: str) -> list[Row]:
        """All documents in the order of their ids, numbers before texts."""
        self._check(collection)
        return [self._document(text) for (text,) in self._rows(_ALL, (collection,))]

    def new_id(self, collection: str) -> int:
        """The next number: larger than any that was a document's id before."""
        self._check(collection)
        ((last,),) = self._rows(_LAST, (collection,))
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
        return sorted([*self._collections, *(["outbox"] if self.outbox.exists() else [])])

    def tables(self) -> dict[str, list[Row]]:
        """Every collection with its documents, and the outbox."""
        found = {name: self.all(name) for name in self._collections}
        if self.outbox.exists():
            found["outbox"] = self.execute("select * from outbox order by number", {}, [])
        return dict(sorted(found.items()))

    def _text(self, collection: str, id: Id) -> str | None:
        self._check(collection)
        found = self._rows(_GET, (collection, id))
        return found[0][0] if found else None

    def _check(self, collection: str) -> None:
        if collection not in self._collections:
            raise NoSuchCollection(collection)

    def _document(self, text: str) -> Row:
        try:
            return from_text(text)
        except ValueError as error:
            self._tell(error)

    def _rows(self, sql: str, parameters: tuple[Id, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows as tuples, past the watch: nothing is changed."""
        try:
            return self._reader.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            self._tell(error)

    def _tell(self, error: Exception) -> NoReturn:
        if isinstance(error, ValueError):
            raise damaged(str(self._path), "a document is no JSON") from error
        with self._in_words():
            raise error

    def _write(self, sql: str, **parameters: Any) -> None:
        """Run a statement; what it changes is told in other words."""
        self.execute(sql, parameters, [])
