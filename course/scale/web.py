"""A small model of a web of services: how long each takes itself, and whom it calls when."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from course.scale.error import CannotSample
from course.scale.times import Always, Times, check_ms

MOST_CALLS = 1_000_000
"""More calls than that in one request are refused: it would take for ever."""
DEEPEST = 200
"""More services that wait for each other in a row are refused: none are found in real webs."""
AT_ONCE = Always(0)


@dataclass(frozen=True, slots=True)
class Hedged:
    """A call that is sent a second time if no answer came in time; the first answer counts.

    The second call is as any other: it may be slow, too.
    """

    callee: str
    after_ms: float

    def __post_init__(self) -> None:
        check_ms(self.after_ms, f"Hedged, {self.callee}")


@dataclass(frozen=True, slots=True)
class Limited:
    """A call that is given up after a time. The caller goes on without the answer."""

    callee: str
    after_ms: float

    def __post_init__(self) -> None:
        check_ms(self.after_ms, f"Limited, {self.callee}")


Call = str | Hedged | Limited
"""Who is called; by name alone, the caller waits as long as it takes."""


@dataclass(frozen=True, slots=True)
class Service:
    """``own``: how long it takes itself, which includes the way to it and back. ``rounds``: whom it
    calls. What is in one round is called together; the next begins when all answers are there::

        Service(Always(2), rounds=[["users", "orders"], ["products"] * 3])
    """

    own: Times = AT_ONCE
    rounds: Sequence[Sequence[Call]] = ()

    def __post_init__(self) -> None:
        for calls in (self.rounds, *self.rounds):
            if isinstance(calls, str):
                raise CannotSample(
                    f"rounds: {calls!r} is no list of calls. Write [['a', 'b']] for two calls "
                    "together, and [['a'], ['b']] for one after the other."
                )


Web = Mapping[str, Service]
"""The services by name."""


def callee(call: Call) -> str:
    """Who is called."""
    return call if isinstance(call, str) else call.callee


def callees(service: Service) -> list[str]:
    """Whom a service calls for one request, as often as it calls them."""
    return [callee(call) for calls in service.rounds for call in calls]


def calls_in_one_request(web: Web, start: str) -> dict[str, int]:
    """How often each service is called for one request to ``start``; no second calls counted.

    Whoever is called from several places is called for each. Raises ``CannotSample`` where a
    service is not in the web, where calls come back in a circle, and where they are too many.
    """
    if start not in web:
        raise CannotSample(f"There is no service {start!r} in the web: {', '.join(web)}.")
    made = Counter({start: 1})
    deep = {start: 1}
    for name in _callers_first(web, start):
        for other, count in Counter(callees(web[name])).items():
            made[other] += made[name] * count
            deep[other] = max(deep.get(other, 0), deep[name] + 1)
    if made.total() > MOST_CALLS:
        raise CannotSample(
            f"One request to {start} makes {made.total():,} calls, more than {MOST_CALLS:,}. "
            "Look for services that are called from many places, and call many themselves."
        )
    if max(deep.values()) > DEEPEST:
        raise CannotSample(
            f"{max(deep.values())} services wait for each other in a row, more than {DEEPEST}. "
            "Make one service of several."
        )
    return dict(made)


def _callers_first(web: Web, start: str) -> list[str]:
    """The services that a request reaches, each after all who call it."""
    called: dict[str, list[str]] = {}
    reached = [start]
    while reached:
        name = reached.pop()
        if name in called:
            continue
        called[name] = callees(web[name])
        for other in called[name]:
            if other not in web:
                raise CannotSample(
                    f"{name} calls {other!r}, which is not in the web: {', '.join(web)}."
                )
        reached += called[name]
    try:
        return [*TopologicalSorter(called).static_order()][::-1]
    except CycleError as error:
        circle = " calls ".join(error.args[1][::-1])
        raise CannotSample(
            f"The calls come back in a circle, so a request would never end: {circle}. "
            "Take one of these calls out."
        ) from None
