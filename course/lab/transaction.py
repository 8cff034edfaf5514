"""One transaction on a service's database: its statements, and when they took effect for good."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from course.ports import Row

if TYPE_CHECKING:
    from course.lab.database import LabDatabase


class Transaction:
    """The statements of one transaction, as long as it is open. ``ports.Queries``."""

    def __init__(self, database: "LabDatabase") -> None:
        self.database = database
        self.is_committed = False
        self._is_over = False
        self._noted: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether it takes statements. One of them may have ended it: ``insert or rollback``."""
        return not self._is_over and self.database.store.in_transaction

    async def query(self, sql: str, **parameters: Any) -> list[Row]:
        """The rows that ``sql`` gives."""
        return await self.database.run(sql, parameters, self)

    def write(self, sql: str, parameters: dict[str, Any], attributes: dict[str, Any]) -> list[Row]:
        """Run a statement for the lab itself: at once, in no time, and without a span.

        The rows that it changes are noted in the ``attributes`` of a span of the caller's.
        """
        self.database.check(self)
        return self.database.execute(sql, parameters, attributes, self)

    def note(self, attributes: dict[str, Any]) -> None:
        """A span with these attributes has changed rows. At the commit it is told when that was."""
        self._noted.append(attributes)

    @contextmanager
    def opened(self) -> Iterator["Transaction"]:
        """Begin it, and commit it at the end, or undo it after an exception."""
        database = self.database
        with database.ending_the_run():
            database.store.begin()
            try:
                yield self
                database.check()
                self.is_committed = database.store.commit()
            except BaseException:
                database.store.rollback()
                raise
            finally:
                self._is_over = True
        if self.is_committed:
            for attributes in self._noted:
                attributes["db.committed"] = database.now_ns
