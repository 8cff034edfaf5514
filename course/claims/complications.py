"""E5: copies kept by events are more complicated: what there is, and what can go wrong."""

from collections.abc import Mapping
from types import ModuleType

from course.claims.copies import write
from course.claims.finding import Finding, decided
from course.claims.mishaps import MISHAPS
from course.claims.naive import PAUSE_MS, TRIES
from course.claims.source import lines_of_code, lines_of_shop
from course.claims.stage import SHOPS, Shops, open_shop
from course.claims.writes import OUTBOX

RUN_BY_THEMSELVES = ("services", "databases", "buses")
"""The moving parts that are started and watched each by itself. The others are inside of these."""


def runs_by_itself(parts: Mapping[str, int]) -> int:
    """How many of the moving parts run by themselves."""
    return sum(parts.get(name, 0) for name in RUN_BY_THEMSELVES)


def moving_parts(architecture: ModuleType) -> dict[str, int]:
    """What there is to look after, counted in a running shop.

    An outbox is a table. A relay is a task of its service: it empties the outbox. A consumer is a
    place in what the bus has stored.
    """
    lab = open_shop(architecture)
    running = lab.services.values()
    stores = [name for name, service in lab.services.items() if service.database]
    buses = [service.bus for service in running if service.bus]
    counts = {
        "services": len(running),
        "databases": len(stores),
        "buses": int(bool(buses)),
        "outboxes": sum(OUTBOX in lab.tables(name) for name in stores),
        "relays": sum(bus.outbox is not None for bus in buses),
        "consumers": len({name for bus in buses for name in bus.subjects()}),
    }
    return {name: count for name, count in counts.items() if count}


def more_complicated(shops: Shops = SHOPS) -> Finding:
    """E5: lines and moving parts of each architecture; then every mishap, before and after."""
    alone = {name: lines_of_code(shop.purchases) for name, shop in shops.items()}
    whole = {name: lines_of_shop(shop) for name, shop in shops.items()}
    parts = {name: moving_parts(shop) for name, shop in shops.items()}
    running = {name: runs_by_itself(found) for name, found in parts.items()}
    inside = {name: sum(found.values()) - running[name] for name, found in parts.items()}
    naive = {name: it.happen(it.naive) for name, it in MISHAPS.items()}
    mended = {name: it.happen(it.mended) for name, it in MISHAPS.items()}
    outcomes = {
        name: f"owner: {it.owner}; naive: {naive[name].other}; mended: {it.other}"
        for name, it in mended.items()
    }
    cured = sum(outcome.is_right for outcome in mended.values())
    others = [name for name in shops if name != "copying"]
    return decided(
        "E5",
        all(whole["copying"] > whole[name] for name in others)
        and all(running["copying"] > running[name] for name in others)
        and not any(outcome.is_right for outcome in naive.values()),
        {
            "lines of purchases": alone,
            "lines of the whole shop": whole,
            **{f"{name}: moving parts": found for name, found in parts.items()},
            "of them run by themselves": running,
            "of them are inside of those": inside,
            **outcomes,
        },
        f"each of the {len(MISHAPS)} ways to be wrong tried here can be mended; being late only as "
        f"far as one is ready to wait (here {TRIES * PAUSE_MS / 1000:g} s)"
        if cured == len(MISHAPS)
        else "",
        write(open_shop(shops["copying"]), "place an order"),
    )
