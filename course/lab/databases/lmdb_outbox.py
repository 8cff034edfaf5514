"""The outbox of a database in LMDB: rows as JSON texts, under their numbers."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from course.lab.databases import lmdb_keys
from course.lab.databases.changes import Change
from course.ports import Row

if TYPE_CHECKING:
    from course.lab.databases.lmdb import LmdbDocuments


class LmdbOutbox:
    """``OutboxTable``."""

    def __init__(self, store: "LmdbDocuments") -> None:
        self._store = store

    def exists(self) -> bool:
        """Whether there is one."""
        return self._store.value(lmdb_keys.OUTBOX_LAST) is not None

    def create(self) -> None:
        """Make it, if it is not there."""
        if not self.exists():
            self._store.keep(lmdb_keys.OUTBOX_LAST, lmdb_keys.number(0))

    def put(self, row: Row, prefix: str, changes: list[Change]) -> str:
        """Write a row under the next number; gives its id."""
        last = self._store.value(lmdb_keys.OUTBOX_LAST)
        assert last is not None
        number = lmdb_keys.read_number(last) + 1
        id = row["id"] or f"{prefix}{number}"
        whole = {"number": number, **row, "id": id}
        self._store.keep(lmdb_keys.OUTBOX_LAST, lmdb_keys.number(number))
        self._store.keep(_key(number), json.dumps(whole).encode())
        changes.append({"table": "outbox", "before": None, "after": whole})
        return str(id)

    def oldest(self, limit: int) -> list[Row]:
        """The rows with the smallest numbers."""
        return list(islice(self.rows(), limit))

    def delete(self, number: int, changes: list[Change]) -> None:
        """Take away all rows up to a number."""
        for row in list(self.rows()):
            if row["number"] > number:
                break
            self._store.forget(_key(row["number"]))
            changes.append({"table": "outbox", "before": row, "after": None})

    def rows(self) -> Iterator[Row]:
        """All rows, those with the smallest numbers first."""
        return (self._store.document(text) for _, text in self._store.items(lmdb_keys.OUTBOX))


def _key(number: int) -> bytes:
    return lmdb_keys.OUTBOX + lmdb_keys.number(number)
