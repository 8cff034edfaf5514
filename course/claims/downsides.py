"""A2: asking on a bus shares the downsides of direct requests. S3, S4 and S5, side by side."""

from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from course.claims.failing import (
    FAILURE_RATE,
    NEIGHBOURS,
    QUERIES,
    availability,
    calls_in,
    outcomes,
)
from course.claims.finding import Finding, decided, standard_error
from course.claims.requests import fails_without, who_asks_whom
from course.claims.source import addresses
from course.claims.stage import Shops, open_shop, use_at_owner
from course.claims.tails import BY_HTTP, SLOW_MS, WAYS_MS, Road, answers_ms, milliseconds_at
from course.claims.tails_on_the_bus import BY_BUS, parts_ms
from course.lab import Answer, Lab
from course.shop import asking, direct

SHOPS: Shops = MappingProxyType({"direct": direct, "asking": asking})
ROADS: Mapping[str, Road] = MappingProxyType({"direct": BY_HTTP, "asking": BY_BUS})
WITH_BUS = (*NEIGHBOURS, "bus")
PRODUCTS = 5
OWNERS = 5
SLOW_PART = 0.2
"""Five are waited for, and one answer in five is slow: few enough to be measured quickly."""
TAIL_QUERIES = 40
SLOW_WAY_MS = 60_000
"""Longer than anybody waits."""

Shared = tuple[bool, dict[str, Any]]
"""Whether a downside of direct requests is there on the bus too, and the numbers that say so."""


def needs(shops: Shops = SHOPS) -> Shared:
    """S3: whom purchases sends something, and whom it cannot do without."""
    sends = {name: who_asks_whom(open_shop(shop))["purchases"] for name, shop in shops.items()}
    needed = {
        name: sorted(other for other in WITH_BUS if fails_without(shop, other))
        for name, shop in shops.items()
    }
    return set(needed["asking"]) >= set(needed["direct"]) == set(NEIGHBOURS), {
        "direct: purchases sends to": sends["direct"],
        "asking: purchases sends to": sends["asking"],
        "direct: it fails without": needed["direct"],
        "asking: it fails without": needed["asking"],
    }


def read(shop: ModuleType, products: int = 1) -> int:
    """How many calls one query takes."""
    return len(calls_in(use_at_owner(open_shop(shop, products=products), "read purchases")))


def gone(lab: Lab) -> None:
    """Users is down: who calls it is refused at once."""
    lab.down("users")


def too_slow(lab: Lab) -> None:
    """Users is up, and answers after everybody's patience."""
    for caller in ("purchases", "bus"):
        lab.link(caller, "users").latency_ms = SLOW_WAY_MS


def without_users(shop: ModuleType, lose: Callable[[Lab], None] = gone) -> Answer:
    """What purchases says without an answer of users."""
    lab = open_shop(shop)
    lose(lab)
    return use_at_owner(lab, "read purchases")


def fails_after_ms(shops: Shops = SHOPS, lose: Callable[[Lab], None] = gone) -> dict[str, float]:
    """How long purchases takes to say that it cannot answer, without users."""
    return {name: without_users(shop, lose).milliseconds for name, shop in shops.items()}


def fails(shops: Shops = SHOPS) -> Shared:
    """S4: every set of the others up and down, and calls that fail at the same rate each."""
    sets = {"direct": outcomes(shops["direct"]), "asking": outcomes(shops["asking"], WITH_BUS)}
    calls = {name: read(shop) for name, shop in shops.items()}
    computed = {name: (1 - FAILURE_RATE) ** count for name, count in calls.items()}
    found = {name: availability(shop, shop.purchases.purchases) for name, shop in shops.items()}
    exact = {name: round(QUERIES * it.as_their_calls) for name, it in found.items()}
    is_shared = (
        all([down for down, ok in states.items() if ok] == [()] for states in sets.values())
        and all(count == QUERIES for count in exact.values())
        and computed["asking"] <= computed["direct"]
        and all(
            abs(it.answered - computed[name]) <= 3 * standard_error(computed[name], QUERIES)
            for name, it in found.items()
        )
    )
    return is_shared, {
        "sets of these up and down": {name: len(states) for name, states in sets.items()},
        "sets with which it answers": {name: sum(it.values()) for name, it in sets.items()},
        "calls in one query": calls,
        "part of the queries that work, computed": computed,
        f"of {QUERIES} answered exactly if all calls were": exact,
        "part of the queries that work, measured": {n: it.answered for n, it in found.items()},
    }


def waits(roads: Mapping[str, Road] = ROADS) -> Shared:
    """S5: the same three ways together and in turn, and the same chances of being slow."""
    together = {name: milliseconds_at("parallel", road) for name, road in roads.items()}
    in_turn = {name: milliseconds_at("sequential", road) for name, road in roads.items()}
    slow = {
        "direct": slow_part(answers_ms(TAIL_QUERIES, OWNERS, SLOW_PART)),
        "asking": slow_part(parts_ms(TAIL_QUERIES, OWNERS, SLOW_PART)),
    }
    computed = 1 - (1 - SLOW_PART) ** OWNERS
    ways = ", ".join(map(str, WAYS_MS.values()))
    is_shared = (
        together["asking"] >= together["direct"] == max(WAYS_MS.values())
        and in_turn["asking"] >= in_turn["direct"] == sum(WAYS_MS.values())
        and slow["asking"] >= slow["direct"]
        and abs(slow["asking"] - computed) <= 3 * standard_error(computed, TAIL_QUERIES)
    )
    return is_shared, {
        f"{ways} ms together": together,
        f"{ways} ms in turn": in_turn,
        f"slow answers, {OWNERS} waited for, computed": computed,
        f"slow answers, {OWNERS} waited for, measured, the same dice": slow,
    }


def slow_part(milliseconds: list[float]) -> float:
    """The part of the answers that had to wait for somebody slow."""
    return sum(ms >= SLOW_MS for ms in milliseconds) / len(milliseconds)


def worse(shops: Shops = SHOPS) -> tuple[str, dict[str, Any]]:
    """What is worse than with direct requests, in words, and the numbers. No words for nothing."""
    late, slow = fails_after_ms(shops), fails_after_ms(shops, too_slow)
    numbers = {
        "ms until it fails, users down": late,
        "ms until it fails, users too slow": slow,
    }
    if late["asking"] <= late["direct"]:
        return "", numbers
    words = f"it fails later where users is down (after {late['asking']:,.0f} ms, its time limit, "
    words += f"not {late['direct']:g}), "
    if slow["asking"] == slow["direct"]:
        return words + f"but where users is too slow, both wait {slow['direct']:,.0f}", numbers
    words += f"and where users is too slow, after {slow['asking']:,.0f}, not {slow['direct']:,.0f}"
    return words, numbers


def better(shops: Shops = SHOPS) -> tuple[str, dict[str, Any]]:
    """What is not shared: in words, and the numbers. No words where nothing is better."""
    known = {name: addresses(shop.purchases) for name, shop in shops.items()}
    many = {name: read(shop, PRODUCTS) for name, shop in shops.items()}
    words = []
    if known["asking"] < known["direct"]:
        words.append("knows names of questions, no addresses")
    if many["asking"] < many["direct"]:
        words.append(
            f"makes {many['asking']} calls for {PRODUCTS} products, not {many['direct']}, "
            "as direct asks for each by itself"
        )
    return ", and ".join(words), {
        "addresses in the code of purchases": known,
        f"calls in one query, {PRODUCTS} products": many,
    }


def downsides_are_shared(shops: Shops = SHOPS) -> Finding:
    """A2: what purchases needs, when it fails and what it waits for, over HTTP and the bus."""
    shared = [needs(shops), fails(shops), waits()]
    loss, later = worse(shops)
    gain, advantages = better(shops)
    limits = ["S3 to S5 were tried, S6 was not", loss, f"it {gain}" if gain else ""]
    numbers = {name: value for _, found in shared for name, value in found.items()}
    return decided(
        "A2",
        all(is_shared for is_shared, _ in shared),
        numbers | later | advantages,
        "; ".join(filter(None, limits)),
        without_users(shops["asking"]).trace,
    )
