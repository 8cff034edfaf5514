"""The table of a comparison as a widget: each number that has a run behind it can be pressed."""

from collections.abc import Callable
from typing import Any

import anywidget
from traitlets import Bool, Tuple, Unicode

from course.views.comparison.comparison import Comparison, Run
from course.views.comparison.script import script
from course.views.comparison.table import text, to_press
from course.views.comparison.table_style import rules


class Numbers(anywidget.AnyWidget):
    """A table that changes in its place, and says which number was pressed.

    ``chosen`` is called with the run, the name of its figure and its architecture.
    """

    _esm = ""
    _css = ""

    table = Unicode().tag(sync=True)
    busy = Bool(False).tag(sync=True)
    """Whether other numbers are on their way."""
    said = Unicode().tag(sync=True)
    """What is told to the ear, and to the eye below the table."""
    shown = Tuple().tag(sync=True)
    """The figure and the architecture whose run is shown; empty for none."""

    def __init__(
        self, comparison: Comparison, chosen: Callable[[Run, str, str], object] | None = None
    ) -> None:
        self.comparison = comparison
        self._chosen = chosen
        super().__init__(
            _esm=script(), _css=rules(".course-comparison"), table=to_press(comparison)
        )
        self.on_msg(self._asked)

    def show(self, comparison: Comparison) -> None:
        """Puts other numbers into the table."""
        self.comparison = comparison
        self.table = to_press(comparison)

    def press(self, figure: str, architecture: str) -> None:
        """Asks for the run behind a number. Raises ``LookupError`` where there is none."""
        for row in self.comparison.figures:
            if row.name == figure and architecture in row.runs:
                if self._chosen is not None:
                    self._chosen(row.runs[architecture], figure, architecture)
                return
        raise LookupError(f"There is no run behind {figure!r} of {architecture!r}.")

    def __repr__(self) -> str:
        return text(self.comparison)

    def _asked(self, _widget: object, wish: dict[str, Any], _buffers: object) -> None:
        self.press(*wish["show"])
