"""Where everything goes: a graph laid out from left to right.

Every edge has a run of its own through each column it passes, and room of its own for its label:
no line crosses a node, and no label meets a node or another label.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx

from course.views.geometry import Box, Edge, Layout, Point, Size
from course.views.heights import Pull, heights
from course.views.layers import columns, without_circles
from course.views.ordering import ordered

SELF = 26.0  # how high the line of a self-call goes above its node
_PORT = 12.0  # between two lines that meet a node on the same side
_APART = 10.0  # between two things above each other
_STIFF = 8.0  # how much more a long line wants to stay straight than to meet its ends
_GAP = 20.0  # between two columns
_STEEP = 30.0  # at most so much more between them, for steep lines


@dataclass(slots=True)
class _Item:
    """A node, or the run of an edge through one column; its line is at height ``y``."""

    width: float
    above: float
    below: float
    y: float = 0.0
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)


def layout(web: nx.DiGraph, nodes: Mapping[str, Size], labels: Mapping[Edge, Size]) -> Layout:
    """Lays out ``web``, whose nodes and whose edges' labels need at least that much room."""
    plan = _Plan(web)
    for node in web:
        plan.add_node(node, *nodes[node])
    for edge in web.edges:
        if edge[0] != edge[1]:
            plan.add_run(edge, *labels[edge])
    for node in web:
        plan.make_room(node, labels.get((node, node)))
    plan.arrange()
    return plan.laid_out()


class _Plan:
    """The items in their columns: nodes in the even ones, labels in the odd ones between them."""

    def __init__(self, web: nx.DiGraph) -> None:
        self.straight = without_circles(web)
        self.column = columns(self.straight)
        self.items: list[_Item] = []
        last = 2 * max(self.column.values(), default=-1)
        self.stacks: list[list[int]] = [[] for _ in range(last + 1)]
        self.number: dict[str, int] = {}
        self.runs: dict[Edge, list[int]] = {}
        self.label: dict[Edge, int] = {}
        self.loops: list[str] = []

    def add(self, column: int, item: _Item) -> int:
        self.items.append(item)
        self.stacks[column].append(len(self.items) - 1)
        return len(self.items) - 1

    def add_node(self, node: str, width: float, height: float) -> None:
        item = _Item(width, above=height / 2, below=height / 2)
        self.number[node] = self.add(2 * self.column[node], item)

    def add_run(self, edge: Edge, width: float, height: float) -> None:
        """The label goes where fewer lines meet: beside who asks, or beside who is asked."""
        left, right = sorted(edge, key=self.column.__getitem__)
        first, last = 2 * self.column[left] + 1, 2 * self.column[right] - 1
        busier_right = self.straight.degree(left) <= self.straight.degree(right)
        labelled = first if busier_right else last
        chain = [self.number[left]]
        for column in range(first, last + 1):
            above = height if column == labelled else 2.0
            item = _Item(width if column == labelled else 0.0, above=above, below=2.0)
            chain.append(self.add(column, item))
            if column == labelled:
                self.label[edge] = chain[-1]
        chain.append(self.number[right])
        for here, there in pairwise(chain):
            self.items[here].right.append(there)
            self.items[there].left.append(here)
        self.runs[edge] = chain[1:-1]

    def make_room(self, node: str, loop: Size | None) -> None:
        """Makes a node high enough for its lines, and keeps room above it for a self-call."""
        item = self.items[self.number[node]]
        lines = max(len(item.left), len(item.right))
        item.above = item.below = max(item.below, (lines - 1) * _PORT / 2 + 9)
        if loop is not None:
            self.loops.append(node)
            item.above += SELF + loop[1]
            item.width = max(item.width, loop[0])

    def arrange(self) -> None:
        """Finds the order in the columns and then the heights."""
        lefts = [item.left for item in self.items]
        rights = [item.right for item in self.items]
        self.stacks = ordered(self.stacks, lefts, rights)
        place = {item: at for stack in self.stacks for at, item in enumerate(stack)}
        pulls: list[list[Pull]] = [[] for _ in self.items]
        for item in self.items:
            item.left.sort(key=place.__getitem__)
            item.right.sort(key=place.__getitem__)
        for here, item in enumerate(self.items):
            for there in item.right:
                lower = self.port(here, there) - self.port(there, here)
                strength = 1.0 if here < len(self.number) or there < len(self.number) else _STIFF
                pulls[there].append((here, lower, strength))
                pulls[here].append((there, -lower, strength))
        gaps = [
            [
                self.items[upper].below + _APART + self.items[lower].above
                for upper, lower in pairwise(stack)
            ]
            for stack in self.stacks
        ]
        y = heights(self.stacks, gaps, pulls)
        top = min((at - item.above for at, item in zip(y, self.items, strict=True)), default=0.0)
        for at, item in zip(y, self.items, strict=True):
            item.y = at - top

    def port(self, item: int, other: int) -> float:
        """How far below an item's middle its line to ``other`` is."""
        here = self.items[item]
        side = here.right if other in here.right else here.left
        return (side.index(other) - (len(side) - 1) / 2) * _PORT

    def end(self, node: str, run: int) -> float:
        """How high the line of ``run`` meets a node."""
        at = self.number[node]
        return self.items[at].y + self.port(at, run)

    def sides(self) -> list[tuple[float, float]]:
        """The left and the right side of each column."""
        sides: list[tuple[float, float]] = []
        x = 0.0
        for stack in self.stacks:
            width = max((self.items[item].width for item in stack), default=0.0)
            sides.append((x, x + width))
            steps = [
                abs(self.items[item].y - self.items[other].y)
                for item in stack
                for other in self.items[item].right
            ]
            x += width + _GAP + min(_STEEP, max(steps, default=0.0) / 6)
        return sides

    def laid_out(self) -> Layout:
        """Everything at its place."""
        sides = self.sides()
        nodes: dict[str, Box] = {}
        for node, at in self.number.items():
            column, item = 2 * self.column[node], self.items[at]
            left, right = sides[column]
            nodes[node] = Box((left + right) / 2, item.y, right - left, 2 * item.below)
        routes: dict[Edge, list[Point]] = {}
        labels: dict[Edge, Point] = {}
        for edge, chain in self.runs.items():
            first, last = sorted(edge, key=self.column.__getitem__)
            points = [(nodes[first].right, self.end(first, chain[0]))]
            for column, run in enumerate(chain, start=2 * self.column[first] + 1):
                left, right = sides[column]
                points += [(left, self.items[run].y), (right, self.items[run].y)]
                if run == self.label[edge]:
                    labels[edge] = ((left + right) / 2, self.items[run].y)
            points.append((nodes[last].left, self.end(last, chain[-1])))
            routes[edge] = points if edge[0] == first else points[::-1]
        for node in self.loops:
            labels[node, node] = (nodes[node].x, nodes[node].top - SELF)
        return Layout(
            nodes,
            routes,
            labels,
            width=max((right for _, right in sides), default=0.0),
            height=max((item.y + item.below for item in self.items), default=0.0),
        )
