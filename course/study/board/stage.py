"""Where the run behind a number is played."""

from collections.abc import Callable

import ipywidgets as widgets

from course.study.shown import button, heading
from course.views.comparison import Run
from course.views.player.play import play


class Stage(widgets.VBox):  # type: ignore[misc]
    """Empty, or one run in the player with a button that closes it."""

    def __init__(self, closed: Callable[[], object]) -> None:
        self._closed = closed
        self._inside: list[widgets.Widget] = []
        super().__init__(layout=widgets.Layout(width="100%", min_width="0"))
        self.add_class("course-run")

    def show(self, run: Run, figure: str, architecture: str) -> None:
        """Plays a run, in place of the one before."""
        self.clear()
        words = f"{architecture}: {run.title} ({figure})"
        player = play(run.trace)
        player.layout.width = "100%"
        self._inside = [heading(words), player, button("Close this run", self.close_run)]
        self.children = self._inside

    def close_run(self) -> None:
        """Back to the numbers."""
        self.clear()
        self._closed()

    def clear(self) -> None:
        """Shows nothing."""
        self.children = []
        for widget in self._inside:
            widget.close()
        self._inside = []
