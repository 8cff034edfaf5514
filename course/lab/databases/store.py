"""What the lab asks of any engine: to begin, to keep, to undo, and to show what it holds."""

from typing import Protocol

from course.lab.databases.changes import Change
from course.ports import Row


class OutboxTable(Protocol):
    """Where a service's events wait until they are published, beside the rows they tell of.

    A row has ``number``, ``id``, ``type``, ``data``, ``time`` and ``traceparent``. Everything but
    ``exists`` and ``create`` happens inside of a transaction.
    """

    def exists(self) -> bool:
        """Whether a version of the service that ran before has left one."""
        ...

    def create(self) -> None:
        """Make it, if it is not there."""
        ...

    def put(self, row: Row, prefix: str, changes: list[Change]) -> str:
        """Write a row under the next number, which is never given twice; gives its id.

        A row whose id is empty gets one: ``prefix`` and its number.
        """
        ...

    def oldest(self, limit: int) -> list[Row]:
        """The rows with the smallest numbers."""
        ...

    def delete(self, number: int, changes: list[Change]) -> None:
        """Take away all rows up to a number."""
        ...


class Store(Protocol):
    """One database, in memory or in a file. Transactions begin and end by its methods only.

    Each method raises a ``LabError`` for what can happen to a file: it is in use, damaged, full,
    write-protected, or something else.
    """

    system: str
    """The name of the engine: OpenTelemetry's ``db.system.name``."""

    @property
    def outbox(self) -> OutboxTable:
        """Where events wait."""
        ...

    def close(self) -> object:
        """Let go of the file, so that others can open it."""
        ...

    @property
    def survives(self) -> str:
        """What its rows outlive: ``nothing``, the ``process``, or the ``machine``."""
        ...

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def begin(self) -> None:
        """Open a transaction."""
        ...

    def commit(self) -> bool:
        """Keep what was written; undo it where that cannot be. Whether there was anything to keep:
        a statement may have ended the transaction, such as ``insert or rollback``."""
        ...

    def rollback(self) -> None:
        """Undo what was written, if a transaction is open."""
        ...

    def table_names(self) -> list[str]:
        """The names of the tables, in order."""
        ...

    def tables(self) -> dict[str, list[Row]]:
        """Every table with its rows."""
        ...

    def size_bytes(self) -> int:
        """What it takes on the disk, or would take."""
        ...
