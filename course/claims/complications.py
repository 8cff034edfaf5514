"""E5: copies kept by events are more complicated: what there is, and what can go wrong."""

from types import ModuleType

from course.claims.copies import write
from course.claims.finding import Finding, decided
from course.claims.mishaps import MISHAPS
from course.claims.source import lines_of_code, lines_of_shop
from course.claims.speed import SHOPS, Shops
from course.claims.stage import open_shop
from course.claims.writes import OUTBOX


def moving_parts(architecture: ModuleType) -> dict[str, int]:
    """What has to run, counted in a running shop.

    A relay empties an outbox. A consumer has its own place in what the bus has stored.
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
    total = {name: sum(found.values()) for name, found in parts.items()}
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
        and all(total["copying"] > total[name] for name in others)
        and not any(outcome.is_right for outcome in naive.values()),
        {
            "lines of purchases": alone,
            "lines of the whole shop": whole,
            **{f"{name}: moving parts": found for name, found in parts.items()},
            "moving parts together": total,
            **outcomes,
        },
        f"each way to be wrong can be mended: {cured} of {len(MISHAPS)} are right again"
        if cured == len(MISHAPS)
        else "",
        write(open_shop(shops["copying"]), "place an order"),
    )
