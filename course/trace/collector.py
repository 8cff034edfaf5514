"""The collector of circular garbage, which has nothing to do where much is made at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collector() -> Iterator[None]:
    """Rest for it while a trace is read or a web is made: there are no circles in these.

    It would go through all of it again and again, which takes half the time of reading and a third
    of the time of making a web.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
