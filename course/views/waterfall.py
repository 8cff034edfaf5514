"""A trace as bars over time."""

from course.trace import NS_PER_MS, Trace
from course.views import shapes
from course.views.axis import ticks
from course.views.bars import Scale, bar, hatch
from course.views.captions import indent, name, name_width, note, note_at, note_width
from course.views.legend import Entry
from course.views.picture import BUS_STYLE, Picture, framed
from course.views.row import Row
from course.views.rows import read_rows
from course.views.svg import Svg, element, joined
from course.views.telling import tell_row
from course.webs.wording import counted, figure, listed, milliseconds

_CHART = 540.0  # how wide the time is drawn
_NAMES = 300.0  # how wide the names may be
_MANY = 40  # more rows are drawn smaller
_AXIS = 24.0


def waterfall(trace: Trace, rows: int = 80) -> Picture:
    """Draws each call as a bar over time, below the call it is part of.

    An outline lasts as long as the caller waits; inside it is what the callee does meanwhile. At
    most ``rows`` rows are drawn, and the picture says how many are left out.
    """
    if rows < 1:
        raise ValueError(f"waterfall(trace, rows={rows}) has nothing to draw: rows is at least 1")
    every = read_rows(trace)
    shown = every[:rows]
    words = [tell_row(row, trace.start) for row in shown]
    pitch = 24.0 if len(shown) <= _MANY else 17.0
    left = min(_NAMES, max((indent(row) + name_width(row) for row in shown), default=0.0)) + 14
    scale = Scale(left, _CHART, trace.start, trace.end)
    foot = _AXIS + pitch * len(shown)
    parts = [_axis(scale, foot)]
    for at, row in enumerate(shown):
        y = _AXIS + pitch * (at + 0.5)
        parts.append(
            element(
                "g",
                element("title", words[at]),
                name(row, y, left - 14),
                bar(row, scale, y, pitch),
                note(row, scale, y),
            )
        )
    if len(shown) < len(every):
        missing = counted(len(every) - len(shown), "more row")
        words.append(f"… {missing}, drawn by waterfall(trace, rows={len(every)})")
        parts.append(element("text", words[-1], class_="muted small", x=0, y=foot + 18))
        foot += 24
    width = max([left + _CHART, *(note_at(row, scale) + note_width(row) for row in shown)])
    title = f"Waterfall: {_held(every)}, {milliseconds(trace.milliseconds)}"
    style = BUS_STYLE if any(row.told for row in shown) else ""
    return framed(title, "\n".join(words), joined(parts), width, foot, _entries(shown), style)


def _held(rows: list[Row]) -> str:
    """What a waterfall holds; moments are none of it."""
    asked = sum(row.role in ("call", "database") for row in rows)
    told = sum(row.role in ("event", "sent", "brought") for row in rows)
    alone = sum(row.role == "inside" for row in rows)
    counts = [(asked, "call"), (told, "message"), (alone, "other step")]
    found = [counted(number, noun) for number, noun in counts if number]
    return listed(found) or "nothing"


def _axis(scale: Scale, foot: float) -> Svg:
    marks = ticks(scale.length / NS_PER_MS)
    parts: list[Svg] = []
    for at, mark in enumerate(marks):
        x = scale.x(scale.start + mark * NS_PER_MS)
        words = milliseconds(mark) if at == len(marks) - 1 else figure(mark)
        parts.append(element("path", class_="ruler", d=f"M{x:.1f} {_AXIS - 4:.0f}V{foot:.0f}"))
        parts.append(element("text", words, class_="muted tiny middle", x=x, y=_AXIS - 10))
    return joined(parts)


def _entries(rows: list[Row]) -> list[Entry]:
    """The legend of what these rows have."""
    box = {"x": 2.0, "y": 1.0, "width": 30.0, "height": 14.0}
    away = element("rect", class_="away", **box)
    waits = element("rect", class_="waits", **box)
    works = element("rect", class_="works", **box)
    queued = joined([away, hatch(**box)])
    stored = element("rect", class_="stored", rx=7, **box)
    failed = joined([element("rect", class_="wrong", **box), shapes.cross(17, 8)])
    calls = [row for row in rows if row.role == "call"]
    seen = all(row.answer for row in calls)
    on_the_way = "a message is on its way" if seen else "on its way, or no answer recorded"
    told = element("rect", class_="told", **box)
    silent = shapes.word(2, 32, 8)
    signs = {it: shapes.moment(17, 8, it) for it in ("down", "up", "replay")}
    moments = {row.moment if row.moment in signs else "replay" for row in rows if row.moment}
    return [
        Entry(sample, words)
        for present, sample, words in (
            (any(row.away for row in calls), away, on_the_way),
            (any(row.told for row in rows), told, "an event is on its way: nobody waits"),
            (
                any(row.word for row in rows),
                silent,
                "not confirmed yet, not counted",
            ),
            (any(row.waits for row in rows), waits, "waits for the rows below"),
            (any(row.works for row in rows if row.role != "database"), works, "works itself"),
            (any(row.queued for row in rows), queued, "queued: all workers are busy"),
            (any(row.role == "database" for row in rows), stored, "database call"),
            ("down" in moments, signs["down"], "goes down"),
            ("up" in moments, signs["up"], "comes up"),
            ("replay" in moments, signs["replay"], "a consumer is to hear events again"),
            (any(row.failure for row in rows), failed, "failed"),
        )
        if present
    ]
