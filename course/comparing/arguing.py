"""What can be said back to a choice, out of the numbers of all four."""

from collections.abc import Mapping, Sequence

from course.comparing.checks import Check, figure, number
from course.comparing.costs import ITEMS
from course.comparing.other_rows import cost_of
from course.views.comparison.comparison import Comparison

AGAINST = (
    "reads answered",
    "stale answers",
    "time to answer, median",
    "time until refused, median",
    "messages per read",
    "orders confirmed",
    "price changes confirmed",
    "messages per write",
    "stored for one more order",
    "lines of the shop",
    "moving parts",
)
"""The figures in which one can be the worst of all."""
_MONTH = "(A month of which every hour is like this story.)"


def argue(
    chosen: str, checks: Sequence[Check], able: Mapping[str, float], comparison: Comparison
) -> list[str]:
    """A few sentences. ``able`` are those who keep all limits, with their costs."""
    if chosen not in able:
        return [_broken(chosen, checks), _who_else(able)]
    others = [name for name in able if name != chosen]
    rivals = [_rival(chosen, other, able, comparison) for other in others]
    alone = [] if others else ["No other keeps them all."]
    return [
        f"You chose {chosen}. It keeps every limit.",
        *(rivals or alone),
        *_refused(chosen, comparison),
        _worst(chosen, comparison),
    ]


def _broken(chosen: str, checks: Sequence[Check]) -> str:
    """What is kept goes first, so that the choice gets its due."""
    kept = [f"{each.limit.figure}: {each.words}" for each in checks if each.is_kept]
    broken = [
        f"{each.limit.figure}: {each.words}, and the limit is {each.limit.words()}, because "
        f"{each.limit.why}"
        for each in checks
        if not each.is_kept
    ]
    keeps = f" It keeps {len(kept)} of {len(checks)} limits ({'; '.join(kept)})." if kept else ""
    return f"You chose {chosen}.{keeps} But {'; and '.join(broken)}."


def _who_else(able: Mapping[str, float]) -> str:
    if not able:
        return "None of the four keeps every limit: give one up, or build something else."
    costs = [f"{name} at {number(cost)} cents per month" for name, cost in able.items()]
    verb = "keeps" if len(costs) == 1 else "keep"
    return f"{' and '.join(costs)} {verb} every limit. {_MONTH}"


def _rival(chosen: str, other: str, able: Mapping[str, float], comparison: Comparison) -> str:
    """Who keeps all limits too: which of the two costs less, and by which item mostly."""
    more = able[chosen] - able[other]
    items = {item: figure(comparison, cost_of(item)).values for item in ITEMS}
    most = max(items, key=lambda item: (items[item][chosen] - items[item][other]) * (more or 1))
    than = "more" if more > 0 else "less"
    return (
        f"{other} keeps them too. {chosen} costs {number(abs(more))} cents per month {than}: "
        f"{number(able[chosen])} against {number(able[other])}, mostly for {most} "
        f"({number(items[most][chosen])} against {number(items[most][other])}). {_MONTH}"
    )


def _refused(chosen: str, comparison: Comparison) -> list[str]:
    """How many reads got nothing: no time to answer and no stale answer counts them."""
    fates = comparison.fates[chosen]
    if not fates["refused"]:
        return []
    ms = figure(comparison, "time until refused, median").values[chosen]
    return [
        f"It refuses {fates['refused']} of {sum(fates.values())} reads, after {number(ms)} ms in "
        "the median. Its times to answer do not count them, and what is refused cannot be stale."
    ]


def _worst(chosen: str, comparison: Comparison) -> str:
    """In what it is worse than all others that were played."""
    found = []
    for row in comparison.figures:
        others = [value for name, value in row.values.items() if name != chosen]
        if row.name not in AGAINST or chosen not in row.values or not others:
            continue
        value = row.values[chosen]
        is_worst = value > max(others) if row.better == "less" else value < min(others)
        if is_worst:
            found.append(f"{row.name} {number(value)} {row.unit}".strip())
    if found:
        return f"Against it, as the worst of all: {', '.join(found)}."
    return (
        "In none of these rows is it alone the worst. Play a story in which somebody is down, or a "
        "rush, before you believe that nothing speaks against it."
    )
