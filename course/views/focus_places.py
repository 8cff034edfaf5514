"""Where everything around a service goes: columns by distance, the service itself in the middle.

Beside each column, on the side of the middle, is room for the labels of its lines. There and along
the nodes all lines are level; they bend between the columns only. So no line crosses a node or a
label, and no label meets another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from course.views.focus_heights import Key, Link, Rows
from course.views.geometry import Box, Point, Size

_BEFORE, _BEHIND = 15.0, 6.0  # the room beside a label, at the node and at the bend
_BEND = 34.0  # the room for bends: at least so much, more where lines are steep
_STEEP = 26.0  # at most so much more
_STEEPEST = 90.0  # the same where there are no more than three columns
_LANE = 5.0  # between two lines that stay in their column


@dataclass(frozen=True, slots=True)
class Way:
    """The points of a line from who asks to who is asked, with a gap for its label.

    ``parts`` are what is before the gap and what is behind it; ``label`` is the right end of the
    label, in the middle of its height. ``bulge`` is how far a line that stays in its column bends
    out of it; for others it is 0.
    """

    parts: tuple[list[Point], list[Point]]
    label: Point
    bulge: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are, in pixels to the right and down from 0. ``columns`` are left and right."""

    boxes: dict[Key, Box]
    ways: dict[Link, Way]
    columns: dict[int, tuple[float, float]]
    width: float
    height: float


def places(
    columns: Mapping[int, Sequence[Key]],
    widths: Mapping[int, float],
    sizes: Mapping[Key, Size],
    links: Mapping[Link, float],
) -> Places:
    """Places the columns, the middle one being 0, and the ``links``, given the labels' widths.

    A column is at least as wide as ``widths`` says, and as its widest member.
    """
    rows = Rows(columns, sizes, links)
    wide = {
        at: max([widths.get(at, 0.0), *(sizes[key][0] for key in column)])
        for at, column in columns.items()
    }
    return _Plan(rows, wide, links).placed()


class _Plan:
    def __init__(
        self, rows: Rows, widths: Mapping[int, float], links: Mapping[Link, float]
    ) -> None:
        self.rows, self.widths, self.links = rows, widths, links

    def sides(self) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float]]]:
        """The left and the right side of each column: of its nodes, and with its labels."""
        labels = dict.fromkeys(self.rows.stacks, 0.0)
        for link, width in self.links.items():
            labels[self.labelled(link)] = max(labels[self.labelled(link)], width)
        nodes: dict[int, tuple[float, float]] = {}
        whole: dict[int, tuple[float, float]] = {}
        x, most = 0.0, _STEEP if len(self.rows.stacks) > 3 else _STEEPEST
        for at in sorted(self.rows.stacks):
            width = self.widths[at]
            room = labels[at] + _BEFORE + _BEHIND if at else 0.0
            left = x + (room if at > 0 else 0.0)
            nodes[at] = (left, left + width)
            whole[at] = (x, x + width + room)
            x += width + room + _BEND + min(most, self.steepest(at) / 5)
        return nodes, whole

    def steepest(self, at: int) -> float:
        """How many pixels a line to the next column climbs at most."""
        climbs = (
            abs(self.rows.chains[link][step + 1].y - item.y)
            for item in self.rows.stacks[at]
            for link, step, _ in item.right
        )
        return max(climbs, default=0.0)

    def labelled(self, link: Link) -> int:
        """The column at which a line has its label: that of its end further away."""
        caller, callee = (self.rows.items[key].column for key in link)
        return caller if abs(caller) >= abs(callee) else callee

    def placed(self) -> Places:
        nodes, whole = self.sides()
        items = [item for stack in self.rows.stacks.values() for item in stack]
        top = min(item.y - item.height / 2 - item.above for item in items)
        end = max(item.y + item.height / 2 for item in items)
        boxes = {}
        for key, item in self.rows.items.items():
            left, right = nodes[item.column]
            boxes[key] = Box((left + right) / 2, item.y - top, right - left, item.height)
        ways = {link: self.way(link, nodes, whole, top) for link in self.rows.chains}
        width = max(right for _, right in whole.values())
        return Places(boxes, ways, nodes, width, end - top)

    def way(
        self,
        link: Link,
        nodes: Mapping[int, tuple[float, float]],
        whole: Mapping[int, tuple[float, float]],
        top: float,
    ) -> Way:
        chain = self.rows.chains[link]
        first, last = chain[0], chain[-1]
        labelled, width = self.labelled(link), self.links[link]
        left_to_right = self.rows.items[link[0]] is first
        if first.column == last.column:
            heights = [self.rows.ports[link, 0, end] - top for end in (0, 1)]
            near, far = (nodes[labelled][1], whole[labelled][1])
            if labelled > 0:
                near, far = nodes[labelled][0], whole[labelled][0]
            points = [(near, heights[0]), (far, heights[0]), (far, heights[1]), (near, heights[1])]
            split, left_to_right = 0, True
            bulge = 12 + _LANE * self.rows.lanes[link]
            bulge = bulge if labelled < 0 else -bulge
        else:
            points = self.points(link, nodes, whole, top)
            split = 0 if first.column == labelled else len(points) - 2
            bulge = 0.0
        y = points[split][1]
        stop = max(points[split][0], points[split + 1][0])
        right = stop - (_BEHIND if labelled < 0 else _BEFORE)
        gap = [(right - width - 3, y), (right + 3, y)]
        if points[split][0] > points[split + 1][0]:
            gap.reverse()
        parts = [*points[: split + 1], gap[0]], [gap[1], *points[split + 1 :]]
        if not left_to_right:
            parts = parts[1][::-1], parts[0][::-1]
        return Way(parts, (right, y), bulge)

    def points(
        self,
        link: Link,
        nodes: Mapping[int, tuple[float, float]],
        whole: Mapping[int, tuple[float, float]],
        top: float,
    ) -> list[Point]:
        """The points from left to right of a line between two columns."""
        chain = self.rows.chains[link]
        first, last = chain[0], chain[-1]
        y = self.rows.ports[link, 0, 0] - top
        points = [(nodes[first.column][1], y)]
        if first.column < 0:
            points.append((whole[first.column][1], y))
        for run in chain[1:-1]:
            left, right = whole[run.column]
            points += [(left, run.y - top), (right, run.y - top)]
        y = self.rows.ports[link, len(chain) - 2, 1] - top
        if last.column > 0:
            points.append((whole[last.column][0], y))
        points.append((nodes[last.column][0], y))
        return points
