"""An event loop whose clock jumps: waiting costs no real time, and a run is exactly repeatable.

Time is integer nanoseconds. One timer fires at a time, first in first out among equals, and all
that follows from it happens before the next. No selector, no thread, no socket: it runs in the
calling thread, also while another loop (a notebook kernel's) is suspended there.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context
from typing import Any, TypeVar
from weakref import WeakSet

from course.lab.aside import running_loop_set_aside

NS_PER_S = 1_000_000_000
ROUNDS_AT_ONE_MOMENT = 100_000
"""So many rounds without the clock moving mean that somebody spins."""
ROUNDS_TO_END = 3
"""A task that is cancelled may clean up, and be cancelled in that, but not for ever."""

Result = TypeVar("Result")


class VirtualLoop(asyncio.BaseEventLoop):
    """``run`` until a future is done, a time is reached, or nothing is left to do."""

    _ready: "deque[asyncio.Handle]"
    _asyncgens: "WeakSet[Any]"

    def __init__(self) -> None:
        super().__init__()
        self.now_ns = 0
        self.steps = 0
        self._rounds = 0
        self._timers: list[tuple[int, bool, int, asyncio.TimerHandle]] = []
        self._timers_made = 0
        self._horizon_ns: int | None = None
        self._spin_limit = 0
        self._on_spin: Callable[[], None] = self.stop
        self._failed: list[asyncio.Task[Any]] = []
        self.tasks: dict[asyncio.Task[Any], str | None] = {}
        """What is not done yet, in the order it was started, with whom it belongs to."""
        self.owner: Callable[[], str | None] = lambda: None

    def create_task(  # type: ignore[override]
        self, coro: Coroutine[Any, Any, Result], **options: Any
    ) -> "asyncio.Task[Result]":
        """As asyncio has it. The task is known until it is done, a failed one until asked for."""
        task = super().create_task(coro, **options)
        self.tasks[task] = self.owner()
        task.add_done_callback(self._done)
        return task

    def _done(self, task: "asyncio.Task[Any]") -> None:
        self.tasks.pop(task, None)
        if task._exception is not None:
            self._failed.append(task)

    def unseen_failures(self, besides: "asyncio.Task[Any] | None" = None) -> list[BaseException]:
        """What tasks have raised that nobody has looked at, each told once.

        Asyncio would say it when the garbage collector finds them: not the same in every run.
        """
        failed, self._failed = self._failed, []
        unseen = [task for task in failed if task is not besides and task._log_traceback]
        return [error for task in unseen if (error := task.exception()) is not None]

    def end_all(self) -> None:
        """Cancel every task. What will not end is dropped, so that the loop can be used again."""
        for _ in range(ROUNDS_TO_END):
            for task in tuple(self.tasks):
                task.cancel()
            self.run(horizon_ns=self.now_ns)
        self._ready.clear()
        self._timers.clear()
        self.tasks.clear()
        self._failed.clear()

    def time(self) -> float:
        """The time in seconds, as asyncio asks for it."""
        return self.now_ns / NS_PER_S

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """As asyncio has it: ``when`` in seconds, rounded to the nanosecond."""
        return self.call_at_ns(round(when * NS_PER_S), callback, *args, context=context)

    def call_at_ns(
        self,
        when_ns: int,
        callback: Callable[..., object],
        *args: Any,
        last: bool = False,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call at ``when_ns``; ``last`` means after all else that happens at that moment.

        Time limits are ``last``: an answer that arrives exactly at the limit is in time.
        """
        handle = asyncio.TimerHandle(when_ns, callback, args, self, context)
        self._timers_made += 1
        heapq.heappush(self._timers, (when_ns, last, self._timers_made, handle))
        return handle

    async def sleep_ns(self, ns: int) -> None:
        """Wait for ``ns``."""
        wake = self.create_future()
        handle = self.call_at_ns(self.now_ns + ns, _wake, wake)
        try:
            await wake
        finally:
            handle.cancel()

    def run(
        self,
        until: "asyncio.Future[Any] | None" = None,
        horizon_ns: int | None = None,
        on_spin: Callable[[], None] | None = None,
    ) -> None:
        """Run until ``until`` is done, the clock would pass ``horizon_ns``, or all is idle.

        The clock stays at the last thing that happened.
        """
        if until is not None:
            if until.done():
                return
            until.add_done_callback(self._stop_here)
        self._horizon_ns = horizon_ns
        self._spin_limit = self._rounds + ROUNDS_AT_ONE_MOMENT
        self._on_spin = on_spin or self.stop
        try:
            with running_loop_set_aside():
                self.run_forever()
        finally:
            if until is not None:
                until.remove_done_callback(self._stop_here)

    def _stop_here(self, _: "asyncio.Future[Any]") -> None:
        self.stop()

    def _run_once(self) -> None:
        """One round of what is ready; if nothing is, jump to the next timer. Called by asyncio."""
        ready = self._ready
        if not ready:
            handle = self._next_timer()
            if handle is None:
                self._stopping = True
                return
            ready.append(handle)
        self._rounds += 1
        if self._rounds > self._spin_limit:
            self._on_spin()
        for _ in range(len(ready)):
            handle = ready.popleft()
            self.steps += 1
            if not handle.cancelled():
                handle._run()

    def _next_timer(self) -> asyncio.Handle | None:
        timers = self._timers
        while timers and timers[0][3].cancelled():
            heapq.heappop(timers)
        horizon = self._horizon_ns
        if not timers or (horizon is not None and timers[0][0] > horizon):
            return None
        when, _, _, handle = heapq.heappop(timers)
        if when > self.now_ns:
            self.now_ns = when
            self._spin_limit = self._rounds + ROUNDS_AT_ONE_MOMENT
        return handle

    @property
    def is_idle(self) -> bool:
        """Nothing is ready and no timer is set."""
        return not self._ready and all(timer[3].cancelled() for timer in self._timers)

    def _asyncgen_finalizer_hook(self, generator: Any) -> None:
        """Close what was left half done; not where the loop itself is thrown away."""
        self._asyncgens.discard(generator)
        if self.is_running():
            self.call_soon(self.create_task, generator.aclose())

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        """Cancelled timers are dropped when their turn comes."""

    def __del__(self) -> None:
        """Nothing to close: the loop holds no file and no socket."""


def _wake(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
