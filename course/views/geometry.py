"""Points and boxes, in pixels to the right and down from the top left."""

from dataclasses import dataclass

Point = tuple[float, float]
Size = tuple[float, float]
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Box:
    """Room in pixels around a middle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are, in pixels to the right and down from 0.

    A route has points from who asks to who is asked: its two ends, and between them two for each
    straight run. A label's point is the middle of its foot, which stands on its edge's line. A
    self-call has a label and no route.
    """

    nodes: dict[str, Box]
    routes: dict[Edge, list[Point]]
    labels: dict[Edge, Point]
    width: float
    height: float
