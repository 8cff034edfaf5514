"""Who was down while something happened: a run is not understood without it."""

from collections.abc import Iterator

from course.trace import Span, Trace


def with_outages(shown: Trace, whole: Trace) -> Trace:
    """The same, and the moments of ``whole`` at which somebody went down or came up meanwhile.

    Who went down before it began counts as well, if it was still down then.
    """
    return Trace([*_outages(shown, whole), *shown])


def _outages(shown: Trace, whole: Trace) -> Iterator[Span]:
    begin, end = min(span.start for span in shown), max(span.end for span in shown)
    marks = [span for span in whole if span.parent is None and span.name in ("down", "up")]
    for number, mark in enumerate(marks):
        if mark.start > end:
            continue
        ups = (it.start for it in marks[number:] if it.service == mark.service and it.name == "up")
        if mark.start >= begin or (mark.name == "down" and next(ups, end) > begin):
            yield mark
