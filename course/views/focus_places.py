"""Where everything around a service goes: columns by distance, the service itself in the middle.

Beside each column, on the side of the middle, is room for the labels of its lines. There and along
the nodes all lines are level; they bend between the columns only. So no line crosses a node or a
label, and no label meets another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, inf

from course.views.geometry import Box, Point, Size
from course.views.heights import spread

Key = str | int  # a service by its name, what is folded of a column by the column's number
Link = tuple[Key, Key]

LOOP = 40.0  # how much room a call of the middle to itself takes above it, label included
_LABELLED = 15.0  # between two lines beside each other where their labels are
_PLAIN = 8.0  # and where there are none
_APART = 6.0  # between two things above each other
_RUN = 8.0  # the height that a line takes where it passes a column
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


# A line on one side of an item: the line, its stretch, and which end of the stretch.
_Port = tuple[Link, int, int]


@dataclass(slots=True)
class _Item:
    """A service, something folded, or a line that passes a column; ``above`` it is more room."""

    column: int
    height: float
    above: float = 0.0
    y: float = 0.0
    left: list[_Port] = field(default_factory=list)
    right: list[_Port] = field(default_factory=list)

    def pitch(self, side: list[_Port]) -> float:
        inner = self.right if self.column < 0 else self.left
        return _LABELLED if self.column and side is inner else _PLAIN


def places(
    columns: Mapping[int, Sequence[Key]],
    widths: Mapping[int, float],
    sizes: Mapping[Key, Size],
    links: Mapping[Link, float],
) -> Places:
    """Places the columns, the middle one being 0, and the ``links``, given the labels' widths.

    A column is at least as wide as ``widths`` says, and as its widest member.
    """
    plan = _Plan(columns, widths, sizes, links)
    plan.make_room()
    plan.arrange()
    plan.thread()
    plan.sort_ports()
    return plan.placed()


class _Plan:
    def __init__(
        self,
        columns: Mapping[int, Sequence[Key]],
        widths: Mapping[int, float],
        sizes: Mapping[Key, Size],
        links: Mapping[Link, float],
    ) -> None:
        self.links = links
        self.widths = {
            at: max([widths.get(at, 0.0), *(sizes[key][0] for key in column)])
            for at, column in columns.items()
        }
        self.items = {
            key: _Item(at, sizes[key][1]) for at, column in columns.items() for key in column
        }
        self.stacks = {at: [self.items[key] for key in column] for at, column in columns.items()}
        self.chains = {link: self.chain(link) for link in links if not self.is_loop(link)}
        self.ports: dict[_Port, float] = {}
        self.lanes: dict[Link, int] = {}

    def is_loop(self, link: Link) -> bool:
        """A call of the middle to itself goes over the top of it."""
        return link[0] == link[1] and self.items[link[0]].column == 0

    def chain(self, link: Link) -> list[_Item]:
        """The items that a line joins, from left to right, and in its own column as it goes."""
        ends = [self.items[key] for key in link]
        ends.sort(key=lambda item: item.column)
        first, last = ends
        between = range(first.column + 1, last.column)
        chain = [first, *(_Item(at, _RUN) for at in between if at in self.stacks), last]
        aside = first.column == last.column
        for step, (here, there) in enumerate(pairwise(chain)):
            (here.left if aside and here.column > 0 else here.right).append((link, step, 0))
            (there.right if aside and there.column < 0 else there.left).append((link, step, 1))
        return chain

    def make_room(self) -> None:
        """Makes each node high enough for its lines."""
        for item in self.items.values():
            sides = (len(side) * item.pitch(side) + 4 for side in (item.left, item.right))
            item.height = max(item.height, *sides)
        for link in self.links:
            if self.is_loop(link):
                self.items[link[0]].above = LOOP

    def arrange(self) -> None:
        """Puts the columns beside the middle around it, and each further one beside the nearer."""
        near: dict[int, list[_Item]] = {}
        for chain in self.chains.values():
            first, last = chain[0], chain[-1]
            if abs(first.column) != abs(last.column):
                inner, outer = sorted((first, last), key=lambda item: abs(item.column))
                near.setdefault(id(outer), []).append(inner)
        for at in sorted(self.stacks, key=abs):
            stack = self.stacks[at]
            wishes: dict[int, float] = {}
            for item in stack:
                others = [inner.y for inner in near.get(id(item), [])]
                wishes[id(item)] = fsum(others) / len(others) if others else inf
            if abs(at) > 1:
                stack.sort(key=lambda item: wishes[id(item)])
            known = 0.0
            for item in stack:
                if wishes[id(item)] == inf:
                    wishes[id(item)] = known
                known = wishes[id(item)]
            _stack(stack, [wishes[id(item)] for item in stack])

    def thread(self) -> None:
        """Lets the lines that pass a column through it, where they are straightest."""
        passing: dict[int, list[_Item]] = {}
        for chain in self.chains.values():
            first, last = chain[0], chain[-1]
            for step, run in enumerate(chain[1:-1], 1):
                run.y = first.y + (last.y - first.y) * step / (len(chain) - 1)
                passing.setdefault(run.column, []).append(run)
        for at, runs in passing.items():
            stack = sorted([*self.stacks[at], *runs], key=lambda item: item.y)
            self.stacks[at] = stack
            _stack(stack, [item.y for item in stack])

    def sort_ports(self) -> None:
        """Lines leave a node in the order in which their other ends stand."""
        for stack in self.stacks.values():
            for item in stack:
                for side in (item.left, item.right):
                    side.sort(key=self.far_height)
                    top = item.y - (len(side) - 1) * item.pitch(side) / 2
                    for at, port in enumerate(side):
                        self.ports[port] = top + at * item.pitch(side)
        self.choose_lanes()

    def choose_lanes(self) -> None:
        """Lines that stay in their column go side by side, the longest furthest out."""
        aside = [link for link, chain in self.chains.items() if chain[0].column == chain[-1].column]
        aside.sort(key=lambda link: abs(self.ports[link, 0, 0] - self.ports[link, 0, 1]))
        taken: dict[int, int] = {}
        for link in aside:
            column = self.items[link[0]].column
            self.lanes[link] = taken.get(column, 0)
            taken[column] = self.lanes[link] + 1

    def far_height(self, port: _Port) -> float:
        link, step, end = port
        return self.chains[link][step + 1 - end].y

    def sides(self) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float]]]:
        """The left and the right side of each column: of its nodes, and with its labels."""
        labels = dict.fromkeys(self.stacks, 0.0)
        for link, width in self.links.items():
            labels[self.labelled(link)] = max(labels[self.labelled(link)], width)
        nodes: dict[int, tuple[float, float]] = {}
        whole: dict[int, tuple[float, float]] = {}
        x, most = 0.0, _STEEP if len(self.stacks) > 3 else _STEEPEST
        for at in sorted(self.stacks):
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
            abs(self.chains[link][step + 1].y - item.y)
            for item in self.stacks[at]
            for link, step, _ in item.right
        )
        return max(climbs, default=0.0)

    def labelled(self, link: Link) -> int:
        """The column at which a line has its label: that of its end further away."""
        caller, callee = (self.items[key].column for key in link)
        return caller if abs(caller) >= abs(callee) else callee

    def placed(self) -> Places:
        nodes, whole = self.sides()
        items = [item for stack in self.stacks.values() for item in stack]
        top = min(item.y - item.height / 2 - item.above for item in items)
        end = max(item.y + item.height / 2 for item in items)
        boxes = {}
        for key, item in self.items.items():
            left, right = nodes[item.column]
            boxes[key] = Box((left + right) / 2, item.y - top, right - left, item.height)
        ways = {link: self.way(link, nodes, whole, top) for link in self.chains}
        width = max(right for _, right in whole.values())
        return Places(boxes, ways, nodes, width, end - top)

    def way(
        self,
        link: Link,
        nodes: Mapping[int, tuple[float, float]],
        whole: Mapping[int, tuple[float, float]],
        top: float,
    ) -> Way:
        chain = self.chains[link]
        first, last = chain[0], chain[-1]
        labelled, width = self.labelled(link), self.links[link]
        left_to_right = self.items[link[0]] is first
        if first.column == last.column:
            heights = [self.ports[link, 0, end] - top for end in (0, 1)]
            near, far = (nodes[labelled][1], whole[labelled][1])
            if labelled > 0:
                near, far = nodes[labelled][0], whole[labelled][0]
            points = [(near, heights[0]), (far, heights[0]), (far, heights[1]), (near, heights[1])]
            split, left_to_right = 0, True
            bulge = 12 + _LANE * self.lanes[link]
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
        chain = self.chains[link]
        first, last = chain[0], chain[-1]
        y = self.ports[link, 0, 0] - top
        points = [(nodes[first.column][1], y)]
        if first.column < 0:
            points.append((whole[first.column][1], y))
        for run in chain[1:-1]:
            left, right = whole[run.column]
            points += [(left, run.y - top), (right, run.y - top)]
        y = self.ports[link, len(chain) - 2, 1] - top
        if last.column > 0:
            points.append((whole[last.column][0], y))
        points.append((nodes[last.column][0], y))
        return points


def _stack(items: Sequence[_Item], wishes: Sequence[float]) -> None:
    """Puts things above each other, as near as there is room to where they want to be."""
    gaps = [
        upper.height / 2 + _APART + lower.above + lower.height / 2
        for upper, lower in pairwise(items)
    ]
    for item, y in zip(items, spread(wishes, gaps), strict=True):
        item.y = y
