"""Runs the loop on the learner's behalf, and ends a run that cannot go well."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import Context
from types import FrameType
from typing import Any, TypeVar
from weakref import WeakSet

from course.lab import mistakes
from course.lab.answer import Failure
from course.lab.errors import BadSetting, LabError, WaitsForEver
from course.lab.guard import end_what_never_yields, refuse_blocking_calls
from course.lab.loop import VirtualLoop
from course.lab.places import place_of_error, place_of_function, place_of_wait
from course.lab.record import Hop, Recorder, service_here
from course.trace import NS_PER_MS

PATIENCE_MS = 60_000
"""After so long on its clock the lab stops waiting for an answer, or for things to settle."""

_HELP_IT_END = (
    "See that what is awaited there happens, or give up after a time: "
    "async with asyncio.timeout(seconds)."
)
_AWAITS_NOTHING = re.compile("NoneType.* can't be (used in 'await' expression|awaited)")

Result = TypeVar("Result")


class Running:
    """The loop, the record, and every request under way."""

    def __init__(self, run: int = 0) -> None:
        self.loop = VirtualLoop()
        self.loop.set_exception_handler(self._failed_outside_a_task)
        self.recorder = Recorder(self.loop, run)
        self.loop.owner = service_here
        self._answering: dict[asyncio.Task[Any], Hop] = {}
        self._crashed: WeakSet[asyncio.Task[Any]] = WeakSet()
        self._has_crashed = False
        self._failures: dict[str, list[Failure]] = {}
        self._error: LabError | None = None
        self.wake: list[Callable[[], None]] = []
        """Called as a run begins: whoever has work left that an error interrupted, starts again."""
        self.busy: list[Callable[[], list[str]]] = []
        """Asked when things do not settle: what goes on that no handler is at work on."""
        self.at_point: Callable[[str, str], None] = lambda service, point: None
        """Called where a service, by name, gets to a point at which it may have to go down."""

    # Driven from outside

    def complete(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run until ``work`` is done, and give its result; the clock stops there."""
        task = self.loop.create_task(work, context=Context())
        self._drive(task, self.loop.now_ns + PATIENCE_MS * NS_PER_MS)
        if not task.done():
            idle, waiting = self.loop.is_idle, self._waiting()
            self.loop.end_all()
            raise WaitsForEver(
                "The request is never answered: nothing is left that could wake who is waiting."
                if idle
                else f"Still no answer after {PATIENCE_MS / 1000:g} s on the lab's clock.",
                waiting,
                _HELP_IT_END,
            )
        return task.result()

    def begin(self, work: Coroutine[Any, Any, Result]) -> "asyncio.Task[Result]":
        """Begin ``work``, at this moment. It goes on whenever time passes."""
        task = self.loop.create_task(work, context=Context())
        self.pass_time(0)
        return task

    def pass_time(self, ns: int) -> None:
        """Run for just so long."""
        end_ns = self.loop.now_ns + ns
        self._drive(None, end_ns)
        self.loop.now_ns = end_ns

    def settle(self) -> None:
        """Run until nothing is left to do but wait for what is down."""
        self._drive(None, self.loop.now_ns + PATIENCE_MS * NS_PER_MS)
        if self.loop.is_idle and any(task in self.loop.tasks for task in self._answering):
            waiting = self._waiting()
            self.loop.end_all()
            raise WaitsForEver(
                "A handler never ends: nothing is left that could wake it.",
                waiting,
                _HELP_IT_END,
            )
        if not self.loop.is_idle:
            raise WaitsForEver(
                f"After {PATIENCE_MS / 1000:g} s on the lab's clock there is still work to do.",
                self._waiting(),
                "Let it end, or let time pass with lab.run(ms) instead.",
            )

    def failures(self, trace_id: str) -> list[Failure]:
        """The exceptions that left a handler during one request, and what followed from it."""
        ids = self.recorder.following(trace_id)
        return [failure for each in ids for failure in self._failures.get(each, ())]

    def crash(self, service: str) -> None:
        """Whatever a service is doing ends, and what it was answering is lost."""
        doing = [task for task, owner in self.loop.tasks.items() if owner == service]
        answering = [task for task, hop in self._answering.items() if hop.service == service]
        for task in (*doing, *answering):
            self._has_crashed = True
            self._crashed.add(task)
            task.cancel()

    # Used by what runs

    def send_off(
        self, journey: Coroutine[Any, Any, None], owner: str | None = None
    ) -> "asyncio.Task[None]":
        """Start what goes on by itself. It inherits no context, as only headers travel.

        Without an ``owner`` it belongs to nobody: it goes on when the sender goes down.
        """
        task = self.loop.create_task(journey, context=Context())
        self.loop.tasks[task] = owner
        return task

    @contextmanager
    def answering(self, hop: Hop) -> Iterator[None]:
        """While open, the running task answers ``hop``."""
        task = asyncio.current_task()
        assert task is not None
        self._answering[task] = hop
        try:
            yield
        finally:
            del self._answering[task]

    def is_crashed(self) -> bool:
        """Whether the running task was ended by its service going down."""
        # Asked for each call of a database. The loop is named: it may be when all is thrown away.
        return self._has_crashed and asyncio.current_task(self.loop) in self._crashed

    def fail(self, error: LabError) -> LabError:
        """End the run with ``error``; gives it back, to be raised where it was found."""
        if self.loop.is_running():
            if self._error is None:
                self._error = error
            self.loop.stop()
        return error

    def note(self, hop: Hop, error: Exception, endpoint: object) -> None:
        """Keep an exception that left a handler; a forgotten ``await`` ends the run."""
        where = place_of_error(error) or place_of_function(endpoint)
        forgotten = mistakes.unawaited(error)
        if forgotten is not None:
            self.fail(mistakes.forgotten_await(forgotten, f"{hop.service}: {where}"))
        elif isinstance(error, TypeError) and _AWAITS_NOTHING.search(str(error)):
            self.fail(
                BadSetting(
                    "Something was awaited that there is no waiting for.",
                    f"{hop.service}: {where}",
                    "Leave out await: what is called there is done when it returns, as with "
                    "bus.emit(tx, event).",
                )
            )
        failure = Failure(hop.service, error.with_traceback(None), where)
        self._failures.setdefault(hop.span.trace_id, []).append(failure)

    def refuse_from_inside(self) -> None:
        """Nobody drives the loop from what runs in it."""
        if self.loop.is_running():
            raise self.fail(
                BadSetting(
                    "The lab was used from inside a service.",
                    mistakes.where_now(),
                    "A service asks others with its port: await http.get('http://...'). Time "
                    "passes with await clock.sleep(ms).",
                )
            )

    # Inside

    def _drive(self, until: "asyncio.Task[Any] | None", horizon_ns: int) -> None:
        self.refuse_from_inside()
        for wake in self.wake:
            self.loop.call_soon(wake)
        with (
            refuse_blocking_calls(lambda call, advice: self.fail(mistakes.blocks(call, advice))),
            end_what_never_yields(lambda: self.loop.steps, self._computes_too_long),
            mistakes.noticing_forgotten_awaits(self.fail),
        ):
            try:
                self.loop.run(until, horizon_ns, self._goes_round)
            except BaseException:
                self._error = None
                self.loop.end_all()
                raise
        unseen = self.loop.unseen_failures(besides=until)
        error = self._error or next(filter(None, map(_in_the_background, unseen)), None)
        self._error = None
        if error is not None:
            self.loop.end_all()
            raise error from None

    def _computes_too_long(self, frame: FrameType | None) -> BaseException:
        self.fail(mistakes.computes_too_long(frame))
        return Ended()

    def _goes_round(self) -> None:
        self.fail(mistakes.goes_round(self._waiting()))

    def _failed_outside_a_task(self, _: object, context: dict[str, Any]) -> None:
        error = _in_the_background(context.get("exception") or RuntimeError(context["message"]))
        if error is not None:
            self.fail(error)

    def _waiting(self) -> str:
        """Where the innermost unfinished requests wait."""
        deepest = max((hop.depth for hop in self._answering.values()), default=0)
        places = [
            f"{hop.service}: {place_of_wait(task.get_coro()) or 'a library'}"
            for task, hop in self._answering.items()
            if hop.depth == deepest
        ]
        places = places or [what for busy in self.busy for what in busy()]
        return "; ".join(dict.fromkeys(places)) or "a task in the background"


class Ended(BaseException):
    """Unwinds a handler that would not stop by itself. Not an Exception: nobody catches it."""


def _in_the_background(error: BaseException) -> LabError | None:
    """A failure that nobody saw, as an error. What is no Exception has been seen already."""
    if isinstance(error, LabError):
        return error
    return mistakes.failed_in_the_background(error) if isinstance(error, Exception) else None
