"""The words of a waterfall: who does what before each bar, and how it went behind it."""

from course.trace import NS_PER_MS
from course.views import shapes
from course.views.bars import Scale
from course.views.lettering import shortened, text_width
from course.views.row import Row
from course.views.svg import Svg, element, joined
from course.webs.wording import milliseconds

_REASON = 150.0  # how wide the reason of a failure may be
_INDENT = 14.0
_DEEPEST = 10  # deeper rows are not indented further


def indent(row: Row) -> float:
    """How far from the left a row's name starts."""
    return _INDENT * min(row.depth, _DEEPEST)


def _names(row: Row) -> tuple[str, str]:
    """Who is asked, and for what."""
    arrow = {"call": "→ ", "database": "→ ", "inside": "", "mark": ""}.get(row.role, "⇢ ")
    asker = f"{row.caller} " if row.depth == 0 and row.caller else ""
    return f"{asker}{arrow}{row.callee}", row.operation


def name_width(row: Row) -> float:
    """How wide a row's name is."""
    who, what = _names(row)
    return 1.08 * text_width(who, 12) + 6 + text_width(what, 11) + 1


def name(row: Row, y: float, right: float) -> Svg:
    """The name fits into its room; what does not is in the row's title."""
    who, what = _names(row)
    room = right - indent(row)
    who = shortened(who, 12, room / 1.08)
    room -= 1.08 * text_width(who, 12) + 6
    what = shortened(what, 11, room) if room > 30 else ""
    return element(
        "text",
        element("tspan", who, class_="strong"),
        element("tspan", what, class_="muted tiny", dx=6),
        class_="small",
        x=indent(row),
        y=y + 4,
    )


def note_at(row: Row, scale: Scale) -> float:
    """Behind the bar: also behind what is done for nobody, unless that comes much later."""
    behind = scale.x(row.known) + 5
    if row.answer is None or row.answer[1] <= row.end:
        return behind
    if behind + note_width(row) < scale.x(row.answer[0]):
        return behind
    return scale.x(row.answer[1]) + 5


def _note_words(row: Row) -> tuple[str, str]:
    """How long it took, and why it failed or what else there is to say."""
    time = "" if row.role == "mark" else milliseconds((row.end - row.start) / NS_PER_MS)
    reason = shortened(row.failure, 12, _REASON)
    return time, shortened(", ".join(filter(None, [reason, row.remark])), 12, 2 * _REASON)


def note(row: Row, scale: Scale, y: float) -> Svg:
    """What stands behind the bar."""
    x = note_at(row, scale)
    time, reason = _note_words(row)
    parts = [element("text", time, class_="small halo", x=x, y=y + 4)]
    x += text_width(time, 12) + 10
    if row.failure:
        parts.append(shapes.cross(x, y))
        x += 8
    if reason:
        parts.append(element("text", reason, class_="small strong halo", x=x, y=y + 4))
    return joined(parts)


def note_width(row: Row) -> float:
    """How wide that is."""
    time, reason = _note_words(row)
    return text_width(time, 12) + (18 + 1.08 * text_width(reason, 12) if reason else 0)
