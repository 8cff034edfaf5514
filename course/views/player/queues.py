"""The log of a bus and the place of each of its consumers, as time goes by."""

from dataclasses import dataclass, field

from course.trace import Span, Trace
from course.views.player.move import operation
from course.views.player.series import Series
from course.webs.reading import first

PLACES = ("subscribe", "replay", "resend")
GROUP = "messaging.consumer.group.name"


@dataclass(slots=True)
class Queues:
    """``log`` is how many events are stored. For each consumer there is a series of numbers.

    They are: the position up to which it is done, how many events wait for it (those on their way
    to it included), how many of these are on their way or being handled, how many were laid aside.
    """

    log: Series = field(default_factory=lambda: Series("log", 0))
    consumers: dict[str, Series] = field(default_factory=dict)


def queues(trace: Trace) -> Queues:
    """Read from what the bus stores, delivers and is told."""
    found, places = Queues(), dict[str, _Place]()
    for moment, _, span, begins in sorted(_moments(trace), key=lambda item: item[:2]):
        if operation(span) == "store":
            _store(found.log, places, span)
        elif operation(span) == "deliver":
            place = places.setdefault(first(span, GROUP), _Place())
            place.send(_number(span, "bus.position")) if begins else place.finish(span)
        else:
            place = places.setdefault(first(span, GROUP), _Place())
            place.move(_number(span, "bus.position"), _number(span, "bus.waiting"), operation(span))
        for name, place in places.items():
            series = found.consumers.setdefault(name, Series(name, (0, 0, 0, 0)))
            series.add(moment, place.numbers(found.log.at(None)))
    return found


def _moments(trace: Trace) -> list[tuple[int, int, Span, bool]]:
    """What happens to the queues, in its order: what ends comes before what begins."""
    moments = []
    for span in trace:
        if operation(span) == "deliver" and first(span, GROUP):
            moments.append((span.start, 2, span, True))
            end = (span.end, 0) if span.end > span.start else (span.start, 3)
            moments.append((*end, span, False))
        elif operation(span) == "store" or (operation(span) in PLACES and first(span, GROUP)):
            moments.append((span.start, 1, span, True))
    return moments


def _store(log: Series, places: "dict[str, _Place]", store: Span) -> None:
    if store.attributes.get("bus.duplicate"):
        return
    position = _number(store, "bus.position") or log.at(None) + 1
    log.add(store.start, max(position, log.at(None)))
    consumers = store.attributes.get("bus.consumers")
    for name in map(str, consumers if isinstance(consumers, list) else ()):
        places.setdefault(name, _Place()).store(position)


@dataclass(slots=True)
class _Place:
    """One consumer. ``open`` are the positions that it is known not to be done with, ``again``
    those that were laid aside and are sent once more."""

    done: int = 0
    waiting: int = 0
    under_way: int = 0
    aside: int = 0
    open: set[int] = field(default_factory=set)
    again: int = 0

    def numbers(self, stored: int) -> tuple[int, int, int, int]:
        """Done is all that comes before the first event that is not, as far as the trace tells."""
        if self.waiting:
            done = min(position - 1 for position in self.open) if self.open else self.done
            # Of what waited already when it began to listen, only the number is known.
            done = done if self.waiting <= len(self.open) else min(done, self.done)
        else:
            done = max(stored, self.done)
        return done, self.waiting, self.under_way, self.aside

    def store(self, position: int) -> None:
        self.open.add(position)
        self.waiting += 1

    def move(self, position: int, waiting: int, how: str) -> None:
        if how == "resend":
            self.aside = max(self.aside - 1, 0)
            self.again += 1
        else:
            self.done, self.open = position, set()
        self.waiting = waiting

    def send(self, position: int) -> None:
        self.under_way += 1
        if position > self.done:
            self.open.add(position)

    def finish(self, deliver: Span) -> None:
        self.under_way = max(self.under_way - 1, 0)
        position, laid_aside = _number(deliver, "bus.position"), False
        if deliver.status == "error":
            laid_aside = deliver.attributes.get("bus.dead_letter") is True
            if not laid_aside:
                return
        self.aside += laid_aside
        if position in self.open:
            self.open.discard(position)
            self.waiting = max(self.waiting - 1, 0)
            self.done = max(self.done, position)
        elif self.again:
            self.again -= 1
            self.waiting = max(self.waiting - 1, 0)


def _number(span: Span, name: str) -> int:
    value = span.attributes.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
