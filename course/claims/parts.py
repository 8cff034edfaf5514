"""M1, M2: what is inside a monolith, and what stands alone in a microservice."""

from typing import Any

from course.claims.finding import Finding, judged
from course.claims.stage import FEATURES, OWNERS, open_shop
from course.lab import Lab
from course.shop import direct, monolith
from course.trace import Trace


def databases_in(trace: Trace) -> set[str]:
    """The names of the databases that a trace shows."""
    found = {span.attributes.get("db.namespace") for span in trace}
    return {name for name in found if name is not None}


def everything_in_one() -> Finding:
    """M1: use every feature of the running monolith, and read its parts off app and trace."""
    lab = open_shop(monolith)
    answers = [use(lab, "") for use in FEATURES.values()]
    (service,) = lab.services.values()
    routes = service.app.openapi()["paths"]  # type: ignore[attr-defined]
    tables = lab.tables(service.name)
    processes = {span.service for span in lab.trace if span.kind == "server"}
    numbers: dict[str, Any] = {
        "features that answer": sum(answer.ok for answer in answers),
        "features": len(FEATURES),
        "routes": sum(len(methods) for methods in routes.values()),
        "middleware": [layer.cls.__name__ for layer in service.app.user_middleware],  # type: ignore[attr-defined]
        "tables": list(tables),
        "processes": len(processes),
        "databases": len(databases_in(lab.trace)),
    }
    return Finding(
        "M1",
        "a monolith holds routing, middleware, business logic and database access for all features",
        judged(
            all(answer.ok for answer in answers)
            and {path.split("/")[1] for path in routes} == {*tables, "purchases"}
            and len(numbers["middleware"]) > 0
            and numbers["processes"] == numbers["databases"] == 1
        ),
        numbers,
    )


def answers_alone(feature: str) -> bool:
    """Whether a feature works while every service but its owner is down."""
    lab = open_shop(direct)
    owner = OWNERS[feature]
    for name in lab.services:
        if name != owner:
            lab.down(name)
    return FEATURES[feature](lab, f"http://{owner}").ok


def stands_alone() -> Finding:
    """M2: start ``users`` by itself; then try every feature with all neighbours down."""
    lab = Lab()
    lab.start(direct.users.users)
    signed_up = FEATURES["sign up"](lab, "")
    read = FEATURES["read a user"](lab, "")
    alone = [feature for feature in FEATURES if answers_alone(feature)]
    needy = [feature for feature in FEATURES if feature not in alone]
    but = f"with direct requests, not to {' or to '.join(needy)}" if needy else ""
    numbers = {
        "users by itself: sign up": signed_up.status,
        "users by itself: read a user": read.status,
        "users by itself: services": len(lab.services),
        "users by itself: databases": len(databases_in(lab.trace)),
        "features that need no neighbour": alone,
        "features that need one": needy,
    }
    return Finding(
        "M2",
        "a microservice holds all four for one feature and stands alone",
        judged(signed_up.ok and read.ok and len(lab.services) == 1, but),
        numbers,
        but,
    )
