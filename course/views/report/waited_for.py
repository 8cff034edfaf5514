"""Whom the answer waited for: the critical path of one request, and its waterfall."""

from course.trace import Trace
from course.views.report.blocks import (
    Section,
    bar,
    folded,
    items,
    paragraph,
    picture,
    section,
    table,
)
from course.views.report.subject import Subject
from course.views.rows import read_rows
from course.views.svg import Svg, element, joined
from course.views.waterfall import waterfall
from course.webs.own_time import Place, own_ms
from course.webs.reading import operation
from course.webs.shares import Share, ways
from course.webs.wording import counted, milliseconds, percent

_SHARES = 12
_WAYS = 8
_STRETCHES = 8
_PLACES = 10
_OPEN_ROWS = 30  # a longer waterfall is folded
_MOST_ROWS = 120  # one that is longer still is read by nobody
_SPANS_IN_A_ROW = 5  # at most, in any trace that one would look at


def waited_for(about: Subject) -> Section:
    """The shares of the slowest request, where they were spent, and all requests together."""
    path, root = about.path, about.slowest
    found = about.shares
    parts = [
        paragraph(
            "Begin when the answer left, and ask at each moment whom it was waiting for. That is "
            "the critical path. Calls beside it may be as slow as they like, up to a point; only "
            "what is on it can have made the request longer."
        ),
        paragraph(
            f"Here it is for {about.which}: {root.service}, {operation(root)}, "
            f"{milliseconds(path.milliseconds)} in {counted(len(path), 'stretch')}."
        ),
        table(
            ["whose time", "", "time", "of it"],
            [_share(share) for share in found[:_SHARES]],
            more=len(found) - _SHARES,
        )
        if found
        else paragraph("It took no time."),
    ]
    if between := ways(path):
        lines = [str(way) for way in between]
        parts.append(folded("Between whom it was on the way", items(lines, _WAYS)))
    if longest := sorted(path, key=lambda it: -it.ns):
        lines = [str(stretch) for stretch in longest]
        parts.append(folded("The longest stretches", items(lines, _STRETCHES)))
    parts.append(_waterfall(about.of_slowest))
    if not about.is_one:
        parts.append(_all_requests(about))
    return section("waited-for", "Whom did the answer wait for?", *parts)


def _share(share: Share) -> list[str]:
    seen = ", as its callers saw it" if share.doing == "answers" else ""
    took = milliseconds(share.milliseconds)
    return [f"{share.who}{seen}", bar(share.part), took, percent(share.part)]


def _waterfall(trace: Trace) -> Svg:
    if len(trace) <= _MOST_ROWS * _SPANS_IN_A_ROW:
        rows = len(read_rows(trace))
        if rows <= _MOST_ROWS:
            drawn = picture(waterfall(trace, rows=_MOST_ROWS))
            title = f"Its waterfall, {counted(rows, 'row')}"
            return drawn if rows <= _OPEN_ROWS else folded(title, drawn)
    return paragraph(
        f"Its waterfall is left out: {counted(len(trace), 'span')} are too many to be read.",
        "note",
    )


def _all_requests(about: Subject) -> Svg:
    spent = own_ms(about.trace)
    whole = sum(spent.values())
    rows = [
        [_place(place), bar(ms / whole), milliseconds(ms), percent(ms / whole)]
        for place, ms in list(spent.items())[:_PLACES]
        if whole
    ]
    return joined(
        [
            element("h3", "All requests together"),
            paragraph(
                "Own time is what is left of a call when one takes away the time in which it waits "
                "for others. It says who was at work, or what was on the way, whether or not an "
                "answer was waiting for it."
            ),
            table(["own time of", "", "time", "of all"], rows, more=len(spent) - _PLACES),
        ]
    )


def _place(place: Place) -> str:
    return place if isinstance(place, str) else f"the way from {place[0]} to {place[1]} and back"
