"""The flow of a trace: what moves, what changes, and what stands when."""

from dataclasses import dataclass
from math import isfinite

from course.trace import NS_PER_MS, Trace
from course.views.player.events import events
from course.views.player.move import Move, Roads
from course.views.player.notes import Note, notes
from course.views.player.pace import Pace, pace
from course.views.player.questions import questions
from course.views.player.queues import Queues, queues
from course.views.player.requests import requests, statements
from course.views.player.series import Series, down, in_work
from course.views.player.tables import Table, tables
from course.webs import request_web


@dataclass(frozen=True, slots=True)
class Flow:
    """What happens from ``start`` to ``end``; all moments are ns on the trace's clock.

    ``zero`` is where milliseconds are counted from: the start of the trace. The moves are in the
    order in which they leave; those that are on their way at ``start`` or ``end`` are included.
    The other parts know of all that came before ``start``. ``hop`` is how long a message travels.
    """

    zero: int
    start: int
    end: int
    moves: list[Move]
    notes: list[Note]
    tables: list[Table]
    queues: Queues
    work: list[Series]
    down: list[Series]
    hop: int

    def ms(self, moment: int) -> float:
        """A moment in milliseconds since the trace began."""
        return (moment - self.zero) / NS_PER_MS

    @property
    def steps(self) -> list[int]:
        """The moments at which something happens, in order, the first and the last included."""
        series = (self.queues.log, *self.queues.consumers.values(), *self.down)
        rows = [row for table in self.tables for row in table.versions]
        moments = {
            self.start,
            self.end,
            *(moment for move in self.moves for moment in (move.leave, move.arrive)),
            *(note.at for note in self.notes),
            *(moment for each in series for moment in each.times),
            *(
                moment
                for row in rows
                for moment in (row.born, row.open, row.gone)
                if moment is not None
            ),
        }
        return sorted(moment for moment in moments if self.start <= moment <= self.end)

    @property
    def pace(self) -> Pace:
        """How time is shown."""
        busy = [(move.leave, move.arrive) for move in self.moves]
        busy += [(moment, moment) for moment in self.steps]
        return pace(busy, self.start, self.end, self.hop)


def read_flow(trace: Trace, from_ms: float | None = None, to_ms: float | None = None) -> Flow:
    """The flow of a trace, or of a part of it, in ms since the trace began.

    Raises ``ValueError`` where there is no time between the two.
    """
    roads = Roads(trace)
    every = [*requests(roads), *events(roads), *questions(roads)]
    every += statements(roads, request_web(trace))
    every.sort(key=lambda move: move.leave)
    start = trace.start
    end = max([start, trace.end, *(move.arrive for move in every)])
    if from_ms is not None:
        start = trace.start + _ns(from_ms, "from_ms")
    if to_ms is not None:
        end = trace.start + _ns(to_ms, "to_ms")
    if start > end:
        raise ValueError(
            f"play(trace, from_ms={from_ms}, to_ms={to_ms}) shows nothing: the trace begins at 0 "
            f"and ends at {trace.milliseconds:g} ms, and from_ms comes before to_ms"
        )
    return Flow(
        zero=trace.start,
        start=start,
        end=end,
        moves=[move for move in every if _is_seen(move, start, end)],
        notes=[note for note in notes(roads) if start <= note.at <= end],
        tables=tables(trace),
        queues=queues(trace),
        work=in_work(trace),
        down=down(trace),
        hop=roads.hop,
    )


def _is_seen(move: Move, start: int, end: int) -> bool:
    """What arrives just when the flow begins belongs to what came before."""
    return move.leave <= end and (move.arrive > start or move.leave >= start)


def _ns(ms: float, name: str) -> int:
    if isinstance(ms, bool) or not isinstance(ms, int | float) or not isfinite(ms):
        raise ValueError(f"play(trace, {name}={ms!r}): a time is a number of milliseconds")
    return round(ms * NS_PER_MS)
