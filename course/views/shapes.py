"""The shapes of the views: what kind of thing something is, without its colour."""

from itertools import pairwise

from course.views.geometry import Box, Point
from course.views.svg import Svg, element, joined, number

_HEAD = 8.0  # the length of an arrow's head
_RIM = 5.0  # half the height of a cylinder's lid


def node(kind: str, box: Box, wrong: bool = False) -> Svg:
    """A client is round at its ends, a service a box, a database a cylinder, a bus two rails."""
    marks = f"{kind} wrong" if wrong else kind
    if kind == "bus":
        return _rails(box)
    if kind == "database":
        return _cylinder(box, marks)
    return element(
        "rect",
        class_=marks,
        x=box.left,
        y=box.top,
        width=box.width,
        height=box.height,
        rx=box.height / 2 if kind == "client" else 6,
    )


def _cylinder(box: Box, marks: str) -> Svg:
    left, width, top = map(number, (box.left, box.width, box.top + _RIM))
    rim = f"{number(box.width / 2)} {number(_RIM)} 0 0"
    height = number(box.height - 2 * _RIM)
    body = f"M{left} {top}a{rim} 1 {width} 0v{height}a{rim} 1 -{width} 0zm0 0a{rim} 0 {width} 0"
    return element("path", class_=marks, d=body)


def _rails(box: Box) -> Svg:
    """A way for what comes in at one side and goes out at the other: those sides are open."""
    left, width = number(box.left + 2), number(box.width - 4)
    rails = "".join(f"M{left} {number(y)}h{width}" for y in (box.top + 1.5, box.bottom - 1.5))
    floor = element(
        "rect", class_="bus", x=box.left, y=box.top, width=box.width, height=box.height, rx=2
    )
    return joined([floor, element("path", class_="rail", d=rails)])


def arrow(points: list[Point], marks: str) -> Svg:
    """A line through ``points``, curved wherever it changes its height, with a head at its end."""
    (x, y), (before, _) = points[-1], points[-2]
    way = 1 if x >= before else -1
    line = curve([*points[:-1], (x - way * _HEAD, y)])
    return joined(
        [
            element("path", class_=f"edge {marks}".strip(), d=line),
            head(x, y, way, marks),
        ]
    )


def head(x: float, y: float, way: int, marks: str = "") -> Svg:
    """The head of an arrow that points right (``way`` 1) or left (-1)."""
    back = number(-way * (_HEAD + 1))
    shape = f"M{number(x)} {number(y)}l{back} -4v8z"
    return element("path", class_=f"head {marks}".strip(), d=shape)


def curve(points: list[Point]) -> str:
    """The path through ``points``; it leaves and reaches each of them level."""
    path = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y1 - y0) < 0.05:
            path.append(f"H{number(x1)}")
        else:
            middle = number((x0 + x1) / 2)
            path.append(f"C{middle} {number(y0)} {middle} {number(y1)} {number(x1)} {number(y1)}")
    return "".join(path)


def loop(box: Box, height: float, marks: str) -> Svg:
    """An arrow from the top of ``box`` up and back to it."""
    reach = min(18.0, box.width / 3)
    x, top = number(box.x - reach), number(box.top)
    rise = number(height * 1.3)
    line = f"M{x} {top}c0 -{rise} {number(2 * reach)} -{rise} {number(2 * reach)} -{number(_HEAD)}"
    tip = f"M{number(box.x + reach)} {top}l-4 -9h8z"
    return joined(
        [
            element("path", class_=f"edge {marks}".strip(), d=line),
            element("path", class_=f"head {marks}".strip(), d=tip),
        ]
    )


def cross(x: float, y: float) -> Svg:
    """The sign of a failure, around a point."""
    return element("path", class_="wrong", d=f"M{number(x - 4)} {number(y - 4)}l8 8m0 -8l-8 8")


def word(left: float, right: float, y: float) -> Svg:
    """The way of the word that a message arrived, back to who sent it."""
    return element("path", class_="word", d=f"M{number(left)} {number(y)}H{number(right)}")


def moment(x: float, y: float, name: str) -> Svg:
    """The sign of a moment: it points down or up, as what happens then, or to both sides."""
    points = {"down": "-5 -4h10l-5 9z", "up": "-5 4h10l-5 -9z"}.get(name, "-5 0l5 -5l5 5l-5 5z")
    return element("path", class_="head", d=f"M{number(x)} {number(y)}m{points}")
