"""A transaction on a service's database: what is done in it, and when that took effect for good."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from course.lab.databases.changes import Change

if TYPE_CHECKING:
    from course.lab.databases.database import LabDatabase

Result = TypeVar("Result")


class Transaction:
    """What is done in one transaction, as long as it is open."""

    def __init__(self, database: "LabDatabase[Any]") -> None:
        self.database = database
        self.is_committed = False
        self._is_over = False
        self._noted: list[dict[str, Any]] = []

    @property
    def is_open(self) -> bool:
        """Whether it takes statements. One of them may have ended it: ``insert or rollback``."""
        return not self._is_over and self.database.store.in_transaction

    def at_once(self, work: Callable[[list[Change]], Result], attributes: dict[str, Any]) -> Result:
        """Do something for the lab itself: at once, in no time, and without a span.

        The rows that it changes are noted in the ``attributes`` of a span of the caller's.
        """
        self.database.check(self)
        return self.database.at_once(work, attributes, self)

    def note(self, attributes: dict[str, Any]) -> None:
        """A span with these attributes has changed rows. In the end it is told when that took
        effect for good, or was undone."""
        self._noted.append(attributes)

    @contextmanager
    def opened(self) -> Iterator[Self]:
        """Begin it, and commit it at the end, or undo it after an exception."""
        database = self.database
        database.check()  # it may have gone down while somebody else had the turn
        with database.ending_the_run():
            database.store.begin()
            try:
                yield self
                database.check()
                self.is_committed = database.store.commit()
            except BaseException:
                database.store.rollback()
                self._tell("db.rolled_back")
                raise
            finally:
                self._is_over = True
        self._tell("db.committed" if self.is_committed else "db.rolled_back")

    def _tell(self, what: str) -> None:
        for attributes in self._noted:
            attributes[what] = self.database.now_ns
