"""LMDB as an engine for documents: JSON texts in one tree of keys, which is read as memory."""

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import lmdb

from course.lab.databases import lmdb_keys
from course.lab.databases.changes import Change
from course.lab.databases.document import Id, change, from_text
from course.lab.databases.documents import NoSuchCollection
from course.lab.databases.lmdb_file import damaged, in_words, opened
from course.lab.databases.lmdb_outbox import LmdbOutbox
from course.lab.databases.sqlite_file import Outlived
from course.ports import Row


class LmdbDocuments:
    """``DocumentStore``, in one file.

    What is committed outlives the ``process`` without a wait for the disk: the operating system has
    it. If the machine itself may die, let it survive the ``machine``: then each commit waits until
    it is on the disk, and else the file may be found damaged after that. A file that was closed is
    on the disk in either case.

    LMDB knows no databases in memory. Without a path it has a file in a folder of its own, which
    goes when the store is closed or forgotten.
    """

    system = "lmdb"

    def __init__(self, path: Path | None = None, survives: Outlived = "process") -> None:
        self.survives: str = "nothing" if path is None else survives
        folder = None
        if path is None:
            folder = tempfile.mkdtemp(prefix="lab-")
            path = Path(folder, "documents.lmdb")
        self._name = str(path)
        try:
            self._environment, lock = opened(path, survives)
        except BaseException:
            _remove(folder)
            raise
        self._close = weakref.finalize(self, _let_go, self._environment, lock, folder)
        self._is_writing = False
        self._transaction = self._environment.begin()
        self._collections = {
            name[1:].decode(): lmdb_keys.of_documents(lmdb_keys.read_number(value[:8]))
            for name, value in self.items(lmdb_keys.COLLECTION)
        }

    @property
    def outbox(self) -> LmdbOutbox:
        """Where events wait."""
        return LmdbOutbox(self)

    def close(self) -> None:
        """Let go of the file, so that others can open it."""
        self._close()

    # Transactions

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._close.alive and self._is_writing

    def begin(self) -> None:
        """Open a transaction."""
        with self._in_words():
            writing = self._environment.begin(write=True)
        self._transaction.abort()
        self._transaction = writing
        self._is_writing = True

    def commit(self) -> bool:
        """Keep what was written; undo it where that cannot be. Whether there was anything to keep:
        here always, if a transaction is open."""
        if not self.in_transaction:
            return False
        try:
            with self._in_words():
                self._transaction.commit()
        finally:
            self._read_again()
        return True

    def rollback(self) -> None:
        """Undo what was written, if a transaction is open."""
        if self.in_transaction:
            self._transaction.abort()
            self._read_again()

    def _read_again(self) -> None:
        """Outside of a transaction one that only reads is open, up to the next that writes."""
        self._is_writing = False
        with self._in_words():
            self._transaction = self._environment.begin()

    # Documents

    def declare(self, collection: str) -> None:
        """Make a collection, if it is not there."""
        if collection not in self._collections:
            number = len(self._collections) + 1
            self._note_last(collection, number, 0)
            self._collections[collection] = lmdb_keys.of_documents(number)

    def get(self, collection: str, id: Id) -> Row | None:
        """The document with this id."""
        text = self.value(self._key(collection, id))
        return None if text is None else self.document(text)

    def all(self, collection: str) -> list[Row]:
        """All documents in the order of their ids, numbers before texts."""
        return [self.document(text) for _, text in self.items(self._begin(collection))]

    def new_id(self, collection: str) -> int:
        """The next number: larger than any that was a document's id before."""
        return self._numbers(collection)[1] + 1

    def put(self, collection: str, id: Id, text: str, changes: list[Change]) -> None:
        """Keep a document under its id."""
        key = self._key(collection, id)
        before = self.value(key)
        number, last = self._numbers(collection)
        with self._writing():
            self.keep(key, text.encode())
            if isinstance(id, int) and id > last:
                self._note_last(collection, number, id)
        changes += change(collection, None if before is None else before.decode(), text)

    def remove(self, collection: str, id: Id, changes: list[Change]) -> None:
        """Forget a document, if there is one."""
        key = self._key(collection, id)
        before = self.value(key)
        if before is not None:
            self.forget(key)
            changes += change(collection, before.decode(), None)

    def table_names(self) -> list[str]:
        """The names of the collections, and of the outbox."""
        return sorted([*self._collections, *(["outbox"] if self.outbox.exists() else [])])

    def tables(self) -> dict[str, list[Row]]:
        """Every collection with its documents, and the outbox."""
        found = {name: self.all(name) for name in self._collections}
        if self.outbox.exists():
            found["outbox"] = list(self.outbox.rows())
        return dict(sorted(found.items()))

    def size_bytes(self) -> int:
        """The pages of the file up to the last that was ever used, free ones among them."""
        with self._in_words():
            pages = self._environment.info()["last_pgno"] + 1
            return int(pages * self._environment.stat()["psize"])

    def _begin(self, collection: str) -> bytes:
        try:
            return self._collections[collection]
        except KeyError:
            raise NoSuchCollection(collection) from None

    def _key(self, collection: str, id: Id) -> bytes:
        return lmdb_keys.of_document(self._begin(collection), id)

    def _numbers(self, collection: str) -> tuple[int, int]:
        """The number of a collection, and the largest number that was a document's id."""
        self._begin(collection)
        value = self.value(lmdb_keys.COLLECTION + collection.encode())
        assert value is not None
        return lmdb_keys.read_number(value[:8]), lmdb_keys.read_number(value[8:])

    def _note_last(self, collection: str, number: int, last: int) -> None:
        value = lmdb_keys.number(number) + lmdb_keys.number(last)
        self.keep(lmdb_keys.COLLECTION + collection.encode(), value)

    def document(self, text: bytes) -> Row:
        """What a text says that was kept."""
        try:
            return from_text(text.decode())
        except ValueError as error:
            raise damaged(self._name, "a document is no JSON") from error

    # Keys and values

    def value(self, key: bytes) -> bytes | None:
        """What is under a key."""
        try:
            return self._transaction.get(key)
        except lmdb.Error:
            with self._in_words():
                raise

    def items(self, begin: bytes) -> Iterator[tuple[bytes, bytes]]:
        """All keys that begin so, in order, each with its value."""
        with self._in_words(), self._transaction.cursor() as cursor:
            if cursor.set_range(begin):
                for key, value in cursor:
                    if not key.startswith(begin):
                        return
                    yield key, value

    def keep(self, key: bytes, value: bytes) -> None:
        """Write a value under a key."""
        with self._writing():
            self._transaction.put(key, value)

    def forget(self, key: bytes) -> None:
        """Take away a key and its value."""
        with self._writing():
            self._transaction.delete(key)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Outside of a transaction it is one of its own."""
        with self._in_words():
            if self.in_transaction:
                yield
                return
            self.begin()
            try:
                yield
                self.commit()
            finally:
                self.rollback()

    def _in_words(self) -> AbstractContextManager[None]:
        return in_words(self._name)


def _let_go(environment: lmdb.Environment, lock: int, folder: str | None) -> None:
    try:
        if folder is None:
            environment.sync(True)
    finally:
        environment.close()
        os.close(lock)
        _remove(folder)


def _remove(folder: str | None) -> None:
    if folder is not None:
        shutil.rmtree(folder)
