"""D3: databases of their own keep services independent; and where they do not."""

from collections.abc import Callable, Mapping
from typing import Any

from course.claims.finding import Finding, decided
from course.claims.sharing import open_sharing_shop
from course.claims.stage import FEATURES, OWNERS, open_shop, use_at_owner
from course.lab import Lab
from course.shop import asking, copying, direct
from course.trace import Trace

SHOPS: Mapping[str, Callable[[], Lab]] = {
    "shared": open_sharing_shop,
    "direct": lambda: open_shop(direct),
    "asking": lambda: open_shop(asking),
    "copying": lambda: open_shop(copying),
}
"""How the shop is opened: one database for all services, or one for each."""
WITH_A_BUS = ("asking", "copying")
ALL_SHARED: Mapping[str, Callable[[], Lab]] = {"shared": open_sharing_shop}
"""Where nobody has a database of its own."""


def databases_of(lab: Lab) -> list[str]:
    """The names of the databases of a shop."""
    return [name for name in lab.sizes() if name != "bus"]


def failing(lab: Lab, *down: str) -> set[str]:
    """The features that do not work while some databases are down, tried one after another.

    That they are tried in the same shop changes nothing: with everything up, all of them work.
    """
    for database in down:
        lab.down(database)
    return {feature for feature in FEATURES if not use_at_owner(lab, feature).ok}


def others_harmed(failures: Mapping[str, set[str]]) -> list[str]:
    """The features that failed although their own service's database was up."""
    return sorted(
        {
            feature
            for database, features in failures.items()
            for feature in features
            if database != f"{OWNERS[feature]}.db"
        }
    )


def refused_order() -> Trace:
    """What happens to an order while the database of a neighbour is down."""
    lab = open_shop(direct)
    lab.down("users.db")
    return use_at_owner(lab, "place an order").trace


def own_databases(shops: Mapping[str, Callable[[], Lab]] = SHOPS) -> Finding:
    """D3: one database down, for each in turn; every feature tried, in each way to have data.

    It holds if one database for all takes all with it, and if there is a way that harms no other.
    """
    found = {
        name: {database: failing(shop(), database) for database in databases_of(shop())}
        for name, shop in shops.items()
    }
    unharmed = {name: len(FEATURES) - len(failing(shop())) for name, shop in shops.items()}
    harmed = {name: others_harmed(failures) for name, failures in found.items()}
    in_all = {name: sum(map(len, failures.values())) for name, failures in found.items()}
    by_requests = harmed.get("direct", [])
    numbers: dict[str, Any] = {
        "features tried": len(FEATURES),
        "features that work, all databases up": unharmed,
        **{
            f"{name}: features that fail with": {it: len(lost) for it, lost in failures.items()}
            for name, failures in found.items()
        },
        "failures in all, each database down once": in_all,
        "features that fail with another's database": {
            name: len(names) for name, names in harmed.items()
        },
    }
    if "direct" in shops:
        numbers["harmed, with direct requests"] = by_requests
    by_bus = {name: len(failing(shops[name](), "bus")) for name in WITH_A_BUS if name in shops}
    if by_bus:
        numbers["the bus keeps data, too: features that fail with it"] = by_bus
    as_bad = harmed.get("asking") == by_requests and in_all.get("asking") == in_all.get("direct")
    asking_too = ", or with asking," if as_bad else ""
    return decided(
        "D3",
        all(works == len(FEATURES) for works in unharmed.values())
        and all(lost == FEATURES.keys() for lost in found["shared"].values())
        and not all(harmed.values()),
        numbers,
        f"with direct requests{asking_too} not enough: {len(by_requests)} features fail with a "
        f"neighbour; each "
        f"database down once, {in_all['direct']} failures against {in_all['shared']} when shared"
        if by_requests
        else "",
        refused_order(),
    )
