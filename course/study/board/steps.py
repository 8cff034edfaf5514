"""A handle with few steps that matter, from the smallest to the largest."""

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

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
        self._written = written
        super().__init__(
            options=self._options(value),
            value=value,
            description=label,
            continuous_update=False,
            style={"description_width": "9.5em"},
            layout=widgets.Layout(width="auto", min_width="0"),
        )

    def move(self, value: float) -> None:
        """Put it at a value."""
        if value not in [known for _, known in self.options]:
            with self.hold_trait_notifications():
                self.options = self._options(value)
                self.value = value
        self.value = value

    def _options(self, value: float) -> list[tuple[str, Any]]:
        return [(self._written(one), one) for one in sorted({*self._values, value})]
