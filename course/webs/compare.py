"""Two traces of the same system compared: what has changed, and who is to blame."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from course.trace import Trace
from course.webs.calls import Call, calls
from course.webs.chance import Rate, chance_of, rate
from course.webs.changes import EdgeChange, WebChanges, changes
from course.webs.names import by_edge, database_names
from course.webs.requests import Requests, whole_requests
from course.webs.suspects import BY_CHANCE, Suspect, accused, suspects
from course.webs.told import tell_comparison
from course.webs.web import request_web

Edges = Mapping[tuple[str, str], list[Call]]
OFTENER = 1.1
"""Somebody is asked more often who is asked at least so many times as often."""


@dataclass(frozen=True, slots=True)
class Oftener:
    """An edge with more calls than before: so many a request, on average over all requests."""

    caller: str
    callee: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, repr=False)
class Comparison:
    """Two traces compared; printed, it is told in sentences.

    ``before``, ``after``: the whole requests. ``web``: the changes of the web, of which ``slower``
    and ``failing`` have only what is beyond chance. ``oftener``: the edges with more calls a
    request, beyond chance, in the order of the web. ``suspects``: all places, first whose own time
    has grown most; ``accused``: those to blame, mostly one or nobody.
    """

    before: Requests
    after: Requests
    web: WebChanges
    oftener: list[Oftener]
    suspects: list[Suspect]
    accused: list[Suspect]

    def __repr__(self) -> str:
        return tell_comparison(self)


def compare(before: Trace, after: Trace) -> Comparison:
    """What has changed between two traces, and where it began.

    A caller is slow too when whom it asks is slow. So it is own time that is judged: see
    ``suspects`` for the order and ``accused`` for who is named. The requests may differ in number:
    calls are compared with calls. How large a difference may be by chance is worked out from how
    far the requests lie apart; for one request against one that is not known, and there every
    difference counts. Below about ten requests on each side few differences are beyond chance.

    Raises ``ValueError`` for a trace without a request.
    """
    then, now = whole_requests(before), whole_requests(after)
    earlier, later = _edges(before), _edges(after)
    counts = then.count, now.count
    web = changes(request_web(before), request_web(after))
    found = suspects(before, after)
    return Comparison(
        before=then,
        after=now,
        web=web if counts == (1, 1) else _beyond_chance(web, earlier, later),
        oftener=_oftener(earlier, later, counts),
        suspects=found,
        accused=accused(found, then.mean_ms),
    )


def _edges(trace: Trace) -> Edges:
    found = calls(trace)
    return by_edge(found, database_names(trace, found))


def _beyond_chance(web: WebChanges, earlier: Edges, later: Edges) -> WebChanges:
    def is_sure(edge: EdgeChange, amount: Callable[[Call], int]) -> bool:
        then, now = (
            _per_call(edges[edge.caller, edge.callee], amount) for edges in (earlier, later)
        )
        return chance_of(then, now) * len(later) <= BY_CHANCE

    return replace(
        web,
        slower=[edge for edge in web.slower if is_sure(edge, lambda call: call.ns)],
        failing=[edge for edge in web.failing if is_sure(edge, lambda call: call.failed)],
    )


def _oftener(earlier: Edges, later: Edges, counts: tuple[int, int]) -> list[Oftener]:
    found: list[Oftener] = []
    for edge, made in later.items():
        if edge not in earlier:
            continue
        then, now = _per_request(earlier[edge], counts[0]), _per_request(made, counts[1])
        chance = 0.0 if counts == (1, 1) else chance_of(then, now) * len(later)
        if now.each >= OFTENER * then.each and chance <= BY_CHANCE:
            found.append(Oftener(*edge, then.each, now.each))
    return found


def _per_call(made: Iterable[Call], amount: Callable[[Call], int]) -> Rate:
    """How much there is in each call."""
    of_requests: dict[str, list[int]] = {}
    for call in made:
        of_requests.setdefault(call.span.trace_id, []).append(amount(call))
    amounts = of_requests.values()
    return rate([len(some) for some in amounts], [sum(some) for some in amounts])


def _per_request(made: Iterable[Call], count: int) -> Rate:
    """How many calls there are in each request, also in those without."""
    numbers = [*Counter(call.span.trace_id for call in made).values()]
    numbers += [0] * (count - len(numbers))
    return rate([1] * len(numbers), numbers)
