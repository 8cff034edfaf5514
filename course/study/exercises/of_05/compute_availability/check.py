"""Compute how available an answer is: the shop, the steps, and what is expected of them."""

import asyncio
import math
from collections.abc import Callable
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
from course.webs import needs, of_calls, of_services, request_web
from course.webs.wording import counted

NUMBER = "gives a part, from 0 to 1"
SERVICES = "counts each service once, and only those that the answer needs"
CALLS = "counts each call, and only those that the answer needs"

NEAR = 1e-6
"""Two numbers that are so near are taken for the same."""


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
    if not callable(function):
        raise Broken(clause, f"a function {name}", f"it was {shown(function)}")
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
ROUNDED = "It is near. Leave the rounding to who shows the number."


def instead_of_services(case: Case, found: float) -> str:
    """What was probably counted in the place of services."""
    web, kinds = case.web, case.web.nodes(data="kind")
    called = case.needed.size("calls")
    number = sum(kinds[part] == "service" for part in case.parts)
    counts = {
        called: "Those are the calls. A service that is down is down for all who call it, however "
        "often: it counts once.",
        called + 1: "Those are the calls, and one more. A service that is down counts once.",
        number - 1: f"Those are the others. {case.entry} has to be up itself, too.",
        len(case.parts): "The databases are among them. Here is asked for services: look at kind.",
        1 + web.out_degree(case.entry): "Those are the neighbours. They ask others, who have to "
        "be up as well.",
        1: "That is one service alone. How many does the answer need?",
        len(web): f"That is everything in the picture. Does the answer of {case.entry} need it?",
        [kind for _, kind in kinds].count("service"): "Those are all services in the picture. "
        f"Whom does {case.entry} wait for?",
    }
    return recognised(case.chance, number, found, counts)


def instead_of_calls(case: Case, found: float) -> str:
    """What was probably counted in the place of calls."""
    web, needed = case.web, case.needed
    number = of_calls(needed, case.chance).calls
    services = len(of_services(web, case.entry, case.chance).services)
    counts = {
        needed.number_of_edges(): "Those are the arrows. One arrow may stand for many calls: "
        'web.edges(data="calls") says for how many.',
        services: "Those are the services. Each call may get lost by itself, also the second one "
        "to the same service.",
        sum(calls for *_, calls in web.out_edges(case.entry, data="calls")): "Those are the calls "
        f"of {case.entry} itself. Whom it asks makes calls as well.",
        web.size("calls"): f"Those are all calls in the picture. Does {case.entry} wait for each?",
        number + 1: "That is one more than there are.",
        1: "That is one call alone. How many does the answer need?",
    }
    return recognised(case.chance, number, found, counts)


def recognised(chance: float, number: int, found: float, counts: dict[int, str]) -> str:
    """The words for the count that gives this number; the usual other formulas; or a way to go."""
    for count, words in counts.items():
        if count != number and math.isclose(found, chance**count, abs_tol=NEAR):
            return f"It is {chance} to the power of {count:g}. {words}"
    if math.isclose(found, 1 - (1 - chance) ** number, abs_tol=NEAR):
        return ONE_WORKS
    if math.isclose(found, max(0.0, 1 - number * (1 - chance)), abs_tol=NEAR):
        return ADDED
    if math.isclose(found, chance**number, abs_tol=0.005):
        return ROUNDED
    return f"All have to work, each {chance} of the time: multiply {chance} once for each."
