"""Compute how available an answer is: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_05.compute_availability.check import CALLS, NUMBER, SERVICES

SOLUTION = Answer(
    """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
    "A service is down for everybody who asks it, however often: it counts once. A call gets "
    "lost by itself, so each call is another chance for that. Both numbers take it that one "
    "failure has nothing to do with another. Where a whole rack fails at once, they are wrong.",
)

RIGHT = (
    Answer("""\
def waited_for(web, entry):
    found, ahead = {entry}, [entry]
    while ahead:
        for _, callee, waits in web.out_edges(ahead.pop(), data="waits"):
            if waits and callee not in found:
                found.add(callee)
                ahead.append(callee)
    return found


def services_up(web, entry, up):
    share = 1.0
    for name in waited_for(web, entry):
        if web.nodes[name]["kind"] not in ("database", "client"):
            share *= up
    return share


def calls_answered(web, entry, answered):
    share = 1.0
    for caller in waited_for(web, entry):
        for _, _, edge in web.out_edges(caller, data=True):
            for _ in range(edge["calls"] if edge["waits"] else 0):
                share *= answered
    return share
"""),
    Answer("""\
import math

import networkx as nx


def only_waiting(web, entry):
    graph = web.copy()
    graph.remove_edges_from([(a, b) for a, b, waits in web.edges(data="waits") if not waits])
    return graph.subgraph(nx.descendants(graph, entry) | {entry})


def services_up(web, entry, up):
    kinds = [kind for _, kind in only_waiting(web, entry).nodes(data="kind")]
    return math.prod([up] * kinds.count("service"))


def calls_answered(web, entry, answered):
    return math.pow(answered, only_waiting(web, entry).size(weight="calls"))
"""),
)

WRONG = (
    Wrong(
        """\
def services_up(web, entry, up):
    needed = web.subgraph([entry, *needs(web, entry)])
    return up ** needed.size("calls")


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "A service that is down is down for all who call it",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    services = [name for name in needs(web, entry) if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "purchases has to be up itself, too",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    return up ** (1 + len(needs(web, entry)))


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "The databases are among them",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    asked = [name for name in web.successors(entry) if web.nodes[name]["kind"] == "service"]
    return up ** (1 + len(asked))


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "They ask others, who have to be up as well",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    services = [name for name, kind in web.nodes(data="kind") if kind == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "Whom does purchases wait for?",
    ),
    Wrong(
        """\
import networkx as nx


def services_up(web, entry, up):
    reached = [entry, *nx.descendants(web, entry)]
    services = [name for name in reached if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "for the web of the teller",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    share = up
    for callee in web.successors(entry):
        if web.nodes[callee]["kind"] == "service" and web.edges[entry, callee]["waits"]:
            share *= services_up(web, callee, up)
    return share


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "Note whom you have counted",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    return min(up for name in [entry, *needs(web, entry)])


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "That is one service alone",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return 1 - (1 - up) ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "at least one of them works",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return 1 - len(services) * (1 - up)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "some are down at the same time",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up * len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        NUMBER,
        "Multiply: 0.9 * 0.9 for two",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    needed = web.subgraph([entry, *needs(web, entry)])
    return answered ** len(needed.edges)
""",
        CALLS,
        "One arrow may stand for many calls",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    return services_up(web, entry, answered)
""",
        CALLS,
        "Each call may get lost by itself",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    return answered ** sum(calls for *_, calls in web.out_edges(entry, data="calls"))
""",
        CALLS,
        "whom it asks makes calls as well",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    return answered ** sum(calls for _, _, calls in web.edges(data="calls"))
""",
        CALLS,
        "Those are all calls in the picture",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    return 0.9**8
""",
        CALLS,
        "It is 0.9 to the power of 8. All have to work, each 0.9 of the time: multiply 0.9 once",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    needed = web.subgraph([entry, *needs(web, entry)])
    return answered ** sum(calls for _, _, calls in needed.edges(data="calls"))
""",
        CALLS,
        "porter does not wait for clerk",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    return answered ** sum(calls for *_, calls in web.out_edges(parts, data="calls"))
""",
        CALLS,
        "teller does not wait for users: the waits of that arrow is False",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    return answered ** sum(calls for *_, calls in web.in_edges(parts, data="calls"))
""",
        CALLS,
        "Count the arrows that begin at purchases or at what it needs",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    called = [name for name in parts if web.nodes[name]["kind"] == "service"]
    needed = web.subgraph(called)
    return answered ** sum(calls for _, _, calls in needed.edges(data="calls"))
""",
        CALLS,
        "A call to a database is a call, too. And whom it asks",
    ),
    Wrong(
        """\
def services_up(web, up):
    return up ** len(web)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        "starts",
        "it is called with web, entry and up, and yours takes web and up",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    arrows = [
        callee
        for _, callee, waits in web.out_edges(parts, data="waits")
        if waits and web.nodes[callee]["kind"] == "service"
    ]
    return up ** (1 + len(arrows))


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** sum(made)
""",
        SERVICES,
        "A service with several arrows to it counts once",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return 1 - sum(made) * (1 - answered)
""",
        CALLS,
        "Two may be lost at once, so the sum is too large",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    def below(name):
        return sum(
            edge["calls"] * (1 + below(callee))
            for _, callee, edge in web.out_edges(name, data=True)
            if edge["waits"]
        )

    return answered ** below(entry)
""",
        CALLS,
        "It is 0.9 to the power of 16. `calls` is the whole number of calls on an arrow",
    ),
    Wrong(
        """\
def services_up(web, entry, up):
    parts = [entry, *needs(web, entry)]
    services = [name for name in parts if web.nodes[name]["kind"] == "service"]
    return up ** len(services)


def calls_answered(web, entry, answered):
    parts = [entry, *needs(web, entry)]
    made = [edge["calls"] for _, _, edge in web.out_edges(parts, data=True) if edge["waits"]]
    return answered ** (1 + sum(made))
""",
        CALLS,
        "The request to purchases itself does not count",
    ),
)
