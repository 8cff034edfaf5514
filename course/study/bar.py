"""The bar that moves while a check runs."""

import time

import ipywidgets as widgets

from course.study.shown import Shown

STEPS = 100
NOT_OFTENER_S = 0.05
"""Each move is a message to the browser."""


class Bar(Shown):
    """Always there, and always says the same in words: what it belongs to."""

    def __init__(self, title: str) -> None:
        self._bar = widgets.IntProgress(
            max=STEPS, layout=widgets.Layout(width="100%", height="1.4em", margin="2px 0")
        )
        self._moved_at = 0.0
        super().__init__(f"Check: {title}", [self._bar])

    @property
    def part(self) -> float:
        """How much is done, from 0 to 1."""
        return float(self._bar.value) / STEPS

    def move(self, part: float) -> None:
        """So much is done. The first move is at once, as is the last."""
        value, now = max(1, round(part * STEPS)), time.monotonic()
        if value <= self._bar.value or (part < 1 and now - self._moved_at < NOT_OFTENER_S):
            return
        self._bar.value, self._moved_at = value, now

    def end(self, style: str) -> None:
        """Full, in the colour of success (``success``) or of a failure (``danger``).

        Without either nothing was checked, so nothing is done: empty.
        """
        self._bar.value, self._bar.bar_style = STEPS if style else 0, style
