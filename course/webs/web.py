"""The request web: who asks whom, how often, and how long it takes."""

from collections.abc import Iterable
from statistics import median

import networkx as nx

from course.trace import NS_PER_MS, Trace
from course.trace.collector import no_collector
from course.webs.calls import Call, calls
from course.webs.messages import buses
from course.webs.names import by_edge, database_names


@no_collector()
def request_web(trace: Trace) -> nx.DiGraph:
    """The web of a trace, as a graph that every networkx function works on.

    A node is a service, a bus or a database; ``kind`` is ``"client"`` (it only asks),
    ``"service"``, ``"bus"`` or ``"database"``. An edge goes from who asks to who is asked, with
    ``calls`` and ``failures`` (numbers), ``total_ms``, ``median_ms``, ``shortest_ms`` and
    ``longest_ms`` (as the caller sees them, where it was recorded), ``waits`` (whether the caller
    waits for an answer, rather than ending before it comes) and ``asks`` (whether it waits, or
    passes on a question to somebody whose answer is not waited for), and ``owner`` (of a database
    that is called by another service; ``""`` where that is not known). Nodes and edges are in the
    order in which they first appear in the trace, buses after services and databases last.

    A message goes over its bus: an edge leads into the bus from who tells or asks it, and out of it
    to whom it brings the event or passes on the question; each attempt is a call. Nobody waits for
    an event. Its time is that until the bus has stored it, and from leaving the bus until it is
    handled, where the trace has both ends of it. So the two add up to how late the hearer knows.
    """
    found = calls(trace)
    ends = dict.fromkeys(end for call in found for end in (call.caller, call.callee))
    services = dict.fromkeys([*trace.services, *(it for it in ends if isinstance(it, str))])
    databases = database_names(trace, found)
    kinds = dict.fromkeys(services, "service")
    kinds |= dict.fromkeys(_clients(trace, found), "client")
    kinds |= dict.fromkeys(buses(trace) & services.keys(), "bus")

    web = nx.DiGraph()
    for name, kind in sorted(kinds.items(), key=lambda node: node[1] == "bus"):
        web.add_node(name, kind=kind)
    for name in databases.values():
        web.add_node(name, kind="database")
    for (caller, callee), made in by_edge(found, databases).items():
        web.add_edge(caller, callee, **_sums(made))
    return web


def _sums(made: list[Call]) -> dict[str, int | float | bool | str]:
    times = [call.ns for call in made]
    return {
        "calls": len(made),
        "failures": sum(call.failed for call in made),
        "total_ms": sum(times) / NS_PER_MS,
        "median_ms": median(times) / NS_PER_MS,
        "shortest_ms": min(times) / NS_PER_MS,
        "longest_ms": max(times) / NS_PER_MS,
        "waits": any(call.waits for call in made),
        "asks": any(call.asks for call in made),
        "owner": next((call.owner for call in made if call.owner), ""),
    }


def _clients(trace: Trace, found: Iterable[Call]) -> set[str]:
    """Who starts with a question and is never asked itself."""
    starting = {span.service for span in trace.roots if span.kind == "client"}
    serving = {span.service for span in trace if span.kind in ("server", "consumer")}
    return starting - serving - {call.callee for call in found}
