"""S6: webs of requests grow complicated."""

from itertools import chain
from pathlib import Path
from types import MappingProxyType, ModuleType

import course
from course.claims.finding import Finding, decided
from course.claims.stage import FEATURES, SHOPS, Shops, open_shop
from course.shop import copying
from course.trace import Trace, read, read_edges
from course.webs import circles, depth, request_web

ASKING_NOBODY: Shops = MappingProxyType({**SHOPS, "direct": copying})
"""Where the one that asks directly keeps copies instead."""
READING, ORDERING = "read purchases", "place an order"
"""What is asked of each shop, through its gateway."""
PRODUCTS = 5
DATA = Path(course.__file__).parent / "data"
BOOKING = DATA / "trainticket-book-a-ticket-zipkin-v2.json"
"""One ticket, booked in a benchmark system with all the services of a railway, and recorded."""
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
        "in a row": sum(name in inside for name in depth(trace).services),
    }


def web_of(shop: ModuleType, feature: str, products: int = 1) -> Size:
    """How large a web one use of a feature makes."""
    return size(FEATURES[feature](open_shop(shop, products=products), "").trace)


def exceeds(large: Size, small: Size) -> bool:
    """Whether it is larger in every way."""
    return all(large[name] > small[name] for name in small)


def grow_complicated(shops: Shops = SHOPS) -> Finding:
    """S6: two requests to each shop; one to a benchmark system; and a whole company's calls.

    What makes it large is the asking. So the shop that asks is compared with the one that is not
    split, and with one that is split as well and keeps copies.
    """
    reading = {name: web_of(shop, READING) for name, shop in shops.items()}
    ordering = {name: web_of(shop, ORDERING) for name, shop in shops.items()}
    many = web_of(shops["direct"], READING, PRODUCTS)
    booking = read(BOOKING)
    booked, back = size(booking), circles(request_web(booking))
    production = read_edges(PRODUCTION)
    circle = max(map(len, circles(production)), default=0)
    asked, copied = reading["direct"]["calls"], reading["copying"]["calls"]
    but = f"read from a copy, purchases take {copied} of the {asked} calls between services "
    but += "(events told at each write are not counted)"
    return decided(
        "S6",
        all(
            exceeds(web["direct"], web[other])
            for web in (reading, ordering)
            for other in ("monolith", "copying")
        )
        and all(exceeds(booked, web["direct"]) for web in (reading, ordering))
        and circle > 1,
        {
            **{f"{name}: {READING}": found for name, found in reading.items()},
            f"direct: {READING}, {PRODUCTS} products, one by one": many,
            **{f"{name}: {ORDERING}": found for name, found in ordering.items()},
            "a benchmark system: book a ticket": booked,
            "a benchmark system: calls come back to": [name for group in back for name in group],
            "a company, all requests together: services": len(production),
            "a company, all requests together: edges": production.number_of_edges(),
            "a company, all requests together: all reach each other": circle,
        },
        but,
        booking,
    )
