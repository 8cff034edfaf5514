"""A trace as bars over time."""

from course.trace import NS_PER_MS, Trace
from course.views import shapes
from course.views.axis import ticks
from course.views.bars import Scale, bar, hatch
from course.views.legend import Entry
from course.views.lettering import shortened, text_width
from course.views.picture import Picture, framed
from course.views.rows import Row, read_rows
from course.views.svg import Svg, element, joined
from course.views.telling import tell_row
from course.views.wording import counted, figure, milliseconds

_CHART = 540.0  # how wide the time is drawn
_NAMES = 300.0  # how wide the names may be
_REASON = 150.0  # how wide the reason of a failure may be
_INDENT = 14.0
_DEEPEST = 10  # deeper rows are not indented further
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
    left = min(_NAMES, max((_indent(row) + _name_width(row) for row in shown), default=0.0)) + 14
    scale = Scale(left, _CHART, trace.start, trace.end)
    foot = _AXIS + pitch * len(shown)
    parts = [_axis(scale, foot)]
    for at, row in enumerate(shown):
        y = _AXIS + pitch * (at + 0.5)
        parts.append(
            element(
                "g",
                element("title", words[at]),
                _name(row, y, left - 14),
                bar(row, scale, y, pitch),
                _note(row, scale, y),
            )
        )
    if len(shown) < len(every):
        missing = counted(len(every) - len(shown), "more row")
        words.append(f"… {missing}, drawn by waterfall(trace, rows={len(every)})")
        parts.append(element("text", words[-1], class_="muted small", x=0, y=foot + 18))
        foot += 24
    width = max([left + _CHART, *(_note_at(row, scale) + _note_width(row) for row in shown)])
    title = f"Waterfall: {counted(len(trace), 'span')}, {milliseconds(trace.milliseconds)}"
    return framed(title, "\n".join(words), joined(parts), width, foot, _entries(shown))


def _axis(scale: Scale, foot: float) -> Svg:
    marks = ticks(scale.length / NS_PER_MS)
    parts: list[Svg] = []
    for at, mark in enumerate(marks):
        x = scale.x(scale.start + mark * NS_PER_MS)
        words = milliseconds(mark) if at == len(marks) - 1 else figure(mark)
        parts.append(element("path", class_="ruler", d=f"M{x:.1f} {_AXIS - 4:.0f}V{foot:.0f}"))
        parts.append(element("text", words, class_="muted tiny middle", x=x, y=_AXIS - 10))
    return joined(parts)


def _indent(row: Row) -> float:
    return _INDENT * min(row.depth, _DEEPEST)


def _names(row: Row) -> tuple[str, str]:
    """Who is asked, and for what."""
    arrow = {"call": "→ ", "database": "→ ", "event": "⇢ ", "inside": ""}[row.role]
    asker = f"{row.caller} " if row.depth == 0 and row.caller else ""
    return f"{asker}{arrow}{row.callee}", row.operation


def _name_width(row: Row) -> float:
    who, what = _names(row)
    return 1.08 * text_width(who, 12) + 6 + text_width(what, 11) + 1


def _name(row: Row, y: float, right: float) -> Svg:
    """The name fits into its room; what does not is in the row's title."""
    who, what = _names(row)
    room = right - _indent(row)
    who = shortened(who, 12, room / 1.08)
    room -= 1.08 * text_width(who, 12) + 6
    what = shortened(what, 11, room) if room > 30 else ""
    return element(
        "text",
        element("tspan", who, class_="strong"),
        element("tspan", what, class_="muted tiny", dx=6),
        class_="small",
        x=_indent(row),
        y=y + 4,
    )


def _note_at(row: Row, scale: Scale) -> float:
    """Behind the bar: also behind what is done for nobody, unless that comes much later."""
    behind = scale.x(row.end) + 5
    if row.answer is None or row.answer[1] <= row.end:
        return behind
    if behind + _note_width(row) < scale.x(row.answer[0]):
        return behind
    return scale.x(row.answer[1]) + 5


def _note(row: Row, scale: Scale, y: float) -> Svg:
    """How long it took, and why it failed, behind the bar."""
    x = _note_at(row, scale)
    words = milliseconds((row.end - row.start) / NS_PER_MS)
    time = element("text", words, class_="small halo", x=x, y=y + 4)
    if not row.failure:
        return time
    x += text_width(words, 12) + 10
    reason = shortened(row.failure, 12, _REASON)
    return joined(
        [
            time,
            shapes.cross(x, y),
            element("text", reason, class_="small strong halo", x=x + 8, y=y + 4),
        ]
    )


def _note_width(row: Row) -> float:
    time = text_width(milliseconds((row.end - row.start) / NS_PER_MS), 12)
    reason = shortened(row.failure, 12, _REASON)
    return time + (18 + 1.08 * text_width(reason, 12) if reason else 0)


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
    return [
        Entry(sample, words)
        for present, sample, words in (
            (any(row.away for row in calls), away, on_the_way),
            (any(row.waits for row in rows), waits, "waits for the rows below"),
            (any(row.works for row in rows if row.role != "database"), works, "works itself"),
            (any(row.queued for row in rows), queued, "queued: all workers are busy"),
            (any(row.role == "database" for row in rows), stored, "database call"),
            (any(row.failure for row in rows), failed, "failed"),
        )
        if present
    ]
