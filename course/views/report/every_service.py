"""All measures of all services in one table, and what the recorder has got wrong."""

from collections.abc import Mapping

import networkx as nx

from course.trace import Oddity
from course.views.report.blocks import Section, folded, items, paragraph, section, table
from course.views.report.subject import MOST_MEASURED
from course.webs.measures import MEASURES, Measures
from course.webs.wording import figure

_MOST = 100
_OPEN = 20  # more are folded


def every_service(web: nx.DiGraph, measured: Mapping[str, Measures]) -> Section:
    """The measures of each node, first those that callers waited for longest or called most.

    ``measured`` is as ``measured_if_small`` gives it.
    """
    if not measured:
        words = f"Not worked out for more than {MOST_MEASURED:,} services; here are {len(web):,}."
        return section("services", "Every service", paragraph(words))
    timed = all(one.total_ms is not None for one in measured.values())
    by = "total_ms" if timed else "called"
    shown = [measure for measure in MEASURES if timed or measure != "total_ms"]
    order = sorted(measured, key=lambda name: -getattr(measured[name], by))
    kinds = dict(web.nodes(data="kind"))
    rows = [
        [
            name if kinds[name] == "service" else f"{name} ({kinds[name]})",
            *(figure(getattr(measured[name], measure)) for measure in shown),
        ]
        for name in order[:_MOST]
    ]
    heads, more = ["", *(MEASURES[measure] for measure in shown)], len(order) - _MOST
    return section(
        "services",
        "Every service",
        paragraph(f"Those with the most {MEASURES[by]} come first.")
        if not timed
        else paragraph("Those that callers waited for longest come first."),
        table(heads, rows[:_OPEN]),
        *([folded("The next ones", table(heads, rows[_OPEN:], more))] if rows[_OPEN:] else []),
    )


def what_to_trust(oddities: list[Oddity]) -> Section:
    """What a sound trace would not have."""
    return section(
        "oddities",
        "What to trust",
        paragraph(
            "What the recorder has got wrong does not stop the reading. It is listed, so that you "
            "know what to trust."
        )
        if oddities
        else paragraph("Nothing is odd about this trace."),
        items([f"{oddity}." for oddity in oddities], len(oddities)),
    )
