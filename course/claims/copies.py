"""E1: services tell what they write, and listeners keep a copy."""

from types import ModuleType
from typing import Any

from course.claims.finding import Finding, decided
from course.claims.stage import FEATURES, OWNERS, open_shop
from course.claims.writes import Write, writes
from course.lab import Lab
from course.ports import Row
from course.shop import copying
from course.trace import NS_PER_MS, Trace

WRITING = ("sign up", "list a product", "change a price", "place an order")
COPIED = ("users", "products", "orders")
"""The tables that are copied, each under the name of its owner."""


def is_copy(copy: Write, original: Write) -> bool:
    """Whether a later change is the same, in the columns that the copy has."""
    return (
        copy.table == original.table
        and copy.at > original.at
        and (copy.before is None) == (original.before is None)
        and _is_part(copy.before or {}, original.before or {})
        and _is_part(copy.after or {}, original.after or {})
    )


def _is_part(row: Row, of: Row) -> bool:
    return all(column in of and of[column] == value for column, value in row.items())


def write(lab: Lab, feature: str) -> Trace:
    """Use a feature that writes, and let everybody hear of it."""
    answer = FEATURES[feature](lab, "")
    lab.settle()
    return answer.trace


def is_copied(feature: str, original: Write, *copies: Write) -> bool:
    """Whether the owner's change was followed by the same, in purchases and wherever else."""
    return (
        original.service == OWNERS[feature]
        and "purchases" in {copy.service for copy in copies}
        and all(is_copy(copy, original) for copy in copies)
    )


def differing(lab: Lab) -> int:
    """How many rows of a copy in purchases are not as their owner has them, or are missing."""
    copies = lab.tables("purchases")
    count = 0
    for table in COPIED:
        originals = {row["id"]: row for row in lab.tables(table)[table]}
        found = {row["id"]: row for row in copies[table]}
        count += len(originals.keys() ^ found.keys())
        count += sum(not _is_part(found[id], originals[id]) for id in originals.keys() & found)
    return count


def copies_follow(shop: ModuleType = copying) -> Finding:
    """E1: every way to write, once: the rows before and after, at the owner and in the copies.

    The first change is the owner's; those that follow from it are elsewhere.
    """
    lab = open_shop(shop)
    traces = {feature: write(lab, feature) for feature in WRITING}
    followed = {feature: writes(trace) for feature, trace in traces.items()}
    rows: dict[str, Any] = {}
    for feature, found in followed.items():
        for row in found:
            late_ms = (row.at - found[0].at) / NS_PER_MS
            later = f", {late_ms:g} ms later" if late_ms else ""
            rows[f"{feature}: {row.service}{later}"] = row
    numbers = rows | {
        "rows that owners wrote": sum(len(found[:1]) for found in followed.values()),
        "rows that others copied": sum(len(found[1:]) for found in followed.values()),
        "rows in which purchases differs in the end": differing(lab),
    }
    return decided(
        "E1",
        all(found and is_copied(feature, *found) for feature, found in followed.items())
        and differing(lab) == 0,
        numbers,
        trace=traces["list a product"],
    )
