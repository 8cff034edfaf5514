"""Who was down while something happened: a run is not understood without it."""

from collections.abc import Iterator, Sequence

from course.trace import Span, Trace
from course.webs.reading import is_outage


def marks(whole: Trace) -> list[Span]:
    """The moments at which somebody went down or came up, in the order of time."""
    return [span for span in whole if is_outage(span)]


def with_outages(shown: Trace, known: Sequence[Span]) -> Trace:
    """The same, and those of the ``known`` marks at which somebody went down or came up meanwhile.

    Who went down before it began counts as well, if it was still down then.
    """
    return Trace([*_meanwhile(shown, known), *shown]) if known else shown


def _meanwhile(shown: Trace, known: Sequence[Span]) -> Iterator[Span]:
    begin, end = min(span.start for span in shown), max(span.end for span in shown)
    last = {mark.service: mark for mark in known if mark.start <= begin}
    yield from (mark for mark in last.values() if mark.name == "down" and mark.start < begin)
    yield from (mark for mark in known if begin <= mark.start <= end)
