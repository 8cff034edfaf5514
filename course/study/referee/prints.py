"""What a learner's code prints while it is checked: kept in part, so that a flood drowns nobody."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

KEPT = 600
"""So many characters are kept, the first ones."""


class Printed(io.TextIOBase):
    """Stands in for the screen. ``text`` is the beginning of what came, with how much followed."""

    def __init__(self) -> None:
        super().__init__()
        self._kept = ""
        self._left_out = 0

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        room = KEPT - len(self._kept)
        self._kept += text[:room]
        self._left_out += max(0, len(text) - room)
        return len(text)

    @property
    def text(self) -> str:
        """The beginning, and how many characters are left out."""
        if not self._left_out:
            return self._kept.rstrip()
        return f"{self._kept.rstrip()} … and {self._left_out:,} characters more"


@contextmanager
def printing_kept() -> Iterator[Printed]:
    """While open, nothing reaches the screen."""
    printed = Printed()
    with redirect_stdout(printed), redirect_stderr(printed):
        yield printed
