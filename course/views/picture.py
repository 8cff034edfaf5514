"""A picture: drawn for the eye, told for the ear."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from course.views.legend import Entry, legend
from course.views.lettering import text_width
from course.views.palette import BUS, DATABASE, FONT, INK, LINE, MUTED, PAPER, SERVICE, WRONG
from course.views.svg import Svg, element, number

# Below this share of its own size a picture scrolls instead of shrinking: letters stay readable.
_SMALLEST = 0.75

_MARGIN = 12.0
_HEADING = 36.0
_ABOVE_LEGEND = 24.0
_NARROWEST = 420.0

_STYLE = """
#ID{display:block;height:auto;max-width:100%;background:PAPER;color:INK;font:13px FONT}
#ID text{fill:INK;white-space:pre}
#ID .muted{fill:MUTED}
#ID .strong{font-weight:600}
#ID .small{font-size:12px}
#ID .tiny{font-size:11px}
#ID .end{text-anchor:end}
#ID .middle{text-anchor:middle}
#ID .halo{stroke:PAPER;stroke-width:3px;paint-order:stroke;stroke-linejoin:round}
#ID .ruler{stroke:LINE;fill:none;opacity:.6}
#ID .edge{stroke:MUTED;stroke-width:1.5;fill:none}
#ID .head{fill:MUTED}
#ID .wrong{stroke:WRONG;stroke-width:2;fill:none}
#ID .head.wrong{fill:WRONG;stroke:none}
#ID .later{stroke-dasharray:5 4}
#ID .client{stroke:MUTED;stroke-width:1.5;fill:MUTED;fill-opacity:.1}
#ID .service{stroke:SERVICE;stroke-width:1.5;fill:SERVICE;fill-opacity:.12}
#ID .database{stroke:DATABASE;stroke-width:1.5;fill:DATABASE;fill-opacity:.16}
#ID .database.wrong{stroke:WRONG;fill:WRONG;fill-opacity:.12}
#ID .works,#ID .away,#ID .waits{shape-rendering:crispEdges}
#ID .works{fill:SERVICE}
#ID .stored{fill:DATABASE}
#ID .away{fill:PAPER;stroke:SERVICE;stroke-width:1}
#ID .waits{fill:SERVICE;fill-opacity:.45;stroke:SERVICE;stroke-width:1}
#ID .stored.wrong{fill:DATABASE}
#ID .hatch{stroke:MUTED;fill:none}
#ID text.onto{fill:#fff}
"""
# Only in pictures that have a bus: all others stay as they are, to the byte.
BUS_STYLE = """
#ID .bus{fill:BUS;fill-opacity:.16}
#ID .rail{stroke:BUS;stroke-width:3;stroke-linecap:round;fill:none}
#ID .told{fill:PAPER;stroke:BUS;stroke-width:1.5;stroke-dasharray:4 3}
#ID .word{stroke:BUS;stroke-width:1.5;stroke-dasharray:1 4;stroke-linecap:round;fill:none}
"""
_COLOURS = {
    "BUS": BUS,
    "PAPER": PAPER,
    "INK": INK,
    "FONT": FONT,
    "MUTED": MUTED,
    "LINE": LINE,
    "WRONG": WRONG,
    "SERVICE": SERVICE,
    "DATABASE": DATABASE,
}


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """What a view gives. A notebook shows ``svg``; ``text`` tells the same in words.

    ``svg`` is the same to the byte for the same content, and stands alone as a file.
    """

    title: str
    svg: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<div style="overflow-x:auto">{self.svg}</div>'


def framed(
    title: str,
    text: str,
    body: Svg,
    width: float,
    height: float,
    entries: Sequence[Entry],
    style: str = "",
) -> Picture:
    """``body``, drawn on ``width`` by ``height`` pixels, below its title and above its legend.

    ``style`` has the rules of what not every picture has, as ``BUS_STYLE``.
    The ids come from the content, so that several pictures on one page do not clash.
    """
    content = "\0".join([title, text, body, *(entry.words for entry in entries)])
    name = "view-" + hashlib.sha256(content.encode(errors="replace")).hexdigest()[:12]
    inner = max(width, text_width(title, 15), _NARROWEST)
    key, foot = legend(entries, inner)
    below = _HEADING + height + _ABOVE_LEGEND
    parts = [
        element("text", title, class_="strong", x=0, y=13),
        element("g", body, transform=f"translate({number((inner - width) / 2)} {_HEADING:.0f})"),
        element("g", key, transform=f"translate(0 {number(below)})"),
    ]
    whole = (inner + 2 * _MARGIN, below + foot + 2 * _MARGIN)
    drawn = element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", text, id=f"{name}-desc"),
        element("style", _style(name, style)),
        element("g", *parts, transform=f"translate({_MARGIN:.0f} {_MARGIN:.0f})"),
        id=name,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {whole[0]:.0f} {whole[1]:.0f}",
        width=f"{whole[0]:.0f}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        style=f"min-width:{whole[0] * _SMALLEST:.0f}px",
    )
    return Picture(title=title, svg=drawn, text=f"{title}\n{text}")


def _style(name: str, more: str) -> Svg:
    colours = re.sub("[A-Z]{3,}", lambda word: _COLOURS[word[0]], _STYLE + more)
    return Svg(colours.replace("#ID", f"#{name}").replace("\n", ""))
