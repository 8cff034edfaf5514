"""What was read: how much of what, and how long the requests took."""

from collections.abc import Sequence

import networkx as nx

from course.trace import Span
from course.views.report.blocks import Section, paragraph, section, table
from course.views.report.subject import Subject
from course.webs.reading import operation
from course.webs.requests import percentile
from course.webs.wording import figure, milliseconds

_OPERATIONS = 12
_KINDS = {"service": "services", "database": "databases", "bus": "buses", "client": "clients"}


def of_trace(about: Subject) -> list[tuple[str, str]]:
    """The numbers of a trace, in the order of what people ask first."""
    failed = sum(span.status == "error" for span in about.requests)
    whole = milliseconds(about.trace.milliseconds)
    return [
        ("requests", f"{len(about.requests):,}"),
        *([("of these failed", f"{failed:,}")] if failed else []),
        (
            "it took" if about.is_one else "the slowest took",
            milliseconds(about.slowest.milliseconds),
        ),
        *_nodes(about.web),
        ("calls", f"{about.web.size('calls'):,.0f}"),
        ("spans", f"{len(about.trace):,}"),
        *([] if about.is_one else [("from first to last", whole)]),
    ]


def of_web(web: nx.DiGraph) -> list[tuple[str, str]]:
    """The numbers of a web without times."""
    calls = web.size("calls")
    return [*_nodes(web), ("arrows", f"{web.size():,}"), ("calls", f"{calls:,.0f}")]


def requests(about: Subject) -> Section:
    """How long the requests took, by what was asked."""
    of_each: dict[str, list[Span]] = {}
    for span in about.requests:
        of_each.setdefault(f"{span.service}, {operation(span)}", []).append(span)
    order = sorted(of_each, key=lambda name: -len(of_each[name]))
    rows = [_row(name, of_each[name]) for name in order[:_OPERATIONS]]
    if len(order) > 1:
        rows = [_row("all", about.requests), *rows]
    heads = ["", "requests", "failed", "half take up to", "95 of 100", "99 of 100", "the longest"]
    return section(
        "requests",
        "The requests",
        paragraph("The time that those wait who ask from outside."),
        table(heads, rows, more=len(order) - _OPERATIONS),
    )


def _row(name: str, spans: Sequence[Span]) -> list[str]:
    times = [span.milliseconds for span in spans]
    failed = sum(span.status == "error" for span in spans)
    percentiles = [milliseconds(percentile(times, part)) for part in (50, 95, 99, 100)]
    return [name, f"{len(spans):,}", figure(failed), *percentiles]


def _nodes(web: nx.DiGraph) -> list[tuple[str, str]]:
    kinds = [kind for _, kind in web.nodes(data="kind")]
    return [(words, f"{kinds.count(kind):,}") for kind, words in _KINDS.items() if kind in kinds]
