"""How deep the calls of a trace lie inside one another."""

from dataclasses import dataclass
from typing import NamedTuple, Self

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


class _Inside(NamedTuple):
    """A call, and the one that it lies inside."""

    call: Call
    outer: Self | None
    depth: int


def depth(trace: Trace) -> Depth:
    """How many calls lie inside one another at most, and which.

    A call lies inside another if whoever answers the other makes it meanwhile, directly or through
    work of its own, and waits for it. So an event, and what is done because of one, begins anew at
    depth 0. Of several chains of that depth it is the one whose last call started first.
    """
    made: dict[Key, list[Call]] = {}
    for call in calls(trace):
        # Where only the answer to the outer of two calls was recorded, both have the same span.
        known = made.setdefault(key(call.span), [])
        known.insert(0 if call.answer is call.span else len(known), call)
    around: dict[Key, _Inside | None] = {}
    deepest: _Inside | None = None
    for span in trace:
        for inner in _from_outside(trace, span, around):
            outer = trace.parent(inner)
            at = around.get(key(outer)) if outer is not None else None
            if not waited_for(trace, inner):
                at = None
            for call in made.get(key(inner), ()):
                if call.waits:
                    at = _Inside(call, at, at.depth + 1 if at else 1)
            around[key(inner)] = at
            if at is not None and (deepest is None or at.depth > deepest.depth):
                deepest = at
    return Depth(tuple(_chain(deepest)))


def _from_outside(trace: Trace, span: Span, known: dict[Key, _Inside | None]) -> list[Span]:
    """The spans around ``span`` of which nothing is known yet, outermost first, and itself."""
    found: dict[Key, Span] = {}
    at: Span | None = span
    while at is not None and key(at) not in known and key(at) not in found:
        found[key(at)] = at
        at = trace.parent(at)
    return list(reversed(found.values()))


def _chain(last: _Inside | None) -> list[Call]:
    chain: list[Call] = []
    while last is not None:
        chain.append(last.call)
        last = last.outer
    return chain[::-1]
