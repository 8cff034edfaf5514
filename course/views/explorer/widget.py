"""The explorer as a widget: a thin shell around a walk through the web."""

from collections.abc import Callable
from typing import Any

import anywidget
import networkx as nx
from IPython.display import display
from traitlets import Dict, Unicode

from course.views import palette
from course.views.explorer.script import BROWSER, script
from course.views.explorer.walk import MOST_LAYERS, Walk
from course.views.focus_near import NotInTheWeb
from course.webs.wording import counted

_COLOURS = ("INK", "MUTED", "LINE", "PAPER", "FONT", "SERVICE", "WRONG")


def _style() -> str:
    """The explorer's style, in the colours of the pictures."""
    colours = "".join(f"--course-{name.lower()}:{getattr(palette, name)};" for name in _COLOURS)
    return f".course-explorer{{{colours}}}\n{(BROWSER / 'explorer.css').read_text('utf-8')}"


class Explorer(anywidget.AnyWidget):
    """What ``explore`` gives. A notebook shows the still picture, or instead the one to walk in.

    ``walk`` is where it is; its methods move the widget too, if called on the widget:
    ``go``, ``back``, ``walk_round`` and ``rank``.
    """

    _esm = ""
    _css = ""

    web = Dict().tag(sync=True)
    """What stays: the names, the measures with their words, the most steps."""
    look = Dict().tag(sync=True)
    """What is looked at: the picture, where that is, where one came from."""
    ranks = Dict().tag(sync=True)
    trouble = Unicode().tag(sync=True)
    """Why the last wish could not be met."""

    def __init__(self, web: nx.DiGraph, service: str | None = None) -> None:
        self.walk = Walk(web, service)
        super().__init__(
            _esm=script(),
            _css=_style(),
            web={
                "names": sorted(web),
                "measures": list(self.walk.choices.items()),
                "layers": MOST_LAYERS,
            },
            look=self._looked(),
            ranks=self._ranked(),
        )
        self.on_msg(self._asked)

    def go(self, words: str) -> None:
        """Moves to a service. Raises ``NotInTheWeb`` with the nearest names for an unknown one."""
        self.walk.go(words)
        self._show()

    def back(self) -> None:
        """Moves to where one was before."""
        self.walk.back()
        self._show()

    def walk_round(self, layers: int) -> None:
        """Looks so many steps around."""
        self.walk.walk_round(layers)
        self._show()

    def rank(self, by: str) -> None:
        """Sorts by another measure of ``course.webs.measures``."""
        self.walk.rank(by)
        self._show()

    def __repr__(self) -> str:
        walk = self.walk
        return (
            f"Explorer of {counted(len(walk.web), 'node')} and {counted(walk.web.size(), 'edge')}: "
            f"at {walk.service}, {counted(walk.layers, 'step')} around it, ranked by "
            f"{walk.choices[walk.by]}"
        )

    def _ipython_display_(self) -> None:
        """Two outputs: where no widget can run, the picture and its words are still there."""
        bundle = self._repr_mimebundle_()
        assert bundle is not None  # only a widget without a view has none
        display(self.walk.picture)  # type: ignore[no-untyped-call]
        display(bundle[0], raw=True)  # type: ignore[no-untyped-call]

    def _asked(self, _widget: object, wish: dict[str, Any], _buffers: object) -> None:
        """What the browser asks for; a name that is not there is answered in words."""
        acts: dict[str, Callable[..., object]] = {
            "ready": self._prepare,
            "go": self.go,
            "back": self.back,
            "round": self.walk_round,
            "rank": self.rank,
        }
        try:
            acts[wish["do"]](*wish["with"])
        except NotInTheWeb as fault:
            self.trouble = str(fault)

    def _prepare(self, service: str, layers: int) -> None:
        """Sends what may be looked at next, so that it is there when it is."""
        picture = self.walk.prepare(service, layers)
        self.send({"service": service, "layers": layers, "svg": picture.svg})

    def _show(self) -> None:
        with self.hold_sync():
            self.look, self.ranks, self.trouble = self._looked(), self._ranked(), ""

    def _looked(self) -> dict[str, Any]:
        walk = self.walk
        return {
            "svg": walk.picture.svg,
            "title": walk.picture.title,
            "service": walk.service,
            "layers": walk.layers,
            "back": walk.came_from,
        }

    def _ranked(self) -> dict[str, str]:
        return {"svg": self.walk.ranks.svg, "by": self.walk.by}
