"""Keeps a handler from stopping the lab: by blocking calls, or by never yielding.

Python reports blocking calls as audit events (https://docs.python.org/3/library/audit_events.html),
so they are refused before they happen. What computes for ever is ended by a timer signal, or, where
there are no signals, by tracing.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

PATIENCE_S = 3.0
"""So long a handler may compute, in real time, without giving the others a turn."""

LOOK_EVERY_S = 0.25

_THROUGH_HTTP = "Services in the lab talk through the port http: await http.get('http://...')."
_NO_THREADS = (
    "The lab has no threads. Write async def, also for background tasks and generators that an "
    "answer is streamed from."
)
BLOCKING = {
    "time.sleep": "time.sleep stops everybody in the process. Write: await clock.sleep(ms).",
    "socket.connect": _THROUGH_HTTP,
    "socket.getaddrinfo": _THROUGH_HTTP,
    "socket.gethostbyname": _THROUGH_HTTP,
    "_thread.start_new_thread": _NO_THREADS,
    "_thread.start_joinable_thread": _NO_THREADS,
    "subprocess.Popen": "A service in the lab cannot start another program.",
    "builtins.input": "A service cannot ask at the keyboard. Let the request bring what it needs.",
}

_UNAUDITED: tuple[tuple[Any, str, str], ...] = tuple(
    (owner, name, event)
    for owner, name, event, since in (
        (time, "sleep", "time.sleep", (3, 13)),
        (threading.Thread, "start", "_thread.start_new_thread", (3, 12)),
    )
    if sys.version_info < since
)
"""Calls that this Python does not report by itself: where they are, their name, their event."""

Refuse = Callable[[str, str], BaseException]
"""From the name of a blocking call and the advice to the error that is raised instead."""


Check = Callable[[FrameType | None], None]
"""Raises if the code in a frame has computed for too long."""


class _Watch:
    """Who is running in which thread. One audit hook serves all labs; Python cannot remove one."""

    def __init__(self) -> None:
        self.refuse: dict[int, Refuse] = {}
        self.installed = False

    def hook(self, event: str, _: tuple[Any, ...]) -> None:
        if event in BLOCKING and self.refuse:
            refuse = self.refuse.get(threading.get_ident())
            if refuse is not None:
                raise refuse(event, BLOCKING[event])


_watch = _Watch()


@contextmanager
def refuse_blocking_calls(refuse: Refuse) -> Iterator[None]:
    """While open, a blocking call in this thread raises what ``refuse`` gives.

    What this Python does not audit by itself is replaced meanwhile.
    """
    if not _watch.installed:
        sys.addaudithook(_watch.hook)
        _watch.installed = True
    me = threading.get_ident()
    before = _watch.refuse.get(me)
    _watch.refuse[me] = refuse
    replaced = [(owner, name, getattr(owner, name), event) for owner, name, event in _UNAUDITED]
    for owner, name, original, event in replaced:
        setattr(owner, name, _audited(original, event))
    try:
        yield
    finally:
        for owner, name, original, _ in replaced:
            setattr(owner, name, original)
        if before is None:
            del _watch.refuse[me]
        else:
            _watch.refuse[me] = before


def _audited(original: Callable[..., Any], event: str) -> Callable[..., Any]:
    def audited(*arguments: Any) -> Any:
        sys.audit(event, *arguments)
        return original(*arguments)

    return audited


@contextmanager
def end_what_never_yields(
    steps: Callable[[], int], stuck: Callable[[FrameType | None], BaseException]
) -> Iterator[None]:
    """While open, raise what ``stuck`` gives inside code that has made no step for too long.

    From one look to the next no more counts than there should be between them: a machine that was
    asleep has not waited.
    """
    seen, waited, looked_at = steps(), 0.0, time.monotonic()

    def raise_if_stuck(frame: FrameType | None) -> None:
        nonlocal seen, waited, looked_at
        now = time.monotonic()
        waited, looked_at = waited + min(now - looked_at, LOOK_EVERY_S), now
        if (steps_now := steps()) != seen:
            seen, waited = steps_now, 0.0
        elif waited > PATIENCE_S:
            raise stuck(frame)

    can_signal = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    with _by_signal(raise_if_stuck) if can_signal else _by_tracing(raise_if_stuck):
        yield


@contextmanager
def _by_signal(raise_if_stuck: Check) -> Iterator[None]:
    def alarm(_: int, frame: FrameType | None) -> None:
        raise_if_stuck(frame)

    before = signal.signal(signal.SIGALRM, alarm)
    timer = signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_S, LOOK_EVERY_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        signal.setitimer(signal.ITIMER_REAL, *timer)


@contextmanager
def _by_tracing(raise_if_stuck: Check) -> Iterator[None]:
    def trace(frame: FrameType, event: str, _: Any) -> Any:
        raise_if_stuck(frame)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
