"""E3: reading a copy is quick, and there is no web to find one's way in. What it costs."""

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from course.claims.copies import WRITING, write
from course.claims.finding import Finding, decided
from course.claims.stage import ADA, FEATURES, SHOPS, TEA, Shops, open_shop, use_at_owner
from course.claims.writes import writes
from course.lab import Answer, Lab
from course.lab.lab import LATENCY_MS
from course.shop import direct
from course.trace import NS_PER_MS
from course.views.player.flow import read_flow
from course.webs import request_web

WITHOUT_COPIES: Shops = MappingProxyType({**SHOPS, "copying": direct})
"""Where the one with copies asks after all."""
SPLIT = ("direct", "asking", "copying")
PRODUCTS = 5
WRITES, APART_MS, NEW_CENTS = 40, 5, 1000
"""So many prices are changed, so long after each other; what the first of them is."""
SHORT_MS = 0.5
"""A hop in a quick network; without saying otherwise it is ten times that."""


def read(lab: Lab) -> Answer:
    """One query for purchases, at the address of who answers it."""
    if "shop" in lab.services:
        return FEATURES["read purchases"](lab, "http://shop")
    return use_at_owner(lab, "read purchases")


def with_short_hops(architecture: ModuleType) -> Lab:
    """A shop in a quick network."""
    lab = open_shop(architecture)
    nodes = ["client", "bus", *lab.services]
    for caller in nodes:
        for callee in nodes:
            lab.link(caller, callee).latency_ms = SHORT_MS
    return lab


def messages(answer: Answer) -> int:
    """How many messages it took until all was done, the request and its answer included."""
    moves = read_flow(answer.trace).moves
    return sum(move.kind != "statement" for move in moves)


def services(answer: Answer) -> int:
    """How many services took part."""
    kinds = request_web(answer.trace).nodes(data="kind")
    return sum(kind == "service" for _, kind in kinds)


def writing(architecture: ModuleType) -> dict[str, int]:
    """The messages of every way to write, at its owner, until everybody knows."""
    lab = open_shop(architecture)
    found = {}
    for feature in WRITING:
        answer = use_at_owner(lab, feature)
        lab.settle()
        found[feature] = messages(answer)
    return found


def stale_ms(architecture: ModuleType) -> float:
    """From the owner's commit of a price to that of the last copy; 0 where there is none."""
    original, *copies = writes(write(open_shop(architecture), "change a price"))
    return max((copy.at - original.at for copy in copies), default=0) / NS_PER_MS


def stale_under_writes_ms(architecture: ModuleType) -> float:
    """The same for the last of many prices, where they are changed in quick succession."""
    lab = open_shop(architecture)
    seen = len(writes(lab.trace))
    for number in range(WRITES):
        url = f"http://products/products/{TEA}"
        lab.send("PATCH", url, json={"price_cents": NEW_CENTS + number})
        lab.run(APART_MS)
    lab.settle()
    last = NEW_CENTS + WRITES - 1
    same = [
        write.at
        for write in writes(lab.trace)[seen:]
        if write.table == "products" and (write.after or {}).get("price_cents") == last
    ]
    return (max(same) - min(same)) / NS_PER_MS


def sees_its_write(architecture: ModuleType) -> bool:
    """Whether who changes a price and reads at once, each at its service, gets the new one."""
    lab = open_shop(architecture)
    changed = use_at_owner(lab, "change a price").body["price_cents"]
    (purchase,) = read(lab).body["purchases"]
    return bool(purchase["price_cents"] == changed)


def times_as_long(answers: Mapping[str, Answer]) -> dict[str, float]:
    """How long each architecture takes, measured by the one with copies."""
    shortest = answers["copying"].milliseconds
    return {name: answer.milliseconds / shortest for name, answer in answers.items()}


def very_fast(shops: Shops = SHOPS) -> Finding:
    """E3: one query in each architecture; then what a write costs, and how late a copy is."""
    answers = {name: read(open_shop(shop)) for name, shop in shops.items()}
    quick = {name: read(with_short_hops(shop)) for name, shop in shops.items()}
    many = {name: read(open_shop(shop, products=PRODUCTS)) for name, shop in shops.items()}
    taking_part = {name: services(answer) for name, answer in answers.items()}
    per_read = {name: messages(answer) for name, answer in answers.items()}
    per_write = {name: writing(shops[name]) for name in SPLIT}
    late_ms = stale_ms(shops["copying"])
    public = {n: open_shop(shop).get(f"/purchases/{ADA}").milliseconds for n, shop in shops.items()}
    per_second = 1000 / APART_MS
    last_late_ms = stale_under_writes_ms(shops["copying"])
    ratios, quick_ratios = times_as_long(answers), times_as_long(quick)
    saved = per_read["direct"] - per_read["copying"]
    more = {it: per_write["copying"][it] - per_write["direct"][it] for it in WRITING}
    numbers: dict[str, Any] = {
        "services that take part": taking_part,
        "ms to answer, without a gateway": {n: it.milliseconds for n, it in answers.items()},
        "the same through the gateway that it has": public,
        "times as long as copying": ratios,
        f"the same with hops of {SHORT_MS} ms": quick_ratios,
        "messages to answer": per_read,
        f"the same with {PRODUCTS} products": {n: messages(each) for n, each in many.items()},
        **{f"messages to {it}": {n: per_write[n][it] for n in SPLIT} for it in WRITING},
        "queries per write that even it out": {
            it: more[it] / saved if saved else None for it in WRITING
        },
        "the copy is later than its owner by ms": late_ms,
        f"the same for the last of {WRITES}, {per_second:g} a second": last_late_ms,
        "who writes and reads at once sees it": {n: sees_its_write(shops[n]) for n in SPLIT},
    }
    most = max(per_write["copying"].values())
    but = (
        f"with hops of {LATENCY_MS:g} ms a change gets there {late_ms:g} ms late at best (at "
        f"{per_second:g} a second, handed over one by one, the {WRITES}th {last_late_ms:g}), and "
        f"costs up to {most} messages; through the gateway a read takes {public['copying']:g} "
        f"ms, not {public['monolith']:g} as in the monolith"
    )
    return decided(
        "E3",
        taking_part["copying"] == 1 < min(taking_part["direct"], taking_part["asking"])
        and ratios["monolith"] >= 1
        and all(min(each["direct"], each["asking"]) > 1 for each in (ratios, quick_ratios)),
        numbers,
        but if late_ms > 0 else "",
        answers["copying"].trace,
    )
