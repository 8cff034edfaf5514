"""Ends what does not end by itself, outside of the lab as well as in it.

The lab ends a handler that never gives the others a turn. What is left: code that runs before or
beside the lab, and code that goes round for ever while it lets others have their turns. The first
is seen on the wall clock, the second by the processor time that it takes.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from course.lab.guard import end_what_never_yields, refuse_blocking_calls
from course.lab.mistakes import blocks, where_in

SECONDS = 3.0
"""One step may compute for so long. A step is a request or two, which takes milliseconds."""
AGAIN_S = 0.05
"""What catches everything is interrupted again after so long."""


class TookTooLong(KeyboardInterrupt):
    """Unwinds code that does not end. Asyncio lets a KeyboardInterrupt through, and no other."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Limit:
    """How long each step may take. ``restart`` when one begins."""

    def __init__(self) -> None:
        self._steps = 0
        self._can_signal = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )

    def restart(self) -> None:
        """A step begins."""
        self._steps += 1
        if self._can_signal:
            signal.setitimer(signal.ITIMER_PROF, SECONDS, AGAIN_S)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """While open, steps are ended by ``TookTooLong``, and blocking calls are refused."""
        with (
            refuse_blocking_calls(blocks),
            _timers_put_back() if self._can_signal else _nothing(),
            end_what_never_yields(lambda: self._steps, _too_long),
        ):
            self.restart()
            yield


@contextmanager
def _timers_put_back() -> Iterator[None]:
    """What the lab sets within may be interrupted half way: in the end all is as it was."""
    alarm, prof = signal.getsignal(signal.SIGALRM), signal.getsignal(signal.SIGPROF)
    timer = signal.getitimer(signal.ITIMER_REAL)
    over = False

    def end(_: int, frame: FrameType | None) -> None:
        if not over:
            raise _too_long(frame)

    signal.signal(signal.SIGPROF, end)
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


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _too_long(frame: FrameType | None) -> TookTooLong:
    return TookTooLong(where_in(frame, "code that is not yours"))


Restart = Callable[[], None]
