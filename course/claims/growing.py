"""S6: webs of requests grow complicated."""

from itertools import chain, groupby
from pathlib import Path
from types import MappingProxyType, ModuleType

import course
from course.claims.finding import Finding, decided
from course.claims.stage import FEATURES, open_shop
from course.shop import asking, copying, direct, monolith
from course.trace import Trace, read, read_edges
from course.webs import request_web
from course.webs.circles import circles
from course.webs.crossings import around
from course.webs.messages import is_event

SHOPS = MappingProxyType(
    {"monolith": monolith, "direct": direct, "asking": asking, "copying": copying}
)
READING, ORDERING = "read purchases", "place an order"
"""What is asked of each shop, through its gateway."""
PRODUCTS = 5
DATA = Path(course.__file__).parent / "data"
BOOKING = DATA / "trainticket-book-a-ticket-zipkin-v2.json"
"""One ticket, booked in a system with all the services of a railway."""
PRODUCTION = DATA / "uber-dependencies.json.gz"
"""Who called whom in a large company, all requests of a while together."""

Size = dict[str, int]


def size(trace: Trace) -> Size:
    """How large the web of requests in a trace is, without its clients and databases.

    A bus counts as a service. What is only told, and not asked, makes no request. ``in a row`` is
    how many services wait for each other in a row, at most.
    """
    web = request_web(trace)
    kinds = dict(web.nodes(data="kind"))
    inside = {name for name, kind in kinds.items() if kind in ("service", "bus")}
    asked = [edge for edge in web.edges if web.edges[edge]["asks"] and edge[1] in inside]
    between = [edge for edge in asked if edge[0] in inside]
    return {
        "services": len(inside.intersection(chain.from_iterable(asked))),
        "edges": len(between),
        "calls": sum(web.edges[edge]["calls"] for edge in between),
        "in a row": in_a_row(trace, set(kinds) - inside),
    }


def in_a_row(trace: Trace, outside: set[str]) -> int:
    """How many services wait for each other in a row, at most."""
    ways = ([span, *around(trace, span)] for span in trace)
    rows = (
        sum(name not in outside for name, _ in groupby(span.service for span in way))
        for way in ways
        if not any(is_event(span) for span in way)
    )
    return max(rows, default=0)


def web_of(shop: ModuleType, feature: str, products: int = 1) -> Size:
    """How large a web one use of a feature makes."""
    return size(FEATURES[feature](open_shop(shop, products=products), "").trace)


def exceeds(large: Size, small: Size) -> bool:
    """Whether it is larger in every way."""
    return all(large[name] > small[name] for name in small)


def grow_complicated() -> Finding:
    """S6: two requests to each shop; one request to a real system; and a whole company's calls."""
    reading = {name: web_of(shop, READING) for name, shop in SHOPS.items()}
    ordering = {name: web_of(shop, ORDERING) for name, shop in SHOPS.items()}
    many = web_of(direct, READING, PRODUCTS)
    booking = read(BOOKING)
    booked, back = size(booking), circles(request_web(booking))
    production = read_edges(PRODUCTION)
    circle = max(map(len, circles(production)), default=0)
    asked, copied = reading["direct"]["calls"], reading["copying"]["calls"]
    but = f"read from a copy, purchases take {copied} of the {asked} calls between services"
    return decided(
        "S6",
        "webs of requests grow complicated",
        all(exceeds(web["direct"], web["monolith"]) for web in (reading, ordering))
        and many["calls"] > asked
        and all(exceeds(booked, web["direct"]) for web in (reading, ordering))
        and circle > 1,
        {
            **{f"{name}: {READING}": found for name, found in reading.items()},
            f"direct: {READING}, {PRODUCTS} products": many,
            **{f"{name}: {ORDERING}": found for name, found in ordering.items()},
            "a real system: book a ticket": booked,
            "a real system: calls come back to": [name for group in back for name in group],
            "a company: services": len(production),
            "a company: edges": production.number_of_edges(),
            "a company: services in one circle": circle,
        },
        but if copied < asked else "",
    )
