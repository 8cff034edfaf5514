"""Who was down while something happened: a run is not understood without it."""

from collections.abc import Iterator, Sequence

from course.trace import Span, Trace


def marks(whole: Trace) -> list[Span]:
    """The moments at which somebody went down or came up, in the order of time."""
    return [span for span in whole if span.parent is None and span.name in ("down", "up")]


def with_outages(shown: Trace, marks: Sequence[Span]) -> Trace:
    """The same, and the ``marks`` at which somebody went down or came up meanwhile.

    Who went down before it began counts as well, if it was still down then.
    """
    return Trace([*_meanwhile(shown, marks), *shown]) if marks else shown


def _meanwhile(shown: Trace, marks: Sequence[Span]) -> Iterator[Span]:
    begin, end = min(span.start for span in shown), max(span.end for span in shown)
    for number, mark in enumerate(marks):
        if mark.start > end:
            return
        ups = (it.start for it in marks[number:] if it.service == mark.service and it.name == "up")
        if mark.start >= begin or (mark.name == "down" and next(ups, end) > begin):
            yield mark
