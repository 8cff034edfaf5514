"""The web of requests, whole where that can be read, otherwise in parts."""

from collections.abc import Sequence

import networkx as nx

from course.views.diagram import draw
from course.views.focus import focus
from course.views.report.blocks import Section, folded, paragraph, picture, section
from course.webs.wording import counted

_MOST_NODES = 30
_MOST_EDGES = 60
_ENTRIES = 2
_BUSIEST = 5


def the_web(web: nx.DiGraph, entries: Sequence[str]) -> Section:
    """Who asks whom. ``entries`` are where requests come in, the most important first."""
    if is_readable(web):
        return section("web", "Who asks whom?", picture(draw(web)))
    first = list(entries[:_ENTRIES])
    received = dict(web.in_degree(weight="calls"))
    busiest = sorted((node for node in web if node not in first), key=lambda it: -received[it])
    parts = [
        paragraph(
            f"{counted(len(web), 'node')} and {counted(web.size(), 'arrow')} "
            "are not drawn at once. Here is where requests come in; "
            "what does not fit is counted and not forgotten."
        ),
        *(picture(focus(web, node)) for node in first),
        paragraph("Around those that receive the most calls:"),
    ]
    for node in busiest[:_BUSIEST]:
        made = focus(web, node)
        parts.append(folded(made.title, picture(made)))
    return section("web", "Who asks whom?", *parts)


def is_readable(web: nx.DiGraph) -> bool:
    """Whether it is small enough to be drawn whole, and knows the times that are written in."""
    small = len(web) <= _MOST_NODES and web.size() <= _MOST_EDGES
    return small and all("longest_ms" in edge for edge in web.edges.values())
