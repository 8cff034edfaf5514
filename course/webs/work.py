"""The pieces of work that a service does for those who ask it."""

from course.trace import Span, Trace
from course.webs.reading import Key, key

_ANSWERING = ("server", "consumer")


class Works:
    """Which piece of work each span of a trace is part of."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._found: dict[Key, Span] = {}

    def around(self, span: Span) -> Span:
        """The span in which its service answers somebody; without one, the outermost of its own.

        It may be the span itself.
        """
        if span.kind in _ANSWERING:  # nearly all that are asked for: nothing to look up or keep
            return span
        passed: dict[Key, None] = {}
        at = span
        while (found := self._found.get(key(at))) is None:
            passed[key(at)] = None
            outer = self._trace.parent(at)
            if (
                at.kind in _ANSWERING
                or outer is None
                or outer.service != at.service
                or key(outer) in passed  # spans that are each other's parents
            ):
                found = at
                break
            at = outer
        self._found.update(dict.fromkeys(passed, found))
        return found
