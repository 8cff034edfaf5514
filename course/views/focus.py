"""A service and those around it: what can be looked at of a web that is too large to be drawn."""

from collections.abc import Mapping

import networkx as nx

from course.views import focus_drawing as drawing
from course.views import focus_words as words
from course.views import shapes
from course.views.focus_heights import LOOP, Key, Link
from course.views.focus_lines import Lines, in_circles, lines
from course.views.focus_near import Near, near
from course.views.focus_places import Places, places
from course.views.geometry import Box, Point, Size
from course.views.legend import Entry, what_failed
from course.views.lettering import in_lines, text_width
from course.views.picture import BUS_STYLE, Picture, framed
from course.views.svg import Svg, element, joined
from course.webs.wording import TIMES

_NAME_WIDTH = 112.0  # a name wider than this is broken into two lines
_ABOVE = 12.0  # between the columns and what stands above them
_NOTE = 18.0  # from one footnote to the next
_MIDDLE = 36.0  # the middle is at least so high


def focus(web: nx.DiGraph, service: str, layers: int = 1) -> Picture:
    """Draws one service in the middle, its callers to the left and its callees to the right.

    ``web`` is as ``request_web`` or ``read_edges`` makes it, of any size. ``layers`` is how many
    steps away the last are. At most 20 stand in a column and about 100 in the picture, those with
    the most calls. How many more there are is written where they would stand.

    Raises ``NotInTheWeb`` (a ``LookupError``) for an unknown service, with the nearest names, and
    ``ValueError`` for ``layers`` below 1.
    """
    return drawn(near(web, service, layers), in_circles(web))


def drawn(around: Near, circle: Mapping[str, int]) -> Picture:
    """The picture of ``around``; ``circle`` is as ``in_circles`` gives it."""
    found = lines(around, circle)
    names = {node: in_lines(node, drawing.NAME, _NAME_WIDTH) for node in around.place}
    folded = {at: words.folded(around, at) for at in around.columns if at}
    marks: dict[Link, str] = {
        edge: drawing.marks(around.web.edges[edge], edge in found.back) for edge in found.drawn
    }
    labels: dict[Link, str] = {edge: words.label(around.web.edges[edge]) for edge in found.drawn}
    for at in (-1, 1):
        if at in around.columns and around.columns[at].folded:
            link: Link = (at, around.service) if at < 0 else (around.service, at)
            labels[link] = f"{words.folded_calls(around, at):,}"
    headings = {at: words.heading(around, at) for at in around.columns if at}
    plan = places(
        {
            at: [*column.shown, *([at] if folded.get(at) else [])]
            for at, column in around.columns.items()
        },
        {0: _width(labels.get((around.service, around.service), ""))}
        | {at: 1.08 * max(map(_width, heading)) for at, heading in headings.items()},
        _sizes(around, names, folded),
        {link: drawing.label_width(text, marks.get(link, "")) for link, text in labels.items()},
    )
    parts = [_heading(plan.columns[at], heading) for at, heading in headings.items()]
    parts += [
        _line(around, link, text, marks.get(link, "folded-calls"), plan)
        for link, text in labels.items()
    ]
    parts += [_service(around, node, plan.boxes[node], text) for node, text in names.items()]
    parts += [drawing.folded(plan.boxes[at], text) for at, text in folded.items() if text]
    notes = words.footnotes(around, found)
    width = max([plan.width, *(text_width(note, 12) for note in notes)])
    aside = (width - plan.width) / 2
    top = _ABOVE + drawing.LINE * max(map(len, headings.values()), default=0)
    body = [element("g", *parts, transform=f"translate({aside:.1f} {top:.0f})")]
    foot = top + plan.height + 12
    body += [
        element("text", note, class_="small muted", x=0, y=foot + _NOTE * at + 12)
        for at, note in enumerate(notes)
    ]
    kinds = {around.web.nodes[node]["kind"] for node in names}
    return framed(
        words.title(around),
        words.tell(around, found),
        joined(body),
        width,
        foot + _NOTE * len(notes),
        _entries(around, found, any(folded.values())),
        drawing.STYLE + (BUS_STYLE if "bus" in kinds else ""),
    )


def _sizes(
    around: Near, names: Mapping[str, list[str]], folded: Mapping[int, list[str]]
) -> dict[Key, Size]:
    sizes: dict[Key, Size] = {}
    for node, text in names.items():
        sign = drawing.SIGN if node in around.both else 0.0
        width = max(1.08 * text_width(line, drawing.NAME) for line in text) + 16 + sign
        lid = 10 if around.web.nodes[node]["kind"] == "database" else 0
        height = 10 + drawing.LINE * len(text) + lid
        sizes[node] = width, max(height, _MIDDLE) if node == around.service else height
    for at, text in folded.items():
        width = max((text_width(line, drawing.LABEL) for line in text), default=0.0) + 12
        sizes[at] = width, 8 + drawing.LINE * len(text)
    return sizes


def _width(text: str) -> float:
    return text_width(text, drawing.NAME)


def _heading(sides: tuple[float, float], lines: list[str]) -> Svg:
    x, marks = sum(sides) / 2, ["small strong middle"] + ["tiny muted middle"] * len(lines)
    first = -_ABOVE - drawing.LINE * (len(lines) - 1)
    return joined(
        element("text", text, class_=mark, x=x, y=first + drawing.LINE * at)
        for at, (text, mark) in enumerate(zip(lines, marks, strict=False))
    )


def _line(around: Near, link: Link, text: str, marks: str, plan: Places) -> Svg:
    caller, callee = link
    if link not in plan.ways:
        box = plan.boxes[caller]
        label = element("text", text, class_="tiny middle", x=box.x, y=box.top - LOOP + 10)
        looped = joined([shapes.loop(box, LOOP - 16, marks), label])
        return element("g", looped, data_from=around.service, data_to=around.service)
    drawn = drawing.line(plan.ways[link], text, marks)
    if isinstance(caller, int) or isinstance(callee, int):
        return drawn
    return element("g", drawn, data_from=caller, data_to=callee)


def _service(around: Near, node: str, box: Box, text: list[str]) -> Svg:
    kind = around.web.nodes[node]["kind"]
    return drawing.service(node, kind, box, text, node == around.service, node in around.both)


def _entries(around: Near, found: Lines, has_folded: bool) -> list[Entry]:
    """The legend of what this picture has."""
    kinds = {around.web.nodes[node]["kind"] for node in around.place}
    edges = [around.web.edges[edge] for edge in found.drawn]
    brings = any(
        around.web.nodes[caller]["kind"] == "bus" and not edge.get("asks", True)
        for (caller, _), edge in zip(found.drawn, edges, strict=True)
    )
    small, line = Box(17, 8, 32, 16), [(0.0, 8.0), (33.0, 8.0)]
    return [
        Entry(sample, meaning)
        for sample, meaning, occurs in (
            (shapes.node("client", small), "only asks", "client" in kinds),
            (shapes.node("service", small), "service", "service" in kinds),
            (shapes.node("bus", small), "bus", "bus" in kinds),
            (shapes.node("database", small), "database", "database" in kinds),
            (drawing.folded(small, ["+ 9"]), "folded into a number", has_folded),
            (drawing.both(17, 8), "caller and callee at once", bool(around.both)),
            (shapes.arrow(line, ""), "asks", any("waits" not in edge for edge in edges)),
            (
                shapes.arrow(line, ""),
                "asks and waits for the answer",
                any(edge.get("waits") for edge in edges),
            ),
            (
                shapes.arrow(line, "later"),
                "does not wait",
                any(not edge.get("waits", True) for edge in edges),
            ),
            (_back(line), "leads back: part of a circle", bool(found.back & set(found.drawn))),
            (
                joined([shapes.arrow(line, "wrong"), shapes.cross(13, 8)]),
                what_failed(brings),
                any(edge.get("failures") for edge in edges),
            ),
            (
                shapes.arrow(line, "wrong"),
                "reaches into another's database",
                any(edge.get("owner") for edge in edges),
            ),
            (_sample("54"), "number of calls", any("longest_ms" not in edge for edge in edges)),
            (
                _sample(f"2 {TIMES}"),
                "two calls; their shortest and longest time",
                any("longest_ms" in edge and edge["calls"] > 1 for edge in edges),
            ),
        )
        if occurs
    ]


def _back(line: list[Point]) -> Svg:
    ends = [(33.0, line[0][1] + 3), (0.0, line[0][1] + 3)]
    return joined([shapes.arrow(ends, "back"), drawing.hook(20, 4)])


def _sample(text: str) -> Svg:
    return element("text", text, class_="tiny", x=8, y=12)
