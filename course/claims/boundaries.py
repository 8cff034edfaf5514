"""D2: a service never reaches into another's database."""

import re
from collections.abc import Callable

from course.claims.finding import Finding, decided
from course.claims.sharing import OWNER, open_sharing_shop, purchases
from course.claims.stage import open_shop, use_at_owner
from course.lab import Lab
from course.lab.errors import NotYourDatabase
from course.shop import direct
from course.trace import Trace
from course.webs import request_web

TABLES = ("users", "products", "orders")
"""The tables of the shop. Each is of the service of the same name."""


def open_split_shop() -> Lab:
    """A shop with a database for each feature."""
    return open_shop(direct)


def refusal(open_split: Callable[[], Lab] = open_split_shop) -> str:
    """What a service is told that runs the monolith's join on a database of its own."""
    lab = open_split()
    lab.start(purchases)
    try:
        use_at_owner(lab, "read purchases")
    except NotYourDatabase as error:
        return str(error)
    return ""


def users_of_others_tables(trace: Trace) -> list[str]:
    """The services whose statements name a table that is another's."""
    return sorted(
        {
            span.service
            for span in trace
            for table in TABLES
            if table != span.service
            and re.search(rf"\b{table}\b", span.attributes.get("db.query.text", ""))
        }
    )


def never_reaches_over(open_split: Callable[[], Lab] = open_split_shop) -> Finding:
    """D2: try the join where it is refused, and where it is allowed on purpose."""
    told = refusal(open_split)
    lab = open_sharing_shop()
    answer = use_at_owner(lab, "read purchases")
    others = set(request_web(lab.trace).predecessors(f"{OWNER}.db")) - {OWNER}
    trespassers = users_of_others_tables(lab.trace)
    numbers = {
        "refused": bool(told),
        "the refusal names both services": "purchases" in told and "users" in told,
        "the refusal names ways out": sum(way in told for way in ("http.get(", "@bus.on(")),
        "allowed on purpose: answers": answer.ok,
        "allowed on purpose: others on the same database": sorted(others),
        "allowed on purpose: they use tables of others": trespassers,
    }
    return decided(
        "D2",
        bool(told)
        and bool(numbers["the refusal names both services"])
        and answer.ok
        and len(trespassers) > 1,
        numbers,
        f"only if somebody sees to it, as the lab does: where it is allowed, {len(trespassers)} "
        "services use tables that are not theirs",
        answer.trace,
    )
