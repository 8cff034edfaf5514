"""What has changed since another trace, or another web, of the same system."""

from collections.abc import Iterator, Sequence

import networkx as nx

from course.trace import Trace
from course.views.diagram import draw
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
from course.views.report.pictures import is_readable
from course.views.svg import Svg, element, joined
from course.webs.changes import changes
from course.webs.compare import Comparison, compare
from course.webs.suspects import Suspect
from course.webs.told import MOST_LINES, change_lines, comparison_lines, tell_place
from course.webs.web import request_web
from course.webs.wording import figure, milliseconds

_SUSPECTS = 8
_TITLE = "What has changed"


def between_traces(before: Trace, after: Trace) -> Section:
    """The comparison in sentences, and all whose own time has grown."""
    compared = compare(before, after)
    parts = [_told(comparison_lines(compared)), *_suspects(compared)]
    web = request_web(before)
    if is_readable(web):
        parts.append(folded("Who asked whom before", picture(draw(web))))
    return section("changed", _TITLE, *parts)


def between_webs(before: nx.DiGraph, after: nx.DiGraph) -> Section:
    """What is new and what is gone; more is not known without times."""
    return section("changed", _TITLE, _told(change_lines(changes(before, after))))


def _told(lines: Sequence[str]) -> Svg:
    """Each line as a paragraph, and those that belong to it as a list below."""
    parts: list[Svg] = []
    below: list[str] = []
    for line in [*lines, ""]:
        if line.startswith(" "):
            below.append(line.strip())
            continue
        parts += [items(below, MOST_LINES + 1), *([_line(line)] if line else [])]
        below = []
    return joined(parts)


def _line(line: str) -> Svg:
    return element("h3", line.removesuffix(":")) if line.endswith(":") else paragraph(line)


def _suspects(compared: Comparison) -> Iterator[Svg]:
    grown = [suspect for suspect in compared.suspects if suspect.added_ms > 0]
    if not grown:
        return
    yield element("h3", "Whose own time has grown")
    yield paragraph(
        "A slow caller may only be waiting. Own time is what is left of a call when one takes away "
        "the time in which it waits for others: it tells the sick one."
    )
    most = grown[0].added_ms
    yield table(
        ["", "", "more a request", "each time", "before", "times a request"],
        [_row(suspect, most) for suspect in grown[:_SUSPECTS]],
        more=len(grown) - _SUSPECTS,
    )


def _row(suspect: Suspect, most: float) -> list[str]:
    then = "new" if suspect.before_ms is None else milliseconds(suspect.before_ms)
    return [
        tell_place(suspect),
        bar(suspect.added_ms / most),
        milliseconds(suspect.added_ms),
        milliseconds(suspect.after_ms),
        then,
        figure(suspect.visits),
    ]
