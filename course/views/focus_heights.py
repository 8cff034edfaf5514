"""How high everything around a service stands: in which order, and where its lines meet it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import fsum, inf

from course.views.geometry import Size
from course.views.heights import spread

Key = str | int  # a service by its name, what is folded of a column by the column's number
Link = tuple[Key, Key]

LOOP = 40.0  # how much room a call of the middle to itself takes above it, label included
_LABELLED = 15.0  # between two lines beside each other where their labels are
_PLAIN = 8.0  # and where there are none
_APART = 6.0  # between two things above each other
_RUN = 8.0  # the height that a line takes where it passes a column

# A line on one side of an item: the line, its stretch, and which end of the stretch.
Port = tuple[Link, int, int]


@dataclass(slots=True)
class Item:
    """A service, something folded, or a line that passes a column; ``above`` it is more room."""

    column: int
    height: float
    above: float = 0.0
    y: float = 0.0
    left: list[Port] = field(default_factory=list)
    right: list[Port] = field(default_factory=list)

    def pitch(self, side: list[Port]) -> float:
        inner = self.right if self.column < 0 else self.left
        return _LABELLED if self.column and side is inner else _PLAIN


class Rows:
    """Where the things in the columns stand above each other, and where lines meet them."""

    def __init__(
        self,
        columns: Mapping[int, Sequence[Key]],
        sizes: Mapping[Key, Size],
        links: Collection[Link],
    ) -> None:
        self.links = links
        self.items = {
            key: Item(at, sizes[key][1]) for at, column in columns.items() for key in column
        }
        self.stacks = {at: [self.items[key] for key in column] for at, column in columns.items()}
        self.chains = {link: self.chain(link) for link in links if not self.is_loop(link)}
        self.ports: dict[Port, float] = {}
        self.lanes: dict[Link, int] = {}
        self.make_room()
        self.arrange()
        self.thread()
        self.sort_ports()

    def is_loop(self, link: Link) -> bool:
        """A call of the middle to itself goes over the top of it."""
        return link[0] == link[1] and self.items[link[0]].column == 0

    def chain(self, link: Link) -> list[Item]:
        """The items that a line joins, from left to right, and in its own column as it goes."""
        ends = [self.items[key] for key in link]
        ends.sort(key=lambda item: item.column)
        first, last = ends
        between = range(first.column + 1, last.column)
        chain = [first, *(Item(at, _RUN) for at in between if at in self.stacks), last]
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
        near: dict[int, list[Item]] = {}
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
        passing: dict[int, list[Item]] = {}
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

    def far_height(self, port: Port) -> float:
        link, step, end = port
        return self.chains[link][step + 1 - end].y


def _stack(items: Sequence[Item], wishes: Sequence[float]) -> None:
    """Puts things above each other, as near as there is room to where they want to be."""
    gaps = [
        upper.height / 2 + _APART + lower.above + lower.height / 2
        for upper, lower in pairwise(items)
    ]
    for item, y in zip(items, spread(wishes, gaps), strict=True):
        item.y = y
