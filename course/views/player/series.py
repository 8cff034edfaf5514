"""Numbers that change with time: what is in work, what waits, what is down, how long the log is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from course.trace import Trace
from course.views.player.move import operation
from course.webs.reading import first, is_outage


@dataclass(slots=True)
class Series:
    """Values from moments (ns) on, each until the next; before the first there is ``start``."""

    name: str
    start: Any
    times: list[int] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def add(self, moment: int, value: Any) -> None:
        """From ``moment`` on; moments come in order, and of several at once the last counts."""
        if value == self.at(None):
            return
        if self.times and self.times[-1] == moment:
            self.values[-1] = value
        else:
            self.times.append(moment)
            self.values.append(value)

    def at(self, moment: int | None) -> Any:
        """The value at a moment; the last one for ``None``."""
        known = len(self.times)
        while moment is not None and known and self.times[known - 1] > moment:
            known -= 1
        return self.values[known - 1] if known else self.start


def in_work(trace: Trace) -> list[Series]:
    """For each service the requests and events it works on, and those that wait for a worker."""
    steps: dict[str, list[tuple[int, int, int]]] = {}
    for span in trace:
        doing = steps.setdefault(span.service, [])
        if span.kind in ("server", "consumer") and operation(span) != "store":
            doing += _both_ends(span.start, span.end, 1, 0)
        elif span.kind == "internal" and span.name == "queued" and not first(span, "db.namespace"):
            doing += _both_ends(span.start, span.end, 0, 1)
    return [_summed(service, doing) for service, doing in steps.items() if doing]


def _both_ends(start: int, end: int, working: int, queued: int) -> Iterable[tuple[int, int, int]]:
    return [] if end <= start else [(start, working, queued), (end, -working, -queued)]


def _summed(name: str, steps: list[tuple[int, int, int]]) -> Series:
    series, working, queued = Series(name, (0, 0)), 0, 0
    for moment, more_working, more_queued in sorted(steps):
        working, queued = working + more_working, queued + more_queued
        series.add(moment, (working, queued))
    return series


def down(trace: Trace) -> list[Series]:
    """For each service that goes down or comes up: whether it is down."""
    found: dict[str, Series] = {}
    for span in trace:
        if is_outage(span):
            series = found.setdefault(span.service, Series(span.service, span.name == "up"))
            series.add(span.start, span.name == "down")
    return list(found.values())
