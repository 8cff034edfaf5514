"""The same thing asked for again and again: in one piece of work, by one service, by anybody."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from course.trace import NS_PER_MS, Trace
from course.webs.asked import address, only_reads, route, routes
from course.webs.calls import Call, calls
from course.webs.reading import key
from course.webs.wording import counted, listed, milliseconds


@dataclass(frozen=True, slots=True, repr=False)
class Repeat:
    """Calls for the same ``operation`` at the same ``callee``, in the order of their starts.

    ``addresses`` are the different paths, with their queries, that were asked for, as far as the
    trace says. ``again`` is how many of the calls asked for one that an earlier call of them had
    asked for, with a method that only reads: the question was the same. For other methods, and for
    databases, what is asked for is not in the address, so none are counted.
    """

    callee: str
    operation: str
    calls: tuple[Call, ...]
    addresses: tuple[str, ...]
    again: int

    @property
    def times(self) -> int:
        """How many calls they are."""
        return len(self.calls)

    @property
    def callers(self) -> list[str]:
        """Who makes them, in the order of their first calls."""
        return list(dict.fromkeys(call.caller for call in self.calls))

    @property
    def total_ms(self) -> float:
        """How long they took, added up."""
        return sum(call.ns for call in self.calls) / NS_PER_MS

    def __repr__(self) -> str:
        verb = "asks" if any(call.asks for call in self.calls) else "tells"
        verb = verb if len(self.callers) == 1 else verb.rstrip("s")
        parts = [
            f"{listed(self.callers)} {verb} {self.callee} {self.times:,} times, {self.operation}",
            f"{milliseconds(self.total_ms)} in all",
        ]
        if self.again:
            parts.append(f"{self.again:,} of the calls for what was asked before")
        elif len(self.addresses) > 1:
            parts.append(f"for {counted(len(self.addresses), 'address')}")
        return ", ".join(parts)


def repeats(trace: Trace) -> list[Repeat]:
    """What one piece of work asks the same place for more than once; the most often comes first.

    A piece of work is what a service does from being asked to its answer. One call for each thing
    on a list, where one for all of them would do, is the pattern known as N+1 queries; here it is
    the call for the list, and below it those for the things.
    """
    return _repeats(trace, lambda call: key(call.work) if call.work is not None else None)


def repeats_by_service(trace: Trace) -> list[Repeat]:
    """What one service asks the same place for more than once, in all of the trace."""
    return _repeats(trace, lambda call: call.caller)


def repeats_by_anybody(trace: Trace) -> list[Repeat]:
    """What is asked for again, with the same address and only to read, whoever asks.

    Whoever asked first could have passed the answer on, or kept it for a while.
    """
    asked: dict[Hashable, list[Call]] = {}
    for call in calls(trace):
        if only_reads(call) and (at := address(call)):
            asked.setdefault((call.callee, at), []).append(call)
    return _sorted(asked)


def _repeats(trace: Trace, asker: Callable[[Call], Hashable | None]) -> list[Repeat]:
    asked: dict[Hashable, list[Call]] = {}
    for call, operation in zip(calls(trace), routes(trace), strict=True):
        if (who := asker(call)) is not None:
            asked.setdefault((who, call.callee, operation), []).append(call)
    return _sorted(asked)


def _sorted(asked: dict[Hashable, list[Call]]) -> list[Repeat]:
    found = [_repeat(made) for made in asked.values() if len(made) > 1]
    return sorted(found, key=lambda repeat: (-repeat.times, -repeat.total_ms))


def _repeat(made: list[Call]) -> Repeat:
    told = [(at, only_reads(call)) for call in made if (at := address(call))]
    read = [at for at, reads in told if reads]
    return Repeat(
        callee=made[0].place,
        operation=route(made[0]),
        calls=tuple(made),
        addresses=tuple(dict.fromkeys(at for at, _ in told)),
        again=len(read) - len(set(read)),
    )
