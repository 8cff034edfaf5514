"""The request web as a still picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx

from course.views import shapes
from course.views.geometry import Box, Edge, Layout, Size
from course.views.layout import SELF, layout
from course.views.legend import Entry, what_failed
from course.views.lettering import in_lines, text_width
from course.views.picture import BUS_STYLE, Picture, framed
from course.views.svg import Svg, element, joined
from course.views.telling import tell_web, web_title
from course.webs.trespasses import shared_databases, trespasses
from course.webs.wording import TIMES, from_to

_NAME = 13.0  # the height of a name's letters; a name wider than this is broken into two lines
_NAME_WIDTH = 108.0
_LABEL = 12.0
_LINE = 15.0  # from one line of words to the next
_BUS_SIDES = 70.0  # the room beside its name: a bus is long
_CROSS = 14.0  # the width of the sign of a failure with the space after it


@dataclass(frozen=True, slots=True)
class Drawing:
    """A web without its title and legend, from its top left."""

    body: Svg
    width: float
    height: float


def draw(web: nx.DiGraph) -> Picture:
    """Draws a web as ``request_web`` makes it: who asks whom, from left to right."""
    shared = set(shared_databases(web))
    labels = {edge: _label(web.edges[edge], edge[1] in shared) for edge in web.edges}
    made = drawing(web, labels)
    return framed(
        web_title(web),
        tell_web(web),
        made.body,
        made.width,
        made.height,
        entries(web) + _several(web),
        style_of(web),
    )


def drawing(web: nx.DiGraph, labels: Mapping[Edge, list[str]]) -> Drawing:
    """The nodes and edges, each edge below the lines of its label.

    An edge with more than one line is drawn as one on which something is wrong.
    """
    names = {node: in_lines(node, _NAME, _NAME_WIDTH) for node in web}
    wrong = set(shared_databases(web)) | {store for _, store in trespasses(web)}
    plan = layout(
        web,
        {node: _node_size(lines, web.nodes[node]["kind"]) for node, lines in names.items()},
        {edge: _label_size(lines) for edge, lines in labels.items()},
    )
    parts = [_edge(web, edge, plan, lines) for edge, lines in labels.items()]
    for node, lines in names.items():
        parts.append(_node(node, web.nodes[node]["kind"], plan.nodes[node], lines, node in wrong))
    return Drawing(joined(parts), plan.width, plan.height)


def style_of(web: nx.DiGraph) -> str:
    """The rules that a picture of this web needs beside those of all."""
    return BUS_STYLE if "bus" in dict(web.nodes(data="kind")).values() else ""


def _label(edge: dict[str, Any], shared: bool) -> list[str]:
    """What stands above an edge, line by line: its calls, what failed, whose house it is."""
    calls, failures = edge["calls"], edge["failures"]
    each = from_to(edge["shortest_ms"], edge["longest_ms"], "\N{EN DASH}")
    lines = [each if calls == 1 else f"{calls} {TIMES} {each}"]
    if failures:
        lines.append("failed" if calls == 1 else f"{failures} of {calls} failed")
    if edge["owner"]:
        lines.append("reaches in")
    elif shared:
        lines.append("shared")
    return lines


def _label_size(lines: list[str]) -> Size:
    width = max(text_width(line, _LABEL) + _CROSS * line.endswith("failed") for line in lines)
    return width, _LINE * len(lines) + 3


def _node_size(lines: list[str], kind: str) -> Size:
    sides = _BUS_SIDES if kind == "bus" else 20
    return max(text_width(line, _NAME) for line in lines) + sides, 24 + _LINE * len(lines)


def _edge(web: nx.DiGraph, edge: tuple[str, str], plan: Layout, lines: list[str]) -> Svg:
    marks = "" if web.edges[edge]["waits"] else "later"
    if len(lines) > 1:
        marks = f"wrong {marks}".strip()
    x, y = plan.labels[edge]
    drawn: list[Svg] = []
    if edge in plan.routes:
        drawn.append(shapes.arrow(plan.routes[edge], marks))
    else:
        drawn.append(shapes.loop(plan.nodes[edge[0]], SELF, marks))
    for at, line in enumerate(reversed(lines)):
        foot = y - 5 - _LINE * at
        failed = line.endswith("failed")
        middle = x + (_CROSS / 2 if failed else 0)
        if failed:
            drawn.append(shapes.cross(middle - text_width(line, _LABEL) / 2 - 6, foot - 4))
        drawn.append(element("text", line, class_="small middle", x=middle, y=foot))
    return element("g", *drawn, data_from=edge[0], data_to=edge[1])


def _node(name: str, kind: str, box: Box, lines: list[str], shared: bool) -> Svg:
    lid = 3 if kind == "database" else 0
    first = box.y + lid + 4.5 - _LINE * (len(lines) - 1) / 2
    words = [
        element("text", line, class_="strong middle", x=box.x, y=first + _LINE * at)
        for at, line in enumerate(lines)
    ]
    full = [] if "".join(lines) == name else [element("title", name)]
    return element("g", *full, shapes.node(kind, box, shared), *words, data_node=name)


def entries(web: nx.DiGraph) -> list[Entry]:
    """The legend of what this web has, but for its labels."""
    kinds_of = dict(web.nodes(data="kind"))
    kinds = set(kinds_of.values())
    edges = [data for _, _, data in web.edges(data=True)]
    small, line = Box(17, 8, 32, 16), [(0.0, 8.0), (33.0, 8.0)]
    found = [
        Entry(shapes.node(kind, small), meaning)
        for kind, meaning in (
            ("client", "only asks"),
            ("service", "service"),
            ("bus", "bus"),
            ("database", "database"),
        )
        if kind in kinds
    ]
    if any(edge["waits"] for edge in edges):
        found.append(Entry(shapes.arrow(line, ""), "asks and waits for the answer"))
    if any(edge["asks"] and not edge["waits"] for edge in edges):
        found.append(Entry(shapes.arrow(line, "later"), "asks, the answer is not waited for"))
    told = {
        (kinds_of[caller] == "bus") - (kinds_of[callee] == "bus")
        for caller, callee, asks in web.edges(data="asks")
        if not asks
    }
    found += [
        Entry(sample, meaning)
        for way, sample, meaning in (
            (0, shapes.arrow(line, "later"), "tells and does not wait"),
            (-1, _at_a_bus(28.0, (0.0, 23.0)), "tells, does not wait; time until stored"),
            (1, _at_a_bus(5.0, (10.0, 33.0)), "brings an event; time until handled"),
        )
        if way in told
    ]
    if any(edge["failures"] for edge in edges):
        failed = joined([shapes.arrow(line, "wrong"), shapes.cross(13, 8)])
        found.append(Entry(failed, what_failed(1 in told)))
    if trespasses(web):
        reaching = Entry(shapes.arrow(line, "wrong"), "reaches into another's database")
        found.append(reaching)
    if shared_databases(web):
        found.append(Entry(shapes.node("database", small, wrong=True), "shared database"))
    return found


def _at_a_bus(bus: float, arrow: tuple[float, float]) -> Svg:
    """An arrow from one place to another, beside a bus."""
    line = [(x, 8.0) for x in arrow]
    return joined([shapes.node("bus", Box(bus, 8, 10, 16)), shapes.arrow(line, "later")])


def _several(web: nx.DiGraph) -> list[Entry]:
    """What the label of an edge with several calls means."""
    if all(calls == 1 for _, _, calls in web.edges(data="calls")):
        return []
    sample = element("text", f"2 {TIMES}", class_="small", x=4, y=12)
    return [Entry(sample, "two calls; their shortest and longest time")]
