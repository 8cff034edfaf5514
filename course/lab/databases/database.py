"""What all databases have in common: an owner, turns, transactions, and a record of each call."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from typing import Any, Generic, NoReturn, TypeVar

from course.lab.databases.changes import Change
from course.lab.databases.refusals import Refusals
from course.lab.databases.store import Store
from course.lab.databases.transaction import Transaction
from course.lab.databases.turns import Turns
from course.lab.errors import LabError
from course.lab.record import service_here
from course.lab.running import Running
from course.ports import DatabaseUnavailable

Result = TypeVar("Result")
Tx = TypeVar("Tx", bound=Transaction)


class LabDatabase(ABC, Generic[Tx]):
    """A database of one service. Each call takes the same time; a commit takes none.

    What is asked takes effect at once; the answer arrives when its time has passed.
    """

    def __init__(self, owner: str, store: Store, running: Running, call_ns: int) -> None:
        self.owner = owner
        self.name = f"{owner}.db"
        self.store = store
        self.users = {owner}
        """The services that may use it. More than one is against the rule of the course."""
        self.is_down = False
        """Whether nobody can reach it."""
        self.at_point: Callable[[str, str], None] = lambda user, point: None
        """Called "before commit" and "after commit" of a service's transaction; may raise."""
        self.on_commit: dict[str, Callable[[], None]] = {}
        """By service: called when a transaction has been committed."""
        self.refuse = Refusals(self, running)
        self._running = running
        self._call_ns = call_ns
        self._turns = Turns()

    @abstractmethod
    def begun(self) -> Tx:
        """A transaction, to be opened."""

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        """All or nothing. One at a time per database."""
        self.check()
        user = self.user()
        async with self.turn(self._queued()):
            with self.begun().opened() as transaction:
                yield transaction
                self.at_point(user, "before commit")
            if transaction.is_committed:
                for tell in self.on_commit.values():
                    tell()
                self.at_point(user, "after commit")

    @asynccontextmanager
    async def quietly(self) -> AsyncIterator[Tx]:
        """A transaction of the lab itself: its waiting is no span, and it has no points."""
        self.check()
        async with self.turn(nullcontext()):
            with self.begun().opened() as transaction:
                yield transaction

    def alone(
        self, attributes: dict[str, Any], work: Callable[[list[Change]], Result]
    ) -> Awaitable[Result]:
        """Do something outside of a transaction. Waits while somebody else's is open."""
        if self._turns.holder is None:
            return self.run(attributes, work, None)
        return self._after_the_others(attributes, work)

    async def _after_the_others(
        self, attributes: dict[str, Any], work: Callable[[list[Change]], Result]
    ) -> Result:
        async with self.turn(self._queued()):
            pass
        return await self.run(attributes, work, None)

    async def run(
        self,
        attributes: dict[str, Any],
        work: Callable[[list[Change]], Result],
        transaction: Transaction | None,
    ) -> Result:
        """Do something on behalf of the running service; recorded as a call, and in its time."""
        user = self.check(transaction)
        if user != self.owner:
            attributes["lab.owner"] = self.owner
        recorder = self._running.recorder
        # Not recorder.part(...): this is the busiest place, and a with statement costs its time.
        span = recorder.start_here(user, attributes["db.query.summary"], "client", attributes)
        try:
            result = self.at_once(work, attributes, transaction)
            if self._call_ns:
                await self._running.loop.sleep_ns(self._call_ns)
        except BaseException as error:
            recorder.end(span, type(error).__name__)
            raise
        recorder.end(span)
        return result

    def at_once(
        self,
        work: Callable[[list[Change]], Result],
        attributes: dict[str, Any],
        transaction: Transaction | None,
    ) -> Result:
        """Do something, and note the rows that it changes in the ``attributes`` of a span."""
        changes: list[Change] = []
        try:
            return work(changes)
        except LabError as error:
            raise self.explained(error) from None
        finally:
            if changes:
                attributes["db.namespace"] = self.name
                attributes["db.changes"] = [*attributes.get("db.changes", ()), *changes]
                if transaction is None:
                    attributes["db.committed"] = self.now_ns
                else:
                    transaction.note(attributes)

    def explained(self, error: LabError) -> LabError:
        """What ends the run because of an engine's error."""
        return self._running.fail(error)

    def check(self, transaction: Transaction | None = None) -> str:
        """Refuse what comes from another service, from one that is down, or too late.

        Gives the service whose code is running.
        """
        user = self.admit()
        if self._running.is_crashed():
            raise asyncio.CancelledError("the service is down")
        if transaction is not None and not transaction.is_open:
            raise self.refuse.transaction_is_over()
        if self.is_down:
            self._fail_to_connect()
        return user

    def _fail_to_connect(self) -> NoReturn:
        attributes = {
            "db.system.name": self.store.system,
            "db.namespace": self.name,
            "db.operation.name": "connect",
        }
        with self._running.recorder.part(self.user(), "connect", "client", attributes):
            raise DatabaseUnavailable(f"{self.name} cannot be reached")

    def admit(self) -> str:
        """Refuse another service's code that has got hold of this database.

        Gives the service whose code is running.
        """
        user = self.user()
        if user not in self.users:
            raise self.refuse.not_the_owner(user)
        return user

    @contextmanager
    def ending_the_run(self) -> Iterator[None]:
        """While open, what is wrong with the file ends the run: no service can mend it."""
        try:
            yield
        except LabError as error:
            raise self._running.fail(error) from None

    @property
    def now_ns(self) -> int:
        """The time on the lab's clock."""
        return self._running.loop.now_ns

    def user(self) -> str:
        """The service whose code is running."""
        return service_here() or self.owner

    def turn(self, waiting: AbstractContextManager[object]) -> AbstractAsyncContextManager[None]:
        """Have a turn while this is open; ``waiting`` is open until then."""
        if self._turns.is_mine:
            raise self.refuse.waits_for_itself()
        return self._turns.turn(waiting)

    def _queued(self) -> AbstractContextManager[object]:
        if not self._turns.has_a_line:
            return nullcontext()
        where = {"db.namespace": self.name}
        return self._running.recorder.part(self.user(), "queued", "internal", where)
