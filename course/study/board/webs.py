"""The webs of a board, drawn once for each story."""

from collections.abc import Mapping

from course.comparing import Played
from course.views.comparison.webs import Web, a_web, sheet
from course.views.picture import Picture

KEPT = 48
"""So many webs are kept: of the last twelve stories, if all four were shown."""


class Webs:
    """Keeps the webs that were drawn: laying one out takes longer than all the rest."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Played, Web]] = {}

    def sheet(self, played: Mapping[str, Played]) -> Picture:
        """The webs of what was played, on one sheet."""
        return sheet([self._web(name, one) for name, one in played.items()])

    def _web(self, name: str, played: Played) -> Web:
        known = self._known.pop(id(played), None) or (played, a_web(name, played.trace))
        self._known[id(played)] = known  # the last one is the one to be forgotten last
        while len(self._known) > KEPT:
            del self._known[next(iter(self._known))]
        return known[1]
