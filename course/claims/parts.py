"""M1, M2: what is inside a monolith, and what stands alone in a microservice."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from course.claims.finding import Finding, decided
from course.claims.requests import STORES
from course.claims.source import layers, ports
from course.claims.stage import FEATURES, OWNERS, open_shop
from course.lab import Lab
from course.lab.errors import NoSuchService
from course.shop import direct, monolith
from course.trace import Trace

IN_MONOLITH = (monolith.users, monolith.products, monolith.orders, monolith.purchases)


def databases_in(trace: Trace) -> set[str]:
    """The names of the databases that a trace shows."""
    found = {span.attributes.get("db.namespace") for span in trace}
    return {name for name in found if name is not None}


def layers_by_feature(*features: ModuleType) -> dict[str, dict[str, int]]:
    """The functions of each layer, per feature."""
    return {feature.__name__.rpartition(".")[2]: layers(feature) for feature in features}


def routes_of(lab: Lab, service: str) -> list[str]:
    """The routes that a running app offers, as its own description (OpenAPI) says."""
    paths: Mapping[str, Mapping[str, Any]] = lab.services[service].app.openapi()["paths"]  # type: ignore[attr-defined]
    return [f"{method.upper()} {path}" for path, methods in paths.items() for method in methods]


def middleware_of(lab: Lab, service: str) -> list[str]:
    """The middleware around a running app."""
    return [layer.cls.__name__ for layer in lab.services[service].app.user_middleware]  # type: ignore[attr-defined]


def everything_in_one(shop: ModuleType = monolith) -> Finding:
    """M1: use every feature of the running monolith, and read its parts off app and source."""
    lab = open_shop(shop)
    answers = [use(lab, "") for use in FEATURES.values()]
    inside = layers_by_feature(*IN_MONOLITH)
    others = open_shop(direct)
    numbers: dict[str, Any] = {
        "things a client can do": len(FEATURES),
        "of them answered": sum(answer.ok for answer in answers),
        "routes": len(routes_of(lab, "shop")),
        "middleware": middleware_of(lab, "shop"),
        "tables": list(lab.tables("shop")),
        **inside,
        "processes": len(lab.services),
        "databases": len(databases_in(lab.trace)),
        "in comparison, split: processes": len(others.services),
        "in comparison, split: databases": len(databases_in(others.trace)),
    }
    return decided(
        "M1",
        all(answer.ok for answer in answers)
        and numbers["routes"] == len(FEATURES)
        and len(numbers["middleware"]) > 0
        and all(count > 0 for feature in inside.values() for count in feature.values())
        and numbers["processes"] == numbers["databases"] == 1,
        numbers,
        trace=answers[-1].trace,
    )


def answers_alone(feature: str, shop: ModuleType = direct) -> bool:
    """Whether a feature works, at its owner's own address, while every other service is down."""
    lab = open_shop(shop)
    owner = OWNERS[feature]
    for name in lab.services:
        if name != owner:
            lab.down(name)
    return FEATURES[feature](lab, f"http://{owner}").ok


def status(lab: Lab, feature: str) -> int | None:
    """What the only service says; ``None`` where it looks for another one that is not there."""
    try:
        return FEATURES[feature](lab, "").status
    except NoSuchService:
        return None


def without_database(shop: ModuleType) -> list[str]:
    """The services that offer features and ask for no database."""
    return [
        service.__name__
        for service in shop.SERVICES
        if service.__name__ in OWNERS.values() and not STORES.intersection(ports(service))
    ]


def stands_alone(shop: ModuleType = direct) -> Finding:
    """M2: start ``users`` by itself; then try every feature with all neighbours down."""
    lab = Lab()
    lab.start(*(service for service in shop.SERVICES if service.__name__ == "users"))
    signed_up, read = (status(lab, feature) for feature in ("sign up", "read a user"))
    inside = layers_by_feature(direct.users)["users"]
    alone = [feature for feature in FEATURES if answers_alone(feature, shop)]
    needy = [feature for feature in FEATURES if feature not in alone]
    bare = without_database(shop)
    limits = [f"not to {' or to '.join(needy)}"] if needy else []
    if bare:
        limits.append(f"{' and '.join(bare)} has no database (S2)")
    but = f"tried on users; with direct requests {', and '.join(limits)}" if limits else ""
    numbers: dict[str, Any] = {
        "users alone: routes": routes_of(lab, "users"),
        "users alone: middleware": middleware_of(lab, "users"),
        "users alone: tables": list(lab.tables("users")),
        "users alone: functions": inside,
        "users alone: sign up": signed_up,
        "users alone: read a user": read,
        "need no neighbour": alone,
        "need a neighbour": needy,
        "have no database": bare,
    }
    return decided(
        "M2",
        signed_up == 201
        and read == 200
        and all(inside.values())
        and len(numbers["users alone: middleware"]) > 0
        and "sign up" in alone,
        numbers,
        but,
        lab.trace,
    )
