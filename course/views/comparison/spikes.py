"""How long reads took: how many, in each little stretch of time."""

from course.views.comparison.comparison import Comparison
from course.views.comparison.stacks import Drawn, scale
from course.views.svg import Svg, element, joined, number
from course.webs.requests import percentile
from course.webs.wording import figure

_BINS = 84
_HIGH = 22.0  # the stretch with the most reads
_LOW = 3.0  # a single read is seen
_FOOT = 11.0  # below the middle of the line


def spikes(comparison: Comparison, names: list[str], width: float) -> Drawn:
    """A spike for each stretch in which reads ended, and a mark below their median.

    All lines have one scale, in ms. A spike is as high as the share of the line's reads in it.
    """
    times = [comparison.reads_ms[name] for name in names]
    longest = max((max(one) for one in times if one), default=0.0) or 1.0
    return [_line(one, longest, width) for one in times], scale(longest, width)


def _line(times: tuple[float, ...], longest: float, width: float) -> Svg:
    if not times:
        return element("text", "no read answered", class_="small muted", x=6, y=4)
    step = width / _BINS
    counts = [0] * _BINS
    for time in times:
        counts[min(int(time / longest * _BINS), _BINS - 1)] += 1
    parts = [element("path", class_="ruler", d=f"M0 {number(_FOOT)}H{number(width)}")]
    for at, count in enumerate(counts):
        if count:
            height = max(_HIGH * count / max(counts), _LOW)
            parts.append(
                element(
                    "rect",
                    class_="works",
                    x=at * step,
                    y=_FOOT - height,
                    width=step - 0.6,
                    height=height,
                )
            )
    middle = percentile(times, 50)
    x = width * middle / longest
    parts.append(element("path", class_="head", d=f"M{number(x)} {number(_FOOT)}l-4 6h8z"))
    words = f"median {figure(middle)} ms"
    parts.append(element("text", words, class_="small", x=width + 6, y=4))
    return joined(parts)
