"""Puts what was played side by side."""

from collections.abc import Iterable

from course.comparing.figures import figures
from course.comparing.played import FATES, Played
from course.comparing.prices import Prices
from course.comparing.shops import ARCHITECTURES
from course.comparing.sources import SOURCES
from course.views.comparison.comparison import Comparison

_DEFAULT = Prices()


def compare(played: Iterable[Played], prices: Prices = _DEFAULT) -> Comparison:
    """The numbers of each architecture, at these prices. Needs no lab: it counts what was played.

    Raises ``ValueError`` where nothing was played, one architecture twice, or several stories.
    """
    found = sorted(played, key=lambda each: ARCHITECTURES.index(each.architecture))
    names = [each.architecture for each in found]
    if not found:
        raise ValueError("Nothing was played: compare([play(story, 'direct'), ...])")
    if len(set(names)) < len(names):
        raise ValueError(f"An architecture is there twice: {', '.join(names)}. Leave one out.")
    if len({each.story for each in found}) > 1:
        raise ValueError(
            "These were played through different stories, so their numbers cannot be compared. "
            "Play one story through each."
        )
    return Comparison(
        story=str(found[0].story),
        figures=figures(found, prices),
        reads_ms={
            each.architecture: tuple(read.milliseconds for read in each.answered) for each in found
        },
        sources_ms={each.architecture: _sources(each) for each in found if each.answered},
        fates={
            each.architecture: {fate: len(each.having(fate)) for fate in FATES} for each in found
        },
        traces={each.architecture: each.trace for each in found},
    )


def _sources(played: Played) -> dict[str, float]:
    """On average over the answered reads."""
    count = len(played.answered)
    return {
        source: sum(read.sources_ms[source] for read in played.answered) / count
        for source in SOURCES
    }
