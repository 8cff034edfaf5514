"""The player: the request web, with the messages moving on it and the state beside it.

Everything is worked out once, from the trace. The player's JavaScript asks nobody for anything, so
a saved page plays too.
"""

import json

import anywidget
from IPython.display import display
from traitlets import Dict

from course.trace import Trace
from course.views import palette
from course.views.diagram import draw
from course.views.player.flow import Flow, read_flow
from course.views.player.packing import packed
from course.views.player.retelling import tell_flow
from course.views.player.script import BROWSER, script
from course.views.svg import escaped
from course.webs import request_web

_COLOURS = ("INK", "MUTED", "LINE", "PAPER", "FONT", "SERVICE", "DATABASE", "WRONG", "BUS")

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="icon" href="data:,">
<body style="margin:1rem">
<div id="player"></div>
<script type="application/json" id="state">{state}</script>
<script type="module">
const state = JSON.parse(document.getElementById("state").textContent);
const style = document.createElement("style");
style.textContent = state._css;
document.head.append(style);
const address = URL.createObjectURL(new Blob([state._esm], {{ type: "text/javascript" }}));
const player = await import(address);
const model = {{ get: (name) => state[name], on() {{}}, off() {{}} }};
player.default.render({{ model, el: document.getElementById("player") }});
</script>
</body>
</html>
"""


def _style() -> str:
    """The player's style, in the colours of the pictures."""
    colours = "".join(f"--course-{name.lower()}:{getattr(palette, name)};" for name in _COLOURS)
    return f".course-player{{{colours}}}\n{(BROWSER / 'player.css').read_text(encoding='utf-8')}"


class Player(anywidget.AnyWidget):
    """What ``play`` gives. A notebook shows the still picture, or instead the one that moves.

    ``picture`` is the still picture, ``text`` tells the flow in words.
    """

    # Given to each player, as a page that is saved leaves out what a class says for all.
    _esm = ""
    _css = ""

    flow = Dict().tag(sync=True)
    """What the browser gets: plain JSON, the picture included."""

    def __init__(
        self, trace: Trace, from_ms: float | None = None, to_ms: float | None = None
    ) -> None:
        read = read_flow(trace, from_ms, to_ms)
        self.picture = draw(request_web(_meanwhile(trace, read)))
        self.text = tell_flow(read)
        super().__init__(
            _esm=script(),
            _css=_style(),
            flow={"svg": self.picture.svg, **packed(read)},
        )

    def __repr__(self) -> str:
        return self.text

    def _ipython_display_(self) -> None:
        """Two outputs: where no widget can run, the picture and the words are still there.

        Where it runs, the player hides the picture, which would show the same web once more.
        """
        bundle = self._repr_mimebundle_()
        assert bundle is not None  # only a widget without a view has none
        display(self.picture)  # type: ignore[no-untyped-call]
        display(bundle[0], raw=True)  # type: ignore[no-untyped-call]

    def page(self) -> str:
        """A web page, as HTML, that plays by itself: no kernel, nothing loaded from anywhere."""
        state = {"_esm": self._esm, "_css": self._css, "flow": self.flow}
        written = json.dumps(state).replace("<", "\\u003c")
        return _PAGE.format(title=escaped(self.flow["title"]), state=written)


def _meanwhile(trace: Trace, flow: Flow) -> Trace:
    """The spans that are open at some moment of the flow."""
    return Trace(span for span in trace if span.end > flow.start and span.start <= flow.end)
