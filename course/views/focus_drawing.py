"""The shapes of the picture of a service and those around it."""

from collections.abc import Mapping
from typing import Any

from course.views import shapes
from course.views.focus_places import Way
from course.views.geometry import Box
from course.views.lettering import text_width
from course.views.svg import Svg, element, joined, number

NAME, LABEL = 12.0, 11.0  # the height of letters
LINE = 14.0  # from one line of words to the next
SIGN = 14.0  # the room of a sign beside words
_HEAD = 8.0

STYLE = """
#ID .middle-one{stroke-width:3;fill-opacity:.24}
#ID .folded{fill:none;stroke:MUTED;stroke-width:1.2;stroke-dasharray:2 3}
#ID .back{stroke:SERVICE;stroke-width:2}
#ID .head.back{fill:SERVICE;stroke:none}
#ID .sign{stroke:INK;stroke-width:1.3;fill:none}
#ID .sign.back{stroke:SERVICE;stroke-width:1.6}
"""


def service(
    name: str, kind: str, box: Box, words: list[str], is_middle: bool, is_both: bool
) -> Svg:
    """A service of the web with its name, and a sign if it is caller and callee at once."""
    shape = shapes.node(f"{kind} middle-one" if is_middle and kind == "service" else kind, box)
    x = box.x + (SIGN / 2 if is_both else 0)
    lid = 3 if kind == "database" else 0
    parts = [shape, *_lines(words, x, box.y + lid, NAME, "strong small middle")]
    if is_both:
        wide = max(1.08 * text_width(line, NAME) for line in words)
        parts.append(both(x - wide / 2 - SIGN / 2 - 1, box.y))
    full = [] if "".join(words) == name else [element("title", name)]
    return element("g", *full, *parts, data_node=name)


def folded(box: Box, words: list[str]) -> Svg:
    """What is folded into a number."""
    rectangle = element(
        "rect",
        class_="folded",
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        rx=6,
    )
    return joined([rectangle, *_lines(words, box.x, box.y, LABEL, "tiny middle")])


def _lines(words: list[str], x: float, y: float, size: float, marks: str) -> list[Svg]:
    first = y + size * 0.35 - LINE * (len(words) - 1) / 2
    return [
        element("text", line, class_=marks, x=x, y=first + LINE * at)
        for at, line in enumerate(words)
    ]


def marks(edge: Mapping[str, Any], leads_back: bool) -> str:
    """The classes of a line: what failed or reaches in, what leads back, who waits."""
    found = ["wrong"] if edge.get("failures") or edge.get("owner") else []
    if leads_back:
        found.append("back")
    if not edge.get("waits", True):
        found.append("later")
    return " ".join(found)


def line(way: Way, words: str, marks: str) -> Svg:
    """A line with its label in a gap; the signs of a failure and of leading back come first."""
    parts = [*arrow(way, marks)]
    x, y = way.label
    parts.append(element("text", words, class_="tiny end", x=x, y=y + 4))
    x -= text_width(words, LABEL) + SIGN / 2
    if "wrong" in marks:
        parts.append(shapes.cross(x, y))
        x -= SIGN
    if "back" in marks:
        parts.append(hook(x, y))
    return joined(parts)


def label_width(words: str, marks: str) -> float:
    """How much room the label of a line needs, its signs included."""
    return text_width(words, LABEL) + SIGN * (("wrong" in marks) + ("back" in marks))


def arrow(way: Way, marks: str) -> list[Svg]:
    before, after = way.parts
    (x, y), (last, _) = after[-1], after[-2]
    to = 1 if x >= last else -1
    end = (x - to * _HEAD, y)
    if way.bulge:
        (x0, y0), (x1, _), (_, y1) = after[:3]
        out = number(x1 + way.bulge)
        bend = f"C{out} {number(y0)} {out} {number(y1)} {number(x1)} {number(y1)}"
        rest = f"M{number(x0)} {number(y0)}H{number(x1)}{bend}H{number(end[0])}"
    else:
        rest = shapes.curve([*after[:-1], end])
    path = element("path", class_=f"edge {marks}".strip(), d=shapes.curve(before) + rest)
    return [path, shapes.head(x, y, to, marks)]


def hook(x: float, y: float) -> Svg:
    """The sign of a line that leads back."""
    shape = f"M{number(x + 5)} {number(y - 3)}h-6a3 3 0 0 0 0 6h5m-2.5 -2.5l2.5 2.5l-2.5 2.5"
    return element("path", class_="sign back", d=shape)


def both(x: float, y: float) -> Svg:
    """The sign of who is caller and callee at once."""
    shape = f"M{number(x - 5)} {number(y - 2.5)}h9l-3 -3m4 8h-9l3 3"
    return element("path", class_="sign", d=shape)
