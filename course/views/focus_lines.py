"""Which edges between the services around a service are drawn, and which lead back."""

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from course.views.focus_near import Near
from course.views.geometry import Edge
from course.webs.circles import circles

# Beside those that join each service to a nearer one: so many that lines can be told apart.
MOST_FURTHER = 20
MOST_LEADING_BACK = 8


@dataclass(frozen=True, slots=True)
class Lines:
    """The edges between the shown services, those with the most calls first.

    ``joining`` are those of the service in the middle, and one from each other to a service that
    is a step nearer. ``further`` are drawn too, ``left_out`` are not. ``back`` are all that lead
    back: they close a circle, to a service that stands in the same column or to the left.
    """

    joining: list[Edge]
    further: list[Edge]
    left_out: list[Edge]
    back: frozenset[Edge]

    @property
    def drawn(self) -> list[Edge]:
        return self.joining + self.further


def in_circles(web: nx.DiGraph) -> dict[str, int]:
    """The number of the circle that a service is part of, for those that are part of one."""
    return {node: number for number, circle in enumerate(circles(web)) for node in circle}


def lines(near: Near, circle: Mapping[str, int]) -> Lines:
    """Sorts the edges between the shown services; ``circle`` is as ``in_circles`` gives it."""
    place = near.place
    calls = {
        (caller, callee): number
        for caller, callee, number in near.web.out_edges(place, data="calls")
        if callee in place
    }
    edges = sorted(calls, key=lambda edge: -calls[edge])
    back = frozenset(
        (caller, callee)
        for caller, callee in edges
        if place[callee] <= place[caller]
        and caller != callee
        and circle.get(caller, -1) == circle.get(callee, -2)
    )
    joins = set(near.joining.values())
    joining = [edge for edge in edges if edge in joins or near.service in edge]
    others = [edge for edge in edges if edge not in joins and near.service not in edge]
    chosen = [edge for edge in others if edge in back][:MOST_LEADING_BACK]
    chosen += [edge for edge in others if edge not in chosen][: MOST_FURTHER - len(chosen)]
    return Lines(
        joining=joining,
        further=[edge for edge in others if edge in chosen],
        left_out=[edge for edge in others if edge not in chosen],
        back=back,
    )
