"""Ends what does not end by itself, outside of the lab as well as in it.

The lab ends a handler that never gives the others a turn. What is left: code that runs before or
beside the lab, and code that goes round for ever while it lets others have their turns. Both are
looked at from timers: one of the wall clock, and, as the lab has that one while it runs, one of the
processor's time.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType
from typing import Any

from course.lab.guard import end_what_never_yields, refuse_blocking_calls
from course.lab.mistakes import blocks, where_in

SECONDS = 2.0
"""One step may take so long. A step is a request or two, which takes milliseconds."""
TICK_S = 0.1
"""After so much of the processor's time it is looked at."""
AGAIN_S = 0.005
"""Code that catches everything is interrupted so often, until it is hit where it does not."""
TICKS = 4
"""A step that has computed for less is not to blame: the machine is busy with something else."""


class TookTooLong(KeyboardInterrupt):
    """Unwinds code that does not end. Asyncio lets a KeyboardInterrupt through, and no other."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Limit:
    """How long each step may take. ``restart`` when one begins."""

    def __init__(self) -> None:
        self._steps = self._ticks = 0
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
            end_what_never_yields(lambda: self._steps, _too_long),
        ):
            self.restart()
            yield

    def _tick(self, frame: FrameType | None) -> None:
        self._ticks += 1
        if self._ticks >= TICKS and time.monotonic() - self._since > SECONDS:
            signal.setitimer(signal.ITIMER_PROF, AGAIN_S, AGAIN_S)
            raise _too_long(frame)


@contextmanager
def _timers_put_back(tick: Callable[[FrameType | None], None]) -> Iterator[None]:
    """Call ``tick`` with the running frame, as the processor's time goes by.

    What the lab sets within may be interrupted half way: in the end all is as it was.
    """
    alarm, prof = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF)
    timer = signal.getitimer(signal.ITIMER_REAL)
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


def _put_back(number: signal.Signals, handler: Any) -> None:
    # A handler that was not set from Python is read as None, and cannot be set again.
    signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _too_long(frame: FrameType | None) -> TookTooLong:
    return TookTooLong(where_in(frame, "code that is not yours"))
