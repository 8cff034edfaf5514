"""A handle with few steps that matter, from the smallest to the largest."""

from collections.abc import Callable, Sequence

import ipywidgets as widgets

from course.study.board.lines import HANDLE, filling
from course.webs.wording import figure

Written = Callable[[float], str]


class Steps(widgets.SelectionSlider):  # type: ignore[misc]
    """A slider over some values; one that is none of them gets a step of its own.

    It can be moved by mouse and by the arrow keys, and changes when it is let go.
    """

    def __init__(
        self, label: str, values: Sequence[float], value: float, written: Written = figure
    ) -> None:
        self._values = list(values)
        self._steps = {*values, value}
        self._written = written
        super().__init__(
            options=self._options(),
            value=value,
            description=label,
            continuous_update=False,
            style={"description_width": HANDLE},
            layout=filling(),
        )

    def move(self, value: float) -> None:
        """Put it at a value."""
        with self.hold_sync():  # the browser is told once
            if value not in self._steps:
                self._steps = {*self._values, value}
                self.options = self._options()
            self.value = value

    def _options(self) -> list[tuple[str, float]]:
        return [(self._written(one), one) for one in sorted(self._steps)]
