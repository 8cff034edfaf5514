"""How available an answer is. Two questions that are not to be mixed up.

*A service is down* is a state. However often a request calls it, it is down once: it counts once
per service. *A call fails* is an event, and each call is another chance for it: it counts once per
call. Both take it that the answer fails where any one thing does, and that these fail independently
of each other; then their probabilities multiply, as those of parts in series do (R. Barlow and
F. Proschan, "Statistical Theory of Reliability and Life Testing", 1975).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import networkx as nx

from course.trace import Span, Trace
from course.webs.blast_radius import needs, waiting
from course.webs.calls import calls
from course.webs.reading import key
from course.webs.root import one_root
from course.webs.waiting import needed
from course.webs.wording import counted, percent

_NO_SERVICES = ("client", "database")


@dataclass(frozen=True, slots=True, repr=False)
class ServicesUp:
    """How much of the time all ``services`` are up that the answer of ``entry`` needs."""

    entry: str
    services: tuple[str, ...]
    share: float

    def __repr__(self) -> str:
        one = len(self.services) == 1
        return (
            f"{self.entry} can answer {percent(self.share)} of the time: "
            f"{counted(len(self.services), 'service')} {'has' if one else 'have'} to be up for it"
        )


@dataclass(frozen=True, slots=True, repr=False)
class CallsAnswered:
    """How many of the requests are answered whose ``calls`` all have to be."""

    calls: int
    share: float

    def __repr__(self) -> str:
        one = self.calls == 1
        return (
            f"{percent(self.share)} of such requests are answered: "
            f"{counted(self.calls, 'call')} {'has' if one else 'have'} to be answered for each"
        )


def of_services(web: nx.DiGraph, entry: str, up: float | Mapping[str, float]) -> ServicesUp:
    """How much of the time ``entry`` can answer, if services are down now and then.

    The product over all different services that its answer needs along the edges that wait, itself
    included; a bus that it asks over is one of them. ``up`` is for how much of the time a service
    is up, from 0 to 1: one number for each, or a mapping by name. Of a client, and of databases,
    one number says nothing; they count where the mapping names them.

    In a web from ``read_edges`` it is not known who waits; there every caller is taken to wait.

    Raises ``NotInTheWeb``, and ``ValueError`` where ``up`` is no such number or lacks a service.
    """
    parts = [entry, *needs(web, entry)]
    if isinstance(up, Mapping):
        counting = [node for node in parts if node in up or _is_service(web, node)]
        if missing := [node for node in counting if node not in up]:
            raise ValueError(
                f"{entry} needs {', '.join(missing)}, of which it is not said how much of the time "
                "it is up. Add each to the mapping, with a number from 0 to 1."
            )
        chances = {node: up[node] for node in counting}
    else:
        chances = {node: up for node in parts if _is_service(web, node)}
    for node, chance in chances.items():
        _check(chance, f"{node} is up" if isinstance(up, Mapping) else "a service is up")
    return ServicesUp(entry, tuple(chances), prod(chances.values()))


def of_calls(
    request: Trace | nx.DiGraph, answered: float, root: Span | None = None
) -> CallsAnswered:
    """How many requests are answered, if calls fail now and then.

    ``answered`` is how many calls are, from 0 to 1, to the power of the calls that are waited for.
    In a trace these are those that the answer to ``root`` needs. In a web they are all calls along
    the edges that wait, so it has to be that of one request; one from ``read_edges``, where every
    caller is taken to wait, sums up a great many.

    Raises ``ValueError`` where ``answered`` is no such number, and as ``critical_path`` does.
    """
    _check(answered, "a call is answered")
    if isinstance(request, Trace):
        inside = needed(request, one_root(request, root))
        number = sum(call.waits and key(call.span) in inside for call in calls(request))
    else:
        number = sum(number for _, _, number in waiting(request).edges(data="calls"))
    return CallsAnswered(number, answered**number)


def _is_service(web: nx.DiGraph, node: str) -> bool:
    return web.nodes[node].get("kind") not in _NO_SERVICES


def _check(chance: float, what: str) -> None:
    if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 <= chance <= 1:
        raise ValueError(
            f"That {what} cannot have the probability {chance!r}. "
            "Give a number from 0 to 1, such as 0.999 for 99.9 %."
        )
