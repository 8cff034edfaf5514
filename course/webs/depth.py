"""How deep the calls of a trace lie inside one another."""

from collections.abc import Container, Sequence
from dataclasses import dataclass

from course.trace import Span, Trace
from course.webs.asked import route
from course.webs.calls import Call, calls
from course.webs.reading import Key, key
from course.webs.waiting import waited_for
from course.webs.wording import counted


@dataclass(frozen=True, slots=True, repr=False)
class Depth:
    """The longest ``chain`` of calls of which each lies inside the one before, outermost first."""

    chain: tuple[Call, ...]

    @property
    def calls(self) -> int:
        """How many they are."""
        return len(self.chain)

    @property
    def services(self) -> list[str]:
        """Who asks whom along the chain: the first caller, then each who is asked."""
        return [*(call.caller for call in self.chain[:1]), *(call.place for call in self.chain)]

    def __repr__(self) -> str:
        lines = [f"{counted(self.calls, 'call')} inside one another"]
        lines += [f"{call.caller} asks {call.place}, {route(call)}" for call in self.chain]
        return "\n  ".join(lines)


def depth(trace: Trace) -> Depth:
    """How many calls lie inside one another at most, and which.

    A call lies inside another if it is made by whoever answers the other, before that answer, and
    is waited for. Nobody waits for an event: what is done because of one lies inside nothing. Of
    several chains of that depth it is the one whose last call started first.
    """
    waiting = [call for call in calls(trace) if call.waits]
    nesting = _Nesting(trace, waiting)
    depths: dict[int, int] = {}
    for call in waiting:
        if id(call) in depths:
            continue
        inwards = nesting.chain(call, depths)
        outer = nesting.around(inwards[0])
        outside = depths.get(id(outer), 0) if outer is not None else 0
        depths |= {id(inner): outside + number for number, inner in enumerate(inwards, 1)}
    deepest = max(waiting, key=lambda call: depths[id(call)], default=None)
    return Depth(tuple(nesting.chain(deepest, ())) if deepest is not None else ())


class _Nesting:
    """Which call each call lies inside."""

    def __init__(self, trace: Trace, waiting: Sequence[Call]) -> None:
        self._trace = trace
        self._answered = {key(call.answer): call for call in waiting if call.answer is not None}
        self._made = {key(call.span): call for call in waiting if call.answer is not call.span}
        self._known: dict[Key, Call | None] = {}

    def chain(self, call: Call, known: Container[int]) -> list[Call]:
        """The calls around ``call``, outermost first, up to one whose ``id`` is known; and itself.

        Calls that lie inside each other, as some broken traces have it, end it too.
        """
        found: dict[int, Call] = {}
        at: Call | None = call
        while at is not None and id(at) not in found and id(at) not in known:
            found[id(at)] = at
            at = self.around(at)
        return list(reversed(found.values()))

    def around(self, call: Call) -> Call | None:
        """The call that it lies directly inside."""
        if call.work is None:
            return None
        if call.work is call.span:  # all that is recorded of the caller is that it called
            return self._answered.get(key(call.span))
        if (direct := self._at(call.work)) is not None:
            return direct
        passed: dict[Key, None] = {}
        at: Span | None = call.work
        found: Call | None = None
        while at is not None and found is None and key(at) not in passed:
            if key(at) in self._known:
                found = self._known[key(at)]
                break
            passed[key(at)] = None
            found = self._at(at)
            at = self._trace.parent(at) if waited_for(self._trace, at) else None
        self._known.update(dict.fromkeys(passed, found))
        return found

    def _at(self, span: Span) -> Call | None:
        return self._made.get(key(span)) or self._answered.get(key(span))
