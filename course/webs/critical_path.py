"""The critical path of a request: whom its answer was waiting for, at each moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal, NamedTuple

from course.trace import NS_PER_MS, Span, Trace
from course.webs.calls import Call, calls
from course.webs.kept import kept
from course.webs.reading import Key, key, operation
from course.webs.root import one_root
from course.webs.waiting import parts
from course.webs.wording import counted, milliseconds

_START, _END = attrgetter("start"), attrgetter("end")
_SHOWN = 3
Doing = Literal["works", "answers", "on the way"]
_SAID: Mapping[Doing, str] = {
    "works": "{who} works",
    "answers": "{who} answers",
    "on the way": "on the way to {who} or back",
}


class Stretch(NamedTuple):
    """Some of the time of a request, from ``start`` to ``end`` in ns, and the ``span`` that had it.

    ``who`` ``works``: the time is its own. It ``answers``: it has recorded nothing itself, as
    databases mostly have not, so this is all the time that its caller waited, the way included.
    Something is ``on the way`` between the span's service and ``who``: the call has left its caller
    and is not yet answered there, or the answer is not yet back. That is the network, and whatever
    queues and proxies there are before either of the two records anything.
    """

    span: Span
    start: int
    end: int
    who: str
    doing: Doing

    @property
    def ns(self) -> int:
        """How long it lasted."""
        return self.end - self.start

    @property
    def milliseconds(self) -> float:
        """How long it lasted."""
        return self.ns / NS_PER_MS

    def __repr__(self) -> str:
        said = _SAID[self.doing].format(who=self.who)
        return f"{said}, {operation(self.span)}: {milliseconds(self.milliseconds)}"


@dataclass(frozen=True, repr=False)
class CriticalPath:
    """The time of ``root`` in stretches: in order, without gap or overlap, none of them empty."""

    root: Span
    stretches: tuple[Stretch, ...]
    windows: Mapping[Key, tuple[int, int]] = field(compare=False)
    """When the path was inside a span, or in what that waited for; for each span that it enters."""

    def __iter__(self) -> Iterator[Stretch]:
        return iter(self.stretches)

    def __len__(self) -> int:
        return len(self.stretches)

    @property
    def milliseconds(self) -> float:
        """As long as the request."""
        return self.root.milliseconds

    def ns_within(self, span: Span) -> int:
        """For how long the answer waited for ``span`` or for what was done within it."""
        start, end = self.windows.get(key(span), (0, 0))
        return end - start

    def __repr__(self) -> str:
        longest = sorted(self, key=attrgetter("ns"), reverse=True)[:_SHOWN]
        lines = [
            f"Critical path of {self.root.service}, {operation(self.root)}: "
            f"{milliseconds(self.milliseconds)} in {counted(len(self), 'stretch')}"
            f"{', the longest of which are' if len(self) > len(longest) else ''}",
            *(str(stretch) for stretch in longest),
        ]
        return "\n  ".join(lines)


def critical_path(trace: Trace, root: Span | None = None) -> CriticalPath:
    """Whom the answer to ``root`` was waiting for, from its start to its end.

    Found backwards from the end of a span. The part of it that ended last has the time until then;
    before that part began, the one that ended last by then; and the span itself has what no part
    has. A part that was still running when the next one began is not on the path, for the next did
    not need its answer. Nor is a part that nobody waits for, such as an event. A part has no time
    outside the span that it is part of: there clocks disagree, or nobody waits any more.

    Only what is on the path makes the request as long as it is. But where one of its stretches gets
    shorter, the request need not get shorter by as much: then it may wait for another.

    The walk is that of Z. Zhang and others, "CRISP: Critical Path Analysis of Large-Scale
    Microservice Architectures", USENIX ATC 2022. The notion is that of J. Kelley and
    M. Walker, "Critical-Path Planning and Scheduling", 1959.

    ``root`` may be any span of the trace. Raises ``ValueError`` where it is not given and the trace
    has not exactly one root.
    """
    root = one_root(trace, root)
    known = _paths(trace)
    if key(root) not in known:
        known[key(root)] = _path(trace, root)
    return known[key(root)]


@kept
def _paths(trace: Trace) -> dict[Key, CriticalPath]:
    """The paths that were found, by their root."""
    return {}


def _path(trace: Trace, root: Span) -> CriticalPath:
    waited_for = parts(trace)
    seen = {key(call.span): call for call in calls(trace) if call.answer is not call.span}
    windows: dict[Key, tuple[int, int]] = {}
    stretches: list[Stretch] = []
    ahead = [(root, root.start, max(root.start, root.end))]
    while ahead:
        span, start, end = ahead.pop()
        at = key(span)
        windows[at] = start, end
        who, doing = _whose(trace, span, seen.get(at))
        cursor = end
        # The last to end first; of those that end together, the first to start.
        for part in sorted(waited_for.get(at, ()), key=_END, reverse=True):
            begin, until = max(part.start, start), min(part.end, end)
            if begin < until <= cursor and key(part) not in windows:
                if until < cursor:
                    stretches.append(Stretch(span, until, cursor, who, doing))
                ahead.append((part, begin, until))
                cursor = begin
        if start < cursor:
            stretches.append(Stretch(span, start, cursor, who, doing))
    stretches.sort(key=_START)
    return CriticalPath(root, tuple(stretches), windows)


def _whose(trace: Trace, span: Span, call: Call | None) -> tuple[str, Doing]:
    """Whose time it is that ``span`` has and none of its parts."""
    if span.kind == "client":
        if call is not None:
            return call.place, "on the way" if call.answer is not None else "answers"
        for part in trace.children(span):
            if part.service != span.service:  # one span for calls to several
                return part.service, "on the way"
    return span.service, "works"  # also where a client span is no call, but a library around one
