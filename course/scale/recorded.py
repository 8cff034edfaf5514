"""A web to sample from, read off a recorded trace."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from course.scale.error import CannotSample
from course.scale.times import Measured
from course.scale.web import Service
from course.trace import NS_PER_MS, Span, Trace
from course.webs.calls import calls
from course.webs.crossings import Crossings, around
from course.webs.messages import step
from course.webs.reading import Key, database, key, operation, peer


class Work(NamedTuple):
    """What a service was asked to do. Where its own time is measured, all times of one work are."""

    service: str
    operation: str


Behaviour = tuple[Work, tuple[tuple[int, ...], ...]]
"""What is done, and the numbers of the behaviours that are called for it, round by round."""


@dataclass(slots=True, eq=False)
class Node:
    """One call of a trace that somebody waited for, with the calls it waited for itself.

    ``start`` and ``end`` in ns. What lies outside of the caller's time is cut off.
    """

    work: Work
    start: int
    end: int
    calls: "list[Node]" = field(default_factory=list)

    def rounds(self) -> "list[list[Node]]":
        """Calls that overlap are together; a round begins when all before it are answered."""
        rounds: list[list[Node]] = []
        end = 0
        for call in sorted(self.calls, key=lambda call: (call.start, call.end)):
            if not rounds or call.start >= end:
                rounds.append([])
            rounds[-1].append(call)
            end = max(end, call.end)
        return rounds

    def own_ms(self) -> float:
        """What is left of its time without the longest call of each round."""
        longest = (max(call.end - call.start for call in calls) for calls in self.rounds())
        return (self.end - self.start - sum(longest)) / NS_PER_MS


def recorded(trace: Trace, root: Span | None = None) -> tuple[dict[str, Service], str]:
    """The web that one recorded request makes, to sample from, and the name of where it starts.

    Who calls whom, together or one after another, is as in that request: the one below ``root``,
    which may be left out where the trace has one request only. Each service takes a time of its
    own that was measured, anywhere in the trace, for the same operation: the time in which it
    waits for no other, with the way to it and back. So a trace with many requests tells more.
    Who behaves in several ways is there several times: ``stock``, ``stock (2)``. Calls that nobody
    waits for are left out.

    Raises ``CannotSample`` where there is no such request, or more than one.
    """
    if root is None:
        requests = [each for each in trace.roots if not step(each)]
        if len(requests) != 1:
            raise CannotSample(
                f"The trace has {len(requests)} requests. Choose one, for example: "
                "recorded(trace, root=trace.roots[0])"
            )
        (root,) = requests
    elif trace.parent(root) is not None or root not in trace.spans:
        raise CannotSample("The span is no root of the trace. Choose one of trace.roots.")
    seen = Crossings(trace)
    called = _called(trace)
    own_ms: dict[Work, list[float]] = {}
    chosen: list[Node] = []
    for each in trace.roots:
        nodes = _nodes(each, called, seen)
        for node in nodes:
            own_ms.setdefault(node.work, []).append(node.own_ms())
        if each is root:
            chosen = nodes
    return _services(chosen, own_ms)


def _called(trace: Trace) -> dict[Key, list[Span]]:
    """The spans that are calls somebody waits for, below the call or the root they are part of."""
    waited = {key(call.span): call.span for call in calls(trace) if call.waits}
    called: dict[Key, list[Span]] = {}
    for span in waited.values():
        outer = [*around(trace, span)]
        caller = next((each for each in outer if key(each) in waited), outer[-1] if outer else None)
        if caller is not None:
            called.setdefault(key(caller), []).append(span)
    return called


def _nodes(root: Span, called: dict[Key, list[Span]], seen: Crossings) -> list[Node]:
    """The calls of one request, each after the one it is part of."""
    found = [(root, Node(_work(root, seen), root.start, root.end))]
    for span, node in found:  # which grows meanwhile
        for call in called.get(key(span), ()):
            start, end = max(call.start, node.start), min(call.end, node.end)
            node.calls.append(Node(_work(call, seen), start, max(start, end)))
            found.append((call, node.calls[-1]))
    return [node for _, node in found]


def _work(span: Span, seen: Crossings) -> Work:
    answer = next(iter(seen.answers.get(key(span), {}).values()), span)
    if (store := database(span)) is not None:
        return Work(store.plain, operation(span))
    asked = peer(span) if span.kind == "client" and answer is span else ""
    return Work(asked or answer.service, operation(answer))


def _services(nodes: list[Node], own_ms: dict[Work, list[float]]) -> tuple[dict[str, Service], str]:
    """Services for the calls of one request, one for all that behave alike; and where it starts."""
    known: dict[Behaviour, int] = {}
    number: dict[Node, int] = {}
    for node in reversed(nodes):  # whoever is called before its caller
        rounds = tuple(tuple(number[call] for call in calls) for calls in node.rounds())
        number[node] = known.setdefault((node.work, rounds), len(known))
    behaviours = list(known)
    names: dict[int, str] = {}
    for at in dict.fromkeys(number[node] for node in nodes):
        spellings = _spellings(behaviours[at][0].service)
        names[at] = next(name for name in spellings if name not in names.values())
    services = {
        name: Service(
            Measured(own_ms[behaviours[at][0]]),
            tuple(tuple(names[call] for call in calls) for calls in behaviours[at][1]),
        )
        for at, name in names.items()
    }
    return services, next(iter(services))


def _spellings(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name} ({number})"
        number += 1
