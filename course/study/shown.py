"""What study shows in a notebook: a widget, or its words where no widget can run.

The words (``text/plain``) are stored with the notebook and compared as text, so they are the same
whatever the learner has done before. What depends on the learner is in the widget only.
"""

from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from course.views.palette import DATABASE, MUTED, WRONG
from course.views.svg import escaped

TONES = {"good": DATABASE, "bad": WRONG, "plain": MUTED}


class Shown(widgets.VBox):  # type: ignore[misc]
    """Children for the eye, and ``words`` that stay the same, for the file and the ear."""

    def __init__(self, words: str, children: list[widgets.Widget]) -> None:
        self.words = words
        super().__init__(children=children)

    def __repr__(self) -> str:
        return self.words

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The words whole; the library would cut them."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {"text/plain": self.words, "application/vnd.jupyter.widget-view+json": view}


def note(text: str, tone: str = "plain") -> str:
    """A remark as HTML, with a bar at its side. Read aloud when it changes."""
    if not text:
        return ""
    return (
        f'<div role="status" style="border-left:4px solid {TONES[tone]};padding:.1em .75em;'
        f'white-space:pre-wrap;line-height:1.4">{escaped(text)}</div>'
    )


def heading(text: str) -> widgets.HTML:
    """A question, or another line that stands out."""
    return widgets.HTML(f'<strong style="line-height:1.4">{escaped(text)}</strong>')


def choice(options: list[str], selected: int | None = None) -> widgets.RadioButtons:
    """One of several, by mouse or by the arrow keys; none is chosen to begin with."""
    return widgets.RadioButtons(
        options=[(text, number) for number, text in enumerate(options)],
        value=selected,
        layout=widgets.Layout(width="100%"),
    )


def button(text: str, pressed: Callable[[], None]) -> widgets.Button:
    """A button that says in words what it does."""
    made = widgets.Button(description=text, layout=widgets.Layout(width="auto"))
    made.on_click(lambda _: pressed())
    return made
