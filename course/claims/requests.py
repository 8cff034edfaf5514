"""S1 to S3: direct requests are easy to write, need no database, and tie a service to others."""

from types import ModuleType

from course.claims.finding import Finding, decided
from course.claims.removed import purchases_in_part
from course.claims.source import lines_of_code, ports
from course.claims.stage import ADA, FEATURES, instead, open_shop, use_at_owner
from course.lab import Lab
from course.shop import direct, monolith
from course.trace import Trace
from course.webs import request_web
from course.webs.wording import listed

STORES = frozenset({"db", "documents", "columns"})
"""The ports that give a service a database."""
TWICE = 2
"""What counts as easy: no more kinds of ports than the join needs, and at most twice its lines."""


def parts(trace: Trace) -> list[str]:
    """The services and databases that take part in answering."""
    web = request_web(trace)
    return [name for name, kind in web.nodes(data="kind") if kind != "client"]


def easy_to_write(shop: ModuleType = direct) -> Finding:
    """S1: count what must be understood, what must be written, and what must be up."""
    before, after = ports(monolith.shop.shop), ports(shop.purchases.purchases)
    join, asking = lines_of_code(monolith.purchases), lines_of_code(shop.purchases)
    shared = lines_of_code(shop.calls)
    few = parts(open_shop(monolith).get(f"/purchases/{ADA}").trace)
    answer = open_shop(shop).get(f"/purchases/{ADA}")
    many = parts(answer.trace)
    numbers = {
        "easy means: at most so many times the lines": TWICE,
        "monolith: ports to understand": before,
        "with requests: ports to understand": after,
        "monolith: lines of purchases": join,
        "with requests: lines of purchases": asking,
        "with requests: lines all callers share": shared,
        "monolith: parts that must be up": few,
        "with requests: parts that must be up": many,
    }
    but = f"{len(many)} parts must be up for one answer, where it was {len(few)}"
    if asking + shared > TWICE * join:
        but += f"; and it is short only as all callers share {shared} lines"
    return decided(
        "S1",
        len(after) <= len(before) and asking <= TWICE * join,
        numbers,
        but,
        answer.trace,
    )


def no_database(shop: ModuleType = direct) -> Finding:
    """S2: read the signature, then the trace of an answer."""
    answer = open_shop(shop).get(f"/purchases/{ADA}")
    asked_for = ports(shop.purchases.purchases)
    statements = [
        span
        for span in answer.trace
        if span.service == "purchases" and "db.namespace" in span.attributes
    ]
    numbers = {
        "its ports": asked_for,
        "it answers": answer.ok,
        "statements it runs itself": len(statements),
    }
    return decided(
        "S2",
        not STORES.intersection(asked_for) and answer.ok and not statements,
        numbers,
        trace=answer.trace,
    )


def fails_without(architecture: ModuleType, neighbour: str) -> bool:
    """Whether purchases fails while a service, or the bus, is down; asked at its own address."""
    lab = open_shop(architecture)
    lab.down(neighbour)
    return not use_at_owner(lab, "read purchases").ok


def who_asks_whom(lab: Lab) -> dict[str, list[str]]:
    """For each service, and the bus: whom it sends something, over all features."""
    for use in FEATURES.values():
        use(lab, "")
    web = request_web(lab.trace)
    kinds = web.nodes(data="kind")
    services = web.subgraph(name for name, kind in kinds if kind in ("service", "bus"))
    return {name: sorted(services.successors(name)) for name in services}


def depends_on_others(shop: ModuleType = direct) -> Finding:
    """S3: who asks whom over all features; and whether who is asked is also needed."""
    lab = open_shop(shop)
    asks = who_asks_whom(lab)
    others = [name for name in lab.services if name not in ("purchases", "gateway")]
    needed = sorted(name for name in others if fails_without(shop, name))
    less = instead(direct, purchases=purchases_in_part)
    needed_in_part = sorted(name for name in others if fails_without(less, name))
    numbers = {
        "the gateway asks": asks["gateway"],
        "purchases asks": asks["purchases"],
        "orders asks": asks["orders"],
        "users asks": asks["users"],
        "products asks": asks["products"],
        "purchases fails without": needed,
        "content with the name alone, it fails without": needed_in_part,
    }
    but = f"content with the name alone, it fails only without {listed(needed_in_part)}"
    return decided(
        "S3",
        needed == asks["purchases"] == sorted(others),
        numbers,
        but if set(needed_in_part) < set(needed) else "",
        trace=use_at_owner(open_shop(shop), "read purchases").trace,
    )
