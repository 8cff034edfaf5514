"""Recognises what a learner got wrong while a shop runs, and says it in an error that helps."""

import gc
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import CORO_CREATED, getcoroutinestate
from types import CoroutineType, FrameType
from typing import TextIO

import httpx2

from course.lab.errors import (
    BlocksTheProcess,
    FailedInTheBackground,
    ForgottenAwait,
    LabError,
    NeverYields,
)
from course.lab.guard import PATIENCE_S
from course.lab.places import place_of_error, place_of_frame, walk
from course.lab.record import service_here

Fail = Callable[[LabError], LabError]
"""Ends the run with an error, and gives it back."""

_NEVER_AWAITED = re.compile(r"coroutine '(.+)' was never awaited")


def where_now() -> str:
    """The service and the line that are running."""
    return where_in(sys._getframe(), "the call just made")


def where_in(frame: FrameType | None, otherwise: str) -> str:
    """The running service, and the nearest own code at or above a frame."""
    place, service = place_of_frame(frame) or otherwise, service_here()
    return f"{service}: {place}" if service else place


def forgotten_await(call: str, where: str) -> ForgottenAwait:
    """Somebody called ``call`` and did not await it."""
    return ForgottenAwait(
        f"{call} was called but not awaited, so it never ran.",
        where,
        "Write await in front of the call.",
    )


def unawaited(error: Exception) -> str | None:
    """The name of a call that an exception or its frames hold un-awaited, or complain about.

    Code that fails because a request failed may well hold calls that it has not come to yet. Those
    are closed, so that Python does not warn of them.
    """
    held = [value for frame, _ in walk(error.__traceback__) for value in frame.f_locals.values()]
    if isinstance(error, AttributeError):  # it keeps what has no such attribute
        held.append(error.obj)
    names = []
    for value in held:
        if isinstance(value, CoroutineType) and getcoroutinestate(value) == CORO_CREATED:
            value.close()
            names.append(value.__qualname__)
    if names and not isinstance(error, httpx2.TransportError):
        return names[0]
    return "A coroutine" if "'coroutine' object" in str(error) else None


@contextmanager
def noticing_forgotten_awaits(fail: Fail) -> Iterator[None]:
    """Python warns when a coroutine is dropped that nobody awaited; here that ends the run.

    What only the garbage collector finds may be left from any run before, and nobody here has
    dropped it.
    """
    with warnings.catch_warnings(), _collecting() as is_collecting:
        warnings.filterwarnings("always", "coroutine .* was never awaited", RuntimeWarning)
        show = warnings.showwarning

        def notice(
            message: Warning | str,
            category: type[Warning],
            filename: str,
            lineno: int,
            file: TextIO | None = None,
            line: str | None = None,
        ) -> None:
            found = _NEVER_AWAITED.search(str(message))
            if not found or category is not RuntimeWarning:
                show(message, category, filename, lineno, file, line)
            elif not is_collecting():
                fail(forgotten_await(found.group(1), where_now()))

        warnings.showwarning = notice
        yield


@contextmanager
def _collecting() -> Iterator[Callable[[], bool]]:
    """Tells whether the garbage collector is at work."""
    collects = False

    def note(phase: str, _: dict[str, int]) -> None:
        nonlocal collects
        collects = phase == "start"

    gc.callbacks.append(note)
    try:
        yield lambda: collects
    finally:
        gc.callbacks.remove(note)


def blocks(call: str, advice: str) -> BlocksTheProcess:
    """A handler made a call that stops the whole process."""
    return BlocksTheProcess(f"A handler called {call}.", where_now(), advice)


def computes_too_long(frame: FrameType | None) -> NeverYields:
    """A handler did not give the others a turn."""
    return NeverYields(
        f"A handler has computed for {PATIENCE_S:g} s of real time without a pause.",
        where_in(frame, "code that is not yours"),
        "See that its loop ends. To model long work, write: await clock.work(ms).",
    )


def goes_round(waiting: str) -> NeverYields:
    """Handlers wake each other, or themselves, while the clock stands still."""
    return NeverYields(
        "Somebody goes round and round while the lab's clock stands still.",
        waiting,
        "See that the loop ends, or let time pass in it: await clock.sleep(ms).",
    )


def failed_in_the_background(error: BaseException) -> FailedInTheBackground:
    """A failure that nobody waited for."""
    return FailedInTheBackground(
        f"Something failed that nobody waited for: {type(error).__name__}: {error}",
        place_of_error(error) or "a task that a handler started",
        "Await the task, or handle the error inside it. Where several are awaited one by one and "
        "the first one raises, the others never are: asyncio.gather or a TaskGroup minds them all.",
    )
