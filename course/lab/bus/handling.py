"""What a service does with what comes from the bus: runs its handlers, as a server runs an app."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from course.lab.bus.handlers import Answering, Listening
from course.lab.clock import Workers
from course.lab.databases.database import LabDatabase
from course.lab.record import Hop, current_hop
from course.lab.running import Running
from course.ports import Event, Question
from course.trace import Span


@dataclass(frozen=True, slots=True)
class Handling:
    """The service that handlers belong to: its workers and its database."""

    service: str
    running: Running
    workers: Workers
    database: LabDatabase[Any] | None

    async def event(
        self, handlers: Sequence[Listening], event: Event, span: Span
    ) -> Exception | None:
        """Handle an event, in one transaction whatever the number of handlers.

        Gives the error of the handler that failed; then nothing was written.
        """
        hop = Hop(self.service, span, ("process", event.type, b""), None, 1)
        current_hop.set(hop)
        with self.running.answering(hop):
            try:
                await self.workers.take_on()
                async with self._transaction(handlers) as tx:
                    for each in handlers:
                        await (each.handler(event, tx) if each.takes_tx else each.handler(event))
            except (Exception, asyncio.CancelledError) as error:
                problem = self._as_failure(error)
                self.running.note(hop, problem, handlers[0].handler)
                return problem
        self.running.at_point(self.service, "before acknowledging")
        return None

    def _transaction(self, handlers: Sequence[Listening]) -> AbstractAsyncContextManager[Any]:
        if self.database is not None and any(each.takes_tx for each in handlers):
            return self.database.transaction()
        return nullcontext()

    async def question(self, answering: Answering, question: Question, hop: Hop) -> str | None:
        """This service's part of the answer, as JSON; ``None`` where the handler failed."""
        current_hop.set(hop)
        with self.running.answering(hop):
            try:
                await self.workers.take_on()
                return json.dumps(await answering.handler(question), allow_nan=False)
            except (Exception, asyncio.CancelledError) as error:
                problem = self._as_failure(error)
                self.running.note(hop, problem, answering.handler)
                hop.span.attributes["exception.type"] = type(problem).__name__
                hop.span.attributes["exception.message"] = str(problem)
                return None

    def _as_failure(self, error: BaseException) -> Exception:
        """What a handler failed with, unless the handler itself is to end."""
        if isinstance(error, Exception):
            return error
        task = asyncio.current_task()
        if task is None or task.cancelling() or self.running.is_crashed():
            raise error
        return RuntimeError(f"the handler awaited something that was cancelled {error}")
