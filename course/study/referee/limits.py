"""Ends what does not end by itself, outside of the lab as well as in it.

The lab ends a handler that never gives the others a turn. What is left: code that runs before or
beside the lab, and code that goes round for ever while it lets others have their turns. Both are
looked at from timers: one of the wall clock, and, as the lab has that one while it runs, one of the
processor's time.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Any

from course.lab.guard import end_what_never_yields, refuse_blocking_calls
from course.lab.mistakes import blocks, where_in
from course.study.referee.theirs import is_learners

SECONDS = 2.0
"""One step may take so long. A step is a request or two, which takes milliseconds."""
TICK_S = 0.1
"""After so much of the processor's time it is looked at."""
AGAIN_S = 0.02
"""Code that catches everything is interrupted so often, until it is hit where it does not."""
TICKS = 10
"""A step that has computed for less is not to blame: the machine is busy with something else."""

MOVE_S = 0.01
"""Who has computed for so long since the last look does not wait for what never comes."""


class TookTooLong(KeyboardInterrupt):
    """Unwinds code that does not end. Asyncio lets a KeyboardInterrupt through, and no other."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Limit:
    """How long each step may take. ``restart`` when one begins."""

    def __init__(self) -> None:
        self._steps = self._ticks = self._moves = 0
        self._computed_s = 0.0
        self._since = time.monotonic()
        self._can_signal = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )

    def restart(self) -> None:
        """A step begins."""
        self._steps, self._ticks, self._since = self._steps + 1, 0, time.monotonic()
        if self._can_signal:
            signal.setitimer(signal.ITIMER_PROF, TICK_S, TICK_S)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While open, steps are ended by ``TookTooLong``, and blocking calls are refused."""
        with (
            refuse_blocking_calls(blocks),
            _timers_put_back(self._tick) if self._can_signal else nullcontext(),
            end_what_never_yields(self._done, _too_long),
        ):
            self.restart()
            yield

    def _done(self) -> int:
        """Grows while something goes on. What computes is the other timer's, where there is one."""
        if self._can_signal:
            computed_s = time.thread_time()
            self._moves += computed_s - self._computed_s > MOVE_S
            self._computed_s = computed_s
        return self._steps + self._moves

    def _tick(self, frame: FrameType | None) -> None:
        self._ticks += 1
        if self._ticks >= TICKS and time.monotonic() - self._since > SECONDS:
            signal.setitimer(signal.ITIMER_PROF, AGAIN_S, AGAIN_S)
            _raise_where_caught(frame)
            raise _too_long(frame)


@contextmanager
def _timers_put_back(tick: Callable[[FrameType | None], None]) -> Iterator[None]:
    """Call ``tick`` with the running frame, as the processor's time goes by.

    What the lab sets within may be interrupted half way: in the end all is as it was.
    """
    alarm, prof = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF)
    timer, trace = signal.getitimer(signal.ITIMER_REAL), sys.gettrace()
    over = False

    def look(_: int, frame: FrameType | None) -> None:
        if not over:
            tick(frame)

    signal.signal(signal.SIGPROF, look)
    try:
        yield
    finally:
        over = True
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        _put_back(signal.SIGPROF, prof)
        _put_back(signal.SIGALRM, alarm)
        signal.setitimer(signal.ITIMER_REAL, *timer)
        sys.settrace(trace)


def _raise_where_caught(frame: FrameType | None) -> None:
    """What is raised now may be caught; then raise once more, at the line that caught it.

    There it is outside of the ``try``, also where that is in a loop without end.
    """

    def again(at: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            raise _too_long(at)
        return again

    sys.settrace(lambda *_: None)
    while frame is not None:
        if is_learners(frame.f_code.co_filename):
            frame.f_trace = again
        frame = frame.f_back


def _put_back(number: signal.Signals, handler: Any) -> None:
    # A handler that was not set from Python is read as None, and cannot be set again.
    signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _too_long(frame: FrameType | None) -> TookTooLong:
    return TookTooLong(where_in(frame, "code that is not yours"))
