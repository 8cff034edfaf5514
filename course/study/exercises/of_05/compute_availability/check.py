"""Compute how available an answer is: the shop, the steps, and what is expected of them."""

import asyncio
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import networkx as nx
from fastapi import FastAPI

from course import trace
from course.lab import Lab
from course.ports import Http
from course.shop import direct
from course.shop.middleware import new_app
from course.study.place import course_folder
from course.study.referee.broken import Broken, shown
from course.study.referee.calling import takes
from course.webs import needs, of_calls, of_services, request_web
from course.webs.wording import counted, listed

Edge = tuple[str, str, dict[str, Any]]
"""An arrow of a web: caller, callee, and what is known of it."""

NUMBER = "gives a part, from 0 to 1"
SERVICES = "counts each service once, and only those that the answer needs"
CALLS = "counts each call, and only those that the answer needs"

CHANCE_OF = {"services_up": "up", "calls_answered": "answered"}
"""What each function calls its last parameter."""
NEAR = 1e-6
"""Two numbers that are so near are taken for the same."""
SAME = 1e-9
"""A number that is so near to a power, as a part of it, was computed as one."""


@dataclass(frozen=True)
class Case:
    """A web, whose answer is asked about, and how often each thing works."""

    words: str
    web: nx.DiGraph
    entry: str
    chance: float

    @property
    def parts(self) -> list[str]:
        """Whatever the answer needs: services, databases, perhaps a client."""
        return [self.entry, *needs(self.web, self.entry)]

    @property
    def needed(self) -> nx.DiGraph:
        """The part of the web that the answer needs."""
        return self.web.subgraph(self.parts)


def shop_web() -> nx.DiGraph:
    """One query for three purchases."""
    lab = Lab()
    lab.start(*direct.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    for title in ("Teapot", "Cup", "Tea"):
        made = lab.post("/products", json={"title": title, "price_cents": 100})
        lab.post("/orders", json={"user_id": 1, "product_id": made.body["id"]})
    return request_web(lab.get("/purchases/1").trace)


def teller(http: Http) -> FastAPI:
    """Sends something off, and does not wait for it."""
    app = new_app("teller")
    under_way = set()

    @app.get("/tell")
    async def tell_and_answer() -> str:
        under_way.add(asyncio.ensure_future(http.get("http://users/users/1")))
        return "told"

    return app


def teller_web() -> nx.DiGraph:
    """One request to the teller."""
    lab = Lab()
    lab.start(direct.users.users, teller)
    told = lab.get("http://teller/tell")
    lab.settle()
    return request_web(told.trace)


def clerk() -> FastAPI:
    """Asks nobody."""
    app = new_app("clerk")

    @app.get("/word")
    async def say() -> str:
        return "word"

    return app


def porter(http: Http) -> FastAPI:
    """Sends something to the clerk, and does not wait for it."""
    app = new_app("porter")
    under_way = set()

    @app.get("/bring")
    async def bring() -> str:
        under_way.add(asyncio.ensure_future(http.get("http://clerk/word")))
        return "brought"

    return app


def desk(http: Http) -> FastAPI:
    """Waits for both of them."""
    app = new_app("desk")

    @app.get("/ask")
    async def ask() -> str:
        await http.get("http://porter/bring")
        await http.get("http://clerk/word")
        return "answered"

    return app


def desk_web() -> nx.DiGraph:
    """One request to the desk: it needs the clerk, and the porter who does not wait for him."""
    lab = Lab()
    lab.start(clerk, porter, desk)
    answer = lab.get("http://desk/ask")
    lab.settle()
    return request_web(answer.trace)


def recorded(name: str) -> nx.DiGraph:
    """The web of a request that others have recorded."""
    return request_web(trace.read(course_folder() / "course" / "data" / name))


@cache
def cases() -> tuple[Case, ...]:
    """From small to large. The last ones are real."""
    shop, booking = shop_web(), recorded("trainticket-book-a-ticket-zipkin-v2.json")
    return (
        Case("the web of Ada's purchases", shop, "purchases", 0.9),
        Case("the web of Ada's purchases", shop, "gateway", 0.99),
        Case("the web of Ada's purchases", shop, "orders", 0.9),
        Case("the web of the teller", teller_web(), "teller", 0.9),
        Case("the web of a desk", desk_web(), "desk", 0.9),
        Case("the web of a hotel", recorded("hotel-reservation-jaeger.json"), "frontend", 0.99),
        Case("the booking", booking, "ts-preserve-service", 0.999),
        Case("the booking", booking, "ts-travel-service", 0.99),
    )


def services_are_counted(services_up: Any, calls_answered: Any) -> None:
    """The first function, in all cases."""
    for case in cases():
        right = of_services(case.web, case.entry, case.chance)
        number = len(right.services)
        reason = f"{counted(number, 'service')} {'has' if number == 1 else 'have'} to be up"
        judge(SERVICES, "services_up", services_up, case, right.share, reason, instead_of_services)


def calls_are_counted(services_up: Any, calls_answered: Any) -> None:
    """The second function, in all cases."""
    for case in cases():
        right = of_calls(case.needed, case.chance)
        number = right.calls
        reason = f"{counted(number, 'call')} {'has' if number == 1 else 'have'} to be answered"
        judge(CALLS, "calls_answered", calls_answered, case, right.share, reason, instead_of_calls)


def judge(
    clause: str,
    name: str,
    function: Any,
    case: Case,
    right: float,
    reason: str,
    explain: Callable[[Case, float], str],
) -> None:
    """Call a function for a case. A wrong number is explained where it can be recognised."""
    called = f'{name}(web, "{case.entry}", {case.chance}) for {case.words}'
    takes(function, name, "web", "entry", CHANCE_OF[name])
    try:
        found = function(case.web.copy(), case.entry, case.chance)
    except RecursionError:
        raise Broken(clause, called, "it called itself again and again", ROUND) from None
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= 1:
        raise Broken(NUMBER, f"{called}: {right:.6f}", f"it was {shown(found)}", PARTS)
    if not math.isclose(found, right, rel_tol=0, abs_tol=NEAR):
        advice = explain(case, found)
        raise Broken(clause, f"{called}: {right:.6f}, as {reason}", f"it was {found:.6f}", advice)


ROUND = (
    "In this web some calls come back to where they began. Note whom you have counted, and count "
    "nobody twice. needs(web, entry) does that."
)
PARTS = "How often all of them work is a part of 1. Multiply: 0.9 * 0.9 for two."
ONE_WORKS = "That is how often at least one of them works. This answer needs all of them."
ADDED = "You added up how often each is down. That is near, but some are down at the same time."
ADDED_CALLS = (
    "You added up how often each call gets lost. Two may be lost at once, so the sum is too large."
)
ROUNDED = "It is near. Leave the rounding to who shows the number."


def instead_of_services(case: Case, found: float) -> str:
    """What was probably counted in the place of services."""
    web, kinds = case.web, case.web.nodes(data="kind")
    called = case.needed.size("calls")
    number = sum(kinds[part] == "service" for part in case.parts)
    arrows = sum(is_to_a_service(web, edge) for edge in case.needed.edges(data=True))
    counts = (
        (
            [kind for _, kind in kinds].count("service"),
            f"Those are all services in the picture. Whom does {case.entry} wait for?",
        ),
        (len(web), f"That is everything in the picture. Does the answer of {case.entry} need it?"),
        (1, "That is one service alone. How many does the answer need?"),
        (
            1 + web.out_degree(case.entry),
            "Those are the neighbours. They ask others, who have to be up as well.",
        ),
        (
            len(case.parts),
            "The databases are among them. Here is asked for services: look at kind.",
        ),
        (number - 1, f"Those are the others. {case.entry} has to be up itself, too."),
        (called + 1, "Those are the calls, and one more. A service that is down counts once."),
        (
            1 + arrows,
            f"Those are {case.entry} and the arrows to services. A service with several arrows to "
            "it counts once.",
        ),
        (
            called,
            "Those are the calls. A service that is down is down for all who call it, however "
            "often: it counts once.",
        ),
    )
    return recognised(case.chance, number, found, counts, ADDED)


def instead_of_calls(case: Case, found: float) -> str:
    """What was probably counted in the place of calls."""
    web, needed, entry = case.web, case.needed, case.entry
    number = of_calls(needed, case.chance).calls
    services = len(of_services(web, entry, case.chance).services)
    counts = (
        (calls_in(web.out_edges(case.parts, data=True)), not_waited_for(case)),
        (
            calls_in(web.in_edges(case.parts, data=True)),
            f"Some of these calls are made by others. Count the arrows that begin at {entry} or at "
            f"what it needs, and not those that end there. The request to {entry} itself does not "
            "count.",
        ),
        (
            needed.number_of_edges(),
            "Those are the arrows. One arrow may stand for many calls: calls says for how many.",
        ),
        (calls_in(web.out_edges(entry, data=True)), own_or_without_databases(case)),
        (
            calls_in(edge for edge in needed.edges(data=True) if is_to_a_service(web, edge)),
            "Those are the calls to services. A call to a database is a call, too.",
        ),
        (
            services,
            "Those are the services. Each call may get lost by itself, also the second one to the "
            "same service.",
        ),
        (
            web.size("calls"),
            f"Those are all calls in the picture. Does {entry} wait for each?",
        ),
        *multiplied_along_the_way(needed, entry),
        (number + 1, "That is one more than there are."),
        (1, "That is one call alone. How many does the answer need?"),
    )
    return recognised(case.chance, number, found, counts, ADDED_CALLS)


def calls_in(edges: Iterable[Edge]) -> int:
    """How many calls these arrows stand for."""
    return sum(known["calls"] for _, _, known in edges)


def multiplied_along_the_way(needed: nx.DiGraph, entry: str) -> list[tuple[int, str]]:
    """How many calls there were, if each call to a caller made all that its arrows say.

    No number where calls come back to where they began: they would have no end.
    """
    if not nx.is_directed_acyclic_graph(needed):
        return []
    times, total = Counter({entry: 1}), 0
    for caller in nx.topological_sort(needed):
        for _, callee, arrow in needed.out_edges(caller, data=True):
            made = times[caller] * arrow["calls"] if arrow["waits"] else 0
            times[callee] += made
            total += made
    words = "`calls` is the whole number of calls on an arrow: do not multiply it along the way."
    return [(total, words)]


def is_to_a_service(web: nx.DiGraph, edge: Edge) -> bool:
    """Whether the arrow ends at a service."""
    return bool(web.nodes[edge[1]]["kind"] == "service")


def not_waited_for(case: Case) -> str:
    """Which arrows count for nothing, as their callers do not wait."""
    edges = case.web.out_edges(case.parts, data="waits")
    told = [f"{caller} does not wait for {callee}" for caller, callee, waits in edges if not waits]
    return f"{listed(told)}: the waits of that arrow is False."


def own_or_without_databases(case: Case) -> str:
    """The calls of who answers; in some webs those to services are as many."""
    own = calls_in(case.web.out_edges(case.entry, data=True))
    edges = case.needed.edges(data=True)
    if own == calls_in(edge for edge in edges if is_to_a_service(case.web, edge)):
        return (
            f"Those are either only the calls of {case.entry}, or all but the ones to databases. "
            "A call to a database is a call, too. And whom it asks makes calls as well."
        )
    return f"Those are the calls of {case.entry} itself. Whom it asks makes calls as well."


def recognised(
    chance: float, number: int, found: float, counts: Sequence[tuple[int, str]], added: str
) -> str:
    """The words for the first count that gives this; the usual other formulas; or a way to go."""
    for count, words in counts:
        if count != number and math.isclose(found, chance**count, abs_tol=NEAR):
            return f"It is {chance} to the power of {count:g}. {words}"
    if math.isclose(found, 1 - (1 - chance) ** number, abs_tol=NEAR):
        return ONE_WORKS
    if math.isclose(found, max(0.0, 1 - number * (1 - chance)), abs_tol=NEAR):
        return added
    way = f"All have to work, each {chance} of the time: multiply {chance} once for each."
    power = round(math.log(found, chance)) if found > 0 else 0
    if math.isclose(found, chance**power, rel_tol=SAME):
        return f"It is {chance} to the power of {power}. {way}"
    return ROUNDED if math.isclose(found, chance**number, abs_tol=0.005) else way
