"""A request web for each architecture, on one sheet and to one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from course.trace import Trace
from course.views.comparison.best import architectures
from course.views.comparison.comparison import Comparison
from course.views.diagram import Drawing, drawing, entries, style_of
from course.views.legend import Entry
from course.views.lettering import text_width
from course.views.picture import Picture, framed
from course.views.svg import Svg, element, joined, number
from course.views.telling import tell_web
from course.webs import request_web
from course.webs.wording import TIMES, counted

SHEET = 1080.0
"""How wide the sheet may be, in pixels: it is seen whole beside a notebook's margin."""
_HEAD = 30.0  # the room for a name above its web
_SIZE = 14.0
_BESIDE, _BELOW = 44.0, 26.0


@dataclass(frozen=True, slots=True)
class Web:
    """The web of one architecture, drawn: what takes longest of a sheet, to be kept."""

    name: str
    web: nx.DiGraph
    drawn: Drawing


@dataclass(frozen=True, slots=True)
class _Placed:
    title: str
    drawn: Drawing
    x: float
    y: float


def webs(comparison: Comparison) -> Picture:
    """Who asks whom in all of a story, in each architecture: as many side by side as there is room.

    Above an edge stands how often it was used, and how many of these calls failed.
    """
    return sheet([a_web(name, comparison.traces[name]) for name in architectures(comparison)])


def a_web(name: str, trace: Trace) -> Web:
    """The web of one architecture, from all that happened in it."""
    web = request_web(trace)
    return Web(name, web, drawing(web, {edge: _label(web, edge) for edge in web.edges}))


def sheet(found: Sequence[Web]) -> Picture:
    """Several webs as one picture, with one legend."""
    placed, width, height = _placed(found)
    return framed(
        "Who asks whom, and how often",
        "\n".join(f"{one.name}:\n{tell_web(one.web)}" for one in found),
        joined(_on_sheet(one) for one in placed),
        width,
        height,
        _legend(found),
        max((style_of(one.web) for one in found), key=len, default=""),
    )


def _title(name: str, web: nx.DiGraph) -> str:
    parts = [kind for _, kind in web.nodes(data="kind") if kind != "client"]
    return f"{name}: {counted(len(parts), 'part')} took part"


def _label(web: nx.DiGraph, edge: tuple[str, str]) -> list[str]:
    calls, failures = web.edges[edge]["calls"], web.edges[edge]["failures"]
    lines = [f"{calls:,} {TIMES}"]
    if failures:
        lines.append(f"{failures:,} failed")
    return lines


def _placed(found: Sequence[Web]) -> tuple[list[_Placed], float, float]:
    """Line by line, as words are; with the width and the height of all of it."""
    placed: list[_Placed] = []
    x = y = deepest = widest = 0.0
    for one in found:
        title = _title(one.name, one.web)
        width = max(one.drawn.width, text_width(title, _SIZE))
        if x and x + width > SHEET:
            x, y = 0.0, deepest + _BELOW
        placed.append(_Placed(title, one.drawn, x, y))
        widest, deepest = max(widest, x + width), max(deepest, y + _HEAD + one.drawn.height)
        x += width + _BESIDE
    return placed, widest, deepest


def _on_sheet(one: _Placed) -> Svg:
    return element(
        "g",
        element("text", one.title, class_="strong", x=0, y=_SIZE),
        element("g", one.drawn.body, transform=f"translate(0 {number(_HEAD)})"),
        transform=f"translate({number(one.x)} {number(one.y)})",
    )


def _legend(found: Sequence[Web]) -> list[Entry]:
    """What the webs have, each once; no times, as no time stands in them."""
    known = dict.fromkeys(
        Entry(entry.sample, entry.words.partition(";")[0])
        for one in found
        for entry in entries(one.web)
    )
    sample = element("text", f"2 {TIMES}", class_="small", x=4, y=12)
    return [*known, Entry(sample, "so many calls")]
