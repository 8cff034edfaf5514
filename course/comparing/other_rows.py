"""The rows about writes, about what has to be kept and run and written, and about money."""

from collections.abc import Sequence
from functools import partial

from course.claims.complications import runs_by_itself
from course.comparing.costs import ITEMS, cents_per_month
from course.comparing.moments import Buy, Reprice
from course.comparing.played import Played, Write
from course.comparing.prices import Prices
from course.comparing.row import part, row, run_of
from course.views.comparison.comparison import Figure, Run
from course.webs.requests import percentile
from course.webs.wording import counted

COST = "cost of all these"
_ONE = {"buses": "bus", "outboxes": "outbox"}


def rows_of_writes(played: Sequence[Played]) -> list[Figure]:
    """How many were confirmed, and what they took; none where nobody wrote."""
    if not played[0].writes:
        return []
    return [
        _confirmed(played, "orders", Buy),
        _confirmed(played, "price changes", Reprice),
        row(
            played,
            "time to confirm a write, median",
            "ms",
            lambda each: percentile(_times(each), 50) if _times(each) else None,
        ),
        row(
            played,
            "time to confirm a write, slowest",
            "ms",
            lambda each: max(_times(each), default=None),
            lambda each: run_of(
                max(each.confirmed, key=lambda it: it.milliseconds), "The slowest write"
            ),
        ),
        row(
            played,
            "messages per write",
            "",
            lambda each: sum(write.messages for write in each.writes) / len(each.writes),
            lambda each: run_of(
                max(each.writes, key=lambda write: write.messages),
                "The write with the most messages",
            ),
            "Until everybody knows: with those that nobody waits for. Those of refused writes "
            "count, too, and they are fewer.",
        ),
        row(
            played,
            "pages wrong in the end",
            "",
            lambda each: each.wrong_in_the_end,
            note="Whose page still misses something when all is up again and nothing moves. The "
            "bus lays an event aside after too many attempts; then a copy stays wrong.",
        ),
    ]


def _times(played: Played) -> list[float]:
    return [write.milliseconds for write in played.confirmed]


def _confirmed(played: Sequence[Played], what: str, kind: type[Buy] | type[Reprice]) -> Figure:
    def of_kind(each: Played) -> list[Write]:
        return [write for write in each.writes if isinstance(write.deed, kind)]

    def confirmed(each: Played) -> tuple[int, int]:
        writes = of_kind(each)
        return sum(write.is_confirmed for write in writes), len(writes)

    def refused(each: Played) -> Run | None:
        found = (write for write in of_kind(each) if not write.is_confirmed)
        return run_of(next(found, None), "One that was refused")

    note = (
        f"Of {counted(len(of_kind(played[0])), what.removesuffix('s'))}. What is not confirmed may "
        "have been written even so. In this story nothing can make an order wrong that was placed "
        "by a copy: nobody leaves, and nothing sells out."
    )
    return part(played, f"{what} confirmed", confirmed, refused, note, "more")


def rows_of_means(played: Sequence[Played]) -> list[Figure]:
    """What there is to keep, to run and to read."""
    return [
        row(
            played,
            "stored",
            "bytes",
            lambda each: each.bytes_stored,
            note="All databases and the bus, at the end of the story. They grow by whole pages.",
        ),
        row(
            played,
            "stored for one more order",
            "bytes",
            lambda each: each.bytes_per_order,
            note="Its rows and events as JSON text, in all places. Statement E4 looks at files.",
        ),
        row(
            played,
            "lines of the shop",
            "lines",
            lambda each: each.lines,
            note="Code that all four share is in none of them, nor is the bus and what empties an "
            "outbox: those are the lab's.",
        ),
        row(
            played,
            "moving parts",
            "",
            lambda each: runs_by_itself(each.parts),
            note="What runs by itself: services, databases and the bus. What there is in all: "
            + "; ".join(f"{each.architecture}: {_listed(each)}" for each in played)
            + ".",
        ),
    ]


def _listed(played: Played) -> str:
    return ", ".join(
        f"{count} {kind if count != 1 else _ONE.get(kind, kind.removesuffix('s'))}"
        for kind, count in played.parts.items()
    )


def cost_of(item: str) -> str:
    """What its row is called."""
    return f"cost of {item}"


def rows_of_money(played: Sequence[Played], prices: Prices) -> list[Figure]:
    """Each item by itself, then their sum."""
    costs = {each.architecture: cents_per_month(each, prices) for each in played}

    def cents(item: str, each: Played) -> float:
        return costs[each.architecture][item]

    items = [
        row(played, cost_of(item), "cents per month", partial(cents, item), note=note)
        for item, note in ITEMS.items()
    ]
    total = row(
        played,
        COST,
        "cents per month",
        lambda each: sum(costs[each.architecture].values()),
        note="At your prices. What it costs to build and to understand is not in it, and "
        "databases are not counted.",
    )
    return [*items, total]
