"""Sets a running event loop aside, so that another can run in the same thread."""

import asyncio
from asyncio import events
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def running_loop_set_aside() -> Iterator[None]:
    """While open, a kernel's loop and the task it runs stand still, and another loop may run.

    Python 3.14 keeps the current task per thread, so it has to be set aside as well.
    """
    outer = events._get_running_loop()
    if outer is None:
        yield
        return
    task = asyncio.current_task(outer)
    if task is not None:
        asyncio.tasks._leave_task(outer, task)
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(outer)
        if task is not None:
            asyncio.tasks._enter_task(outer, task)
