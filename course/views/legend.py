"""What the shapes and lines of a picture mean: only of those that it has."""

from collections.abc import Sequence
from dataclasses import dataclass

from course.views.lettering import text_width
from course.views.svg import Svg, element, joined

SAMPLE = (34.0, 16.0)  # the width and height an entry's sample is drawn in, from its top left
_LINE = 24.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A sample and what it means."""

    sample: Svg
    words: str


def what_failed(brings: bool) -> str:
    """What a failure may be, in a web in which a bus brings events to somebody, or none does."""
    return "a call or a delivery failed" if brings else "a call failed"


def legend(entries: Sequence[Entry], width: float) -> tuple[Svg, float]:
    """The entries in lines of at most ``width`` pixels, and the height of them all."""
    x, y = 0.0, 0.0
    parts: list[Svg] = []
    for entry in entries:
        room = SAMPLE[0] + 8 + text_width(entry.words, 12) + 18
        if x > 0 and x + room > width:
            x, y = 0.0, y + _LINE
        parts.append(
            element(
                "g",
                entry.sample,
                element("text", entry.words, class_="small", x=SAMPLE[0] + 8, y=12),
                transform=f"translate({x:.1f} {y:.1f})",
            )
        )
        x += room
    return joined(parts), y + (_LINE if entries else 0)
