"""The bars of a waterfall: every moment of a bar shows what the time went into."""

from dataclasses import dataclass

from course.trace import NS_PER_MS
from course.views import shapes
from course.views.intervals import Interval
from course.views.lettering import text_width
from course.views.row import Row
from course.views.svg import Svg, element, joined, number
from course.webs.wording import figure

_THINNEST = 2.0  # even the shortest time is seen
_HATCH = 5.0  # between two strokes
_LETTERS = 11.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a time in ns is, in pixels from the left."""

    left: float
    width: float
    start: int
    end: int

    @property
    def length(self) -> int:
        """The whole time, in ns."""
        return self.end - self.start

    def x(self, time: float) -> float:
        """The place of a time."""
        return self.left + self.width * (time - self.start) / max(self.length, 1)


def bar(row: Row, scale: Scale, y: float, pitch: float) -> Svg:
    """The bar of a row, with its middle at ``y``; times are written into it where they fit."""
    height = pitch - 8
    wrong = " wrong" if row.failure else ""
    whole = (row.start, row.end)
    if row.role == "database":
        return _box(scale, whole, y, height, f"stored{wrong}", rounded=height / 2)
    if row.role == "mark":
        return shapes.moment(scale.x(row.start), y, row.moment)
    if row.told:
        parts = [shapes.word(scale.x(first), scale.x(last), y) for first, last in row.word]
        parts += [_box(scale, time, y, height, "told") for time in row.away]
    else:
        parts = [_box(scale, whole, y, height, "away")]
    if row.answer is not None and row.role != "sent":
        parts.append(_box(scale, row.answer, y, height, "waits"))
    parts += [_box(scale, time, y, height, "works") for time in row.works]
    for time in row.queued:
        x, width = _across(scale, time)
        parts.append(_box(scale, time, y, height, "away"))
        parts.append(hatch(x, y - height / 2, width, height))
    if wrong:
        parts.append(_box(scale, whole, y, height, "wrong"))
    if wrong and row.struck is not None:
        parts.append(shapes.cross(scale.x(max(row.start, min(row.struck, row.end))), y))
    if height > _LETTERS:
        for times, ink in ((row.away, ""), (row.queued, " halo"), (row.works, " onto")):
            parts += [_time(scale, time, y, ink) for time in times]
    return joined(parts)


def hatch(x: float, y: float, width: float, height: float) -> Svg:
    """Slanting strokes that fill a box."""
    strokes: list[str] = []
    at = -height + _HATCH / 2
    while at < width:
        first, last = max(at, 0.0), min(at + height, width)
        strokes.append(
            f"M{number(x + first)} {number(y + height - (first - at))}"
            f"L{number(x + last)} {number(y + height - (last - at))}"
        )
        at += _HATCH
    return element("path", class_="hatch", d="".join(strokes))


def _across(scale: Scale, time: Interval) -> tuple[float, float]:
    x = scale.x(time[0])
    return x, max(scale.x(time[1]) - x, _THINNEST)


def _box(
    scale: Scale, time: Interval, y: float, height: float, marks: str, rounded: float = 0
) -> Svg:
    x, width = _across(scale, time)
    corner = min(rounded, width / 2)
    return element(
        "rect", class_=marks, x=x, y=y - height / 2, width=width, height=height, rx=corner
    )


def _time(scale: Scale, time: Interval, y: float, ink: str) -> Svg:
    """The milliseconds of a part of a bar, or nothing where they do not fit."""
    x, width = _across(scale, time)
    words = figure((time[1] - time[0]) / NS_PER_MS)
    if text_width(words, _LETTERS) + 4 > width:
        return Svg()
    return element("text", words, class_=f"tiny middle{ink}", x=x + width / 2, y=y + 4)
