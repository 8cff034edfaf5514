"""Calls that were made again because they had failed."""

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from course.trace import NS_PER_MS, Trace
from course.webs.asked import request, route
from course.webs.calls import Call, calls
from course.webs.reading import first, key
from course.webs.wording import counted, milliseconds

_RESENT = "http.request.resend_count"
_A_COUNT = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True, repr=False)
class Retried:
    """The ``calls`` that are tries of one and the same, in the order in which they were made.

    ``tries`` is how many there were, which may be more than the trace has.
    """

    calls: tuple[Call, ...]
    tries: int

    @property
    def caller(self) -> str:
        """Who tried."""
        return self.calls[0].caller

    @property
    def callee(self) -> str:
        """Who was asked."""
        return self.calls[-1].place

    @property
    def succeeded(self) -> bool:
        """Whether the last try did."""
        return not self.calls[-1].failed

    @property
    def failed_ms(self) -> float:
        """How long the tries took that did not help: all, or all but the last."""
        without = self.calls[:-1] if self.succeeded else self.calls
        return sum(call.ns for call in without) / NS_PER_MS

    @property
    def pauses_ms(self) -> float:
        """How long the caller did not try, between the end of one try and the start of the next."""
        pairs = pairwise(self.calls)
        return sum(max(0, after.span.start - it.span.end) for it, after in pairs) / NS_PER_MS

    def __repr__(self) -> str:
        last = "the last succeeded" if self.succeeded else "the last failed too"
        parts = [
            f"{self.caller} asks {self.callee}, {route(self.calls[-1])}",
            f"{counted(self.tries, 'try')}, {last}",
            f"{milliseconds(self.failed_ms)} for those that failed",
        ]
        if self.pauses_ms:
            parts.append(f"{milliseconds(self.pauses_ms)} between tries")
        return ", ".join(parts)


def retries(trace: Trace) -> list[Retried]:
    """What was tried more than once, in the order of the first tries.

    A call is another try of the one before if both are part of the same work and send the same to
    the same place, and it began after that one had failed. It is one, too, where the caller says so
    (``http.request.resend_count``; https://opentelemetry.io/docs/specs/semconv/http/http-spans/).
    Where a trace tells neither paths nor methods, another call under the same name may be mistaken
    for a try.
    """
    failing = {_work(call) for call in calls(trace) if call.failed or _resent(call)}
    asked: dict[Hashable, list[Call]] = {}
    for call in calls(trace):
        if _work(call) in failing and (call.work is not None or _resent(call)):
            asked.setdefault((_work(call), *request(call)), []).append(call)
    found = [tried for made in asked.values() for tried in _tried(made)]
    return sorted(found, key=lambda tried: tried.calls[0].span.start)


def _tried(made: list[Call]) -> Iterator[Retried]:
    """Tries of the same, out of calls that send the same."""
    row: list[Call] = []
    for call in made:
        if row and not _is_retry(call, row[-1]):
            yield from _counted(row)
            row = []
        row.append(call)
    yield from _counted(row)


def _work(call: Call) -> Hashable:
    return key(call.work) if call.work is not None else call.span.trace_id, call.caller


def _is_retry(call: Call, before: Call) -> bool:
    return _resent(call) > 0 or (before.failed and call.span.start >= before.span.end)


def _counted(row: list[Call]) -> Iterator[Retried]:
    tries = max(len(row), *(1 + _resent(call) for call in row))
    if tries > 1:
        yield Retried(tuple(row), tries)


def _resent(call: Call) -> int:
    """Which repetition the caller says that it is, 0 for the first time it is sent."""
    said = first(call.span, _RESENT)
    return int(said) if _A_COUNT.fullmatch(said) else 0
