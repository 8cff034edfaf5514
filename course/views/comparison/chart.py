"""The reads of a story: what became of them, how long they took, and where the time went."""

from course.views.comparison.best import architectures
from course.views.comparison.comparison import Comparison
from course.views.comparison.spikes import spikes
from course.views.comparison.stacks import FATES, STYLE, fates, sources, styles
from course.views.legend import Entry
from course.views.lettering import shortened
from course.views.picture import Picture, framed
from course.views.svg import Svg, element, joined, number
from course.webs.requests import percentile
from course.webs.wording import counted, listed, milliseconds

LEFT = 104.0
"""The room for the names, before the bars begin."""
PLOT = 420.0
"""How wide the longest bar is."""
_RIGHT = 96.0
_ROW = 30.0
_HEAD, _BETWEEN, _MARKS = 26.0, 18.0, 20.0


def chart(comparison: Comparison) -> Picture:
    """Three groups of bars, with a line for each architecture: fates, latencies, their sources.

    A latency is that of an answered read. So how many were refused stands above: who refuses the
    slow ones looks fast.
    """
    names = architectures(comparison)
    groups = [
        ("What became of the reads", fates(comparison, names, PLOT), _BETWEEN),
        ("How long the answered ones took", spikes(comparison, names, PLOT), _BETWEEN + _MARKS),
        ("Where their time went, on average", sources(comparison, names, PLOT), _MARKS),
    ]
    parts: list[Svg] = []
    y = 0.0
    for title, (rows, foot), below in groups:
        parts.append(element("text", title, class_="strong", x=0, y=y + 13))
        parts.append(_moved(foot, LEFT, y + _HEAD + _ROW * len(names)))
        for at, name in enumerate(names):
            middle = y + _HEAD + _ROW * (at + 0.5)
            label = shortened(name, 13, LEFT - 10)
            parts.append(element("text", label, class_="end", x=LEFT - 10, y=middle + 4))
            parts.append(_moved(rows[at], LEFT, middle))
        y += _HEAD + _ROW * len(names) + below
    return framed(
        "The reads of this story",
        "\n".join(_told(comparison, name) for name in names),
        joined(parts),
        LEFT + PLOT + _RIGHT,
        y,
        _legend(comparison),
        STYLE,
    )


def _moved(drawn: Svg, x: float, y: float) -> Svg:
    return element("g", drawn, transform=f"translate({number(x)} {number(y)})")


def _told(comparison: Comparison, name: str) -> str:
    """What the bars of one architecture say."""
    counts = comparison.fates[name]
    had = listed([f"{count:,} {fate}" for fate, count in counts.items() if count])
    said = [f"{name}: {counted(sum(counts.values()), 'read')}, {had or 'none asked for'}"]
    times = comparison.reads_ms[name]
    if times:
        middle, most = milliseconds(percentile(times, 50)), milliseconds(max(times))
        said.append(f"median {middle}, slowest {most}")
    went = comparison.sources_ms.get(name, {})
    if any(went.values()):
        parts = [f"{milliseconds(ms)} {source}" for source, ms in went.items() if ms]
        said.append(f"on average {listed(parts)}")
    return "; ".join(said)


def _legend(comparison: Comparison) -> list[Entry]:
    known = styles(comparison)
    found = [Entry(known[name](0, 8, 32, 14), name) for name in known]
    seen = {fate for counts in comparison.fates.values() for fate, n in counts.items() if n}
    return [Entry(FATES[fate](0, 8, 32, 14), fate) for fate in FATES if fate in seen] + found
