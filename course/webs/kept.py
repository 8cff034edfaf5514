"""What is worked out once for a trace, because many questions begin with it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from course.trace import Trace

T = TypeVar("T")


def kept(find: Callable[[Trace], T]) -> Callable[[Trace], T]:
    """The same function, which keeps what it finds for as long as there is the trace.

    A trace does not change once it is made.
    """
    known: WeakKeyDictionary[Trace, T] = WeakKeyDictionary()

    @wraps(find)
    def found(trace: Trace) -> T:
        if trace not in known:
            known[trace] = find(trace)
        return known[trace]

    return found
