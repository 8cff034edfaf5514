"""The services of a web in the order of a measure, as bars with numbers."""

from collections.abc import Mapping

import networkx as nx

from course.views.lettering import shortened, text_width
from course.views.picture import Picture, framed
from course.views.svg import Svg, element, joined, number
from course.webs.measures import MEASURES, Measures, measures
from course.webs.wording import counted, figure

_ROW = 22.0
_NAME_WIDTH = 180.0
_BAR = 300.0  # the longest bar
_THICK = 14.0
_SIZE = 12.0


class NotMeasured(LookupError):
    """A measure was asked for that this web, or any web, does not have."""


def ranking(web: nx.DiGraph, by: str = "called", first: int = 20) -> Picture:
    """The ``first`` nodes of a web with the highest value of a measure, the highest on top.

    ``by`` is a name of ``course.webs.measures.MEASURES``. Where several have the same value, they
    are in the web's order. Raises ``NotMeasured`` (a ``LookupError``) for another name, and for
    times in a web that knows none; ``ValueError`` for ``first`` below 1.
    """
    return ranked_picture(measures(web), by, first)


def ranked(measured: Mapping[str, Measures], by: str) -> list[tuple[str, float]]:
    """Each node with its value, the highest first."""
    if by not in MEASURES:
        raise NotMeasured(f'"{by}" is no measure. There are: {", ".join(MEASURES)}.')
    values = {name: getattr(one, by) for name, one in measured.items()}
    if any(value is None for value in values.values()):
        raise NotMeasured(
            f'This web knows no times, so "{by}" ({MEASURES[by]}) cannot be told. '
            "A web from a trace knows them; a list of edges does not."
        )
    return sorted(values.items(), key=lambda pair: -pair[1])


def ranked_picture(measured: Mapping[str, Measures], by: str, first: int) -> Picture:
    """The picture for measures that are there already."""
    if first < 1:
        raise ValueError(f"first: at least 1 row can be shown, not {first}")
    rows = ranked(measured, by)
    shown, others = rows[:first], rows[first:]
    title = f"{MEASURES[by].capitalize()}: the first {len(shown)} of {len(rows):,}"
    if not others:
        title = f"{MEASURES[by].capitalize()}: {counted(len(rows), 'node')}"
    names = {name: shortened(name, _SIZE, _NAME_WIDTH) for name, _ in shown}
    left = max((text_width(name, _SIZE) for name in names.values()), default=0.0) + 10
    highest = shown[0][1] if shown else 0
    parts = [
        _row(name, names[name], value, _BAR * value / highest if highest else 0.0, at, left)
        for at, (name, value) in enumerate(shown)
    ]
    height = _ROW * len(shown)
    width = left + _BAR + 8 + text_width(figure(highest), _SIZE)
    told = [f"{at}. {name}: {figure(value)}" for at, (name, value) in enumerate(shown, 1)]
    if others:
        note = f"{len(others):,} more, none above {figure(others[0][1])}"
        told.append(note)
        parts.append(element("text", note, class_="small muted", x=left, y=height + 14))
        height += _ROW
    return framed(title, "\n".join(told), joined(parts), width, height, [])


def _row(name: str, written: str, value: float, length: float, at: int, left: float) -> Svg:
    middle = _ROW * at + _ROW / 2
    full = [] if written == name else [element("title", name)]
    return element(
        "g",
        *full,
        element("text", written, class_="small end", x=left - 10, y=middle + 4),
        element(
            "path",
            class_="works",
            d=f"M{number(left)} {number(middle - _THICK / 2)}h{number(max(length, 1))}"
            f"v{number(_THICK)}h-{number(max(length, 1))}z",
        ),
        element("text", figure(value), class_="small", x=left + length + 6, y=middle + 4),
        data_node=name,
    )
