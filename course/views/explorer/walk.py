"""Where one looks in a large web, and how one got there. No widget is needed for it."""

import networkx as nx

from course.views.focus import drawn
from course.views.focus_lines import in_circles
from course.views.focus_near import NotInTheWeb, near
from course.views.picture import Picture
from course.views.ranking import ranked, ranked_picture
from course.webs.measures import MEASURES, measures

MOST_LAYERS = 4
RANKS = 10  # services in the ranking beside the picture
_KEPT = 60  # pictures that are kept for who comes back


class Walk:
    """A walk through ``web``: it starts at ``service``, or else at the one with the most calls.

    ``picture`` shows the ``service`` that the walk has come to, with ``layers`` steps around it;
    ``ranks`` shows the first services by the measure ``by``. Raises ``NotInTheWeb`` for an unknown
    service, and ``ValueError`` for a web without any.
    """

    def __init__(self, web: nx.DiGraph, service: str | None = None) -> None:
        if not web:
            raise ValueError("There is nothing to explore: this web has no services.")
        self.web = web
        self._measured = measures(web)
        self._circle = in_circles(web)
        self._way: list[str] = []
        self._drawn: dict[tuple[str, int], Picture] = {}
        self.rank("called")
        self.service = ranked(self._measured, "called")[0][0] if service is None else service
        self.walk_round(1)

    @property
    def choices(self) -> dict[str, str]:
        """The measures that this web knows, with their words."""
        (one, *_) = self._measured.values()
        return {name: words for name, words in MEASURES.items() if getattr(one, name) is not None}

    @property
    def came_from(self) -> str | None:
        """Where ``back`` leads to."""
        return self._way[-1] if self._way else None

    def go(self, words: str) -> None:
        """Moves to a service, by its name or by words that only one name contains."""
        name = self.found(words)
        if name != self.service:
            self._way.append(self.service)
            self._look(name, self.layers)

    def back(self) -> None:
        """Moves to where one was before; at the start it stays there."""
        if self._way:
            self._look(self._way.pop(), self.layers)

    def walk_round(self, layers: int) -> None:
        """Looks so many steps around, from 1 to ``MOST_LAYERS``."""
        self._look(self.service, min(max(layers, 1), MOST_LAYERS))

    def prepare(self, service: str, layers: int) -> Picture:
        """Draws what may be looked at next; where one then goes is there at once."""
        wanted = service, min(max(layers, 1), MOST_LAYERS)
        picture = self._drawn.pop(wanted, None) or drawn(near(self.web, *wanted), self._circle)
        self._drawn[wanted] = picture  # the last one is the one to be forgotten last
        if len(self._drawn) > _KEPT:
            del self._drawn[next(iter(self._drawn))]
        return picture

    def rank(self, by: str) -> None:
        """Sorts by another measure. Raises ``NotMeasured`` for one that this web does not have."""
        self.ranks: Picture = ranked_picture(self._measured, by, RANKS)
        self.by = by

    def found(self, words: str) -> str:
        """The service that is meant. Raises ``NotInTheWeb`` where that is not clear."""
        if words in self.web:
            return words
        small = words.strip().lower()
        alike: list[str] = [name for name in self.web if small in name.lower()]
        exact = [name for name in alike if name.lower() == small]
        for names in (exact, alike):
            if small and len(names) == 1:
                return names[0]
        if small and alike:
            few = ", ".join(alike[:5])
            more = f" and {len(alike) - 5:,} more" if len(alike) > 5 else ""
            raise NotInTheWeb(f'"{words}" is part of several names: {few}{more}.')
        near(self.web, words)  # says which names are nearest
        raise AssertionError("near() takes only names of the web")

    def _look(self, service: str, layers: int) -> None:
        self.picture = self.prepare(service, layers)
        self.service, self.layers = service, layers
