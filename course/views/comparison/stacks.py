"""Bars made of parts: each kind of part has a look of its own, not only a colour."""

from collections.abc import Callable, Mapping, Sequence

from course.views import shapes
from course.views.axis import ticks
from course.views.bars import hatch
from course.views.comparison.comparison import Comparison
from course.views.lettering import text_width
from course.views.svg import Svg, element, joined
from course.webs.wording import figure, milliseconds

Look = Callable[[float, float, float, float], Svg]
"""Draws a part: from ``x``, around the height ``y``, so wide, so high."""

STYLE = """
#ID .fresh,#ID .stale{shape-rendering:crispEdges}
#ID .fresh{fill:SERVICE;fill-opacity:.4;stroke:SERVICE}
#ID .stale{fill:BUS;fill-opacity:.35;stroke:BUS}
#ID .refused{fill:PAPER;stroke:WRONG;stroke-width:2}
#ID .again{fill:WRONG;fill-opacity:.25;stroke:WRONG}
#ID .rest{fill:MUTED;fill-opacity:.3;stroke:MUTED}
"""
_THICK = 18.0
_THINNEST = 2.0  # a part that is there is seen
_LETTERS = 12.0

Drawn = tuple[list[Svg], Svg]
"""A piece for each line, drawn around its middle, and what stands below all of them."""


def _look(*marks: str, hatched: bool = False, crossed: bool = False) -> Look:
    def draw(x: float, y: float, width: float, height: float) -> Svg:
        parts = [
            element("rect", class_=mark, x=x, y=y - height / 2, width=width, height=height)
            for mark in marks
        ]
        if hatched:
            parts.append(hatch(x, y - height / 2, width, height))
        if crossed and width >= 12:
            parts.append(shapes.cross(x + 8, y))
        return joined(parts)

    return draw


FATES: Mapping[str, Look] = {
    "fresh": _look("fresh"),
    "stale": _look("stale", hatched=True),
    "refused": _look("refused", crossed=True),
}
_SOURCES = (
    _look("away"),
    _look("stored"),
    _look("away", hatched=True),
    _look("works"),
    _look("rest"),
    _look("again", hatched=True),
)
_DARK = (_SOURCES[1], _SOURCES[3])


def styles(comparison: Comparison) -> dict[str, Look]:
    """The look of each source of time; of those that are nowhere, none."""
    order = dict.fromkeys(name for went in comparison.sources_ms.values() for name in went)
    looks = {name: _SOURCES[at % len(_SOURCES)] for at, name in enumerate(order)}
    seen = {name for went in comparison.sources_ms.values() for name, ms in went.items() if ms}
    return {name: look for name, look in looks.items() if name in seen}


def sources(comparison: Comparison, names: list[str], width: float) -> Drawn:
    """Where the time of an answered read goes, on average; all lines have one scale, in ms."""
    looks = styles(comparison)
    went = [comparison.sources_ms.get(name, {}) for name in names]
    longest = max((sum(one.values()) for one in went), default=0.0) or 1.0
    rows = [
        _stack(
            [(looks[name], ms) for name, ms in one.items() if ms],
            width / longest,
            milliseconds(sum(one.values())) if sum(one.values()) else "no read answered",
        )
        for one in went
    ]
    return rows, scale(longest, width)


def fates(comparison: Comparison, names: list[str], width: float) -> Drawn:
    """What became of the reads that were asked for: the whole width is all of them."""
    rows = []
    for name in names:
        counts = comparison.fates[name]
        asked = sum(counts.values())
        kept = [(look, counts.get(fate, 0)) for fate, look in FATES.items() if counts.get(fate, 0)]
        rows.append(_stack(kept, width / max(asked, 1), f"of {asked:,}"))
    return rows, Svg()


def scale(longest: float, width: float) -> Svg:
    """Marks in ms below the lines."""
    parts: list[Svg] = []
    for at in ticks(longest, 6):
        x = width * at / longest
        parts.append(element("path", class_="ruler", d=f"M{x:.1f} 0v5"))
        words = figure(at) if at else "0 ms"
        parts.append(element("text", words, class_="tiny muted middle", x=x, y=16))
    return joined(parts)


def _stack(parts: Sequence[tuple[Look, float]], unit: float, end: str) -> Svg:
    """Parts behind each other, each with its number where that fits; then ``end``."""
    x = 0.0
    drawn: list[Svg] = []
    for look, value in parts:
        width = max(value * unit, _THINNEST)
        drawn.append(look(x, 0, width, _THICK))
        words = figure(value)
        if text_width(words, _LETTERS) + 26 <= width:
            ink = " onto" if look in _DARK else " halo"
            drawn.append(element("text", words, class_=f"small middle{ink}", x=x + width / 2, y=4))
        x += width
    drawn.append(element("text", end, class_="small", x=x + 6, y=4))
    return joined(drawn)
