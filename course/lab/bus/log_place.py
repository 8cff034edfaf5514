"""Where a consumer stands in the log: what it has been handed, and what of it is still owed."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A change of a place: stored first, then made, so that what was not stored did not happen."""

    settled: int
    taken: int
    finished: list[int]
    """What was owed and is not any more."""
    gone: list[int]
    """Rows to delete, where there are any."""
    kept: dict[int, int]
    """Rows to write: position to attempt."""
    again: Sequence[int]
    new: Sequence[int]

    @property
    def highest(self) -> int:
        """The last of the new positions, 0 where there is none."""
        return self.new[-1] if self.new else 0

    @property
    def does_something(self) -> bool:
        """Whether there is anything to store. To have passed what is not for it is nothing."""
        return bool(self.finished or self.gone or self.again or self.new)


class Place:
    """One consumer's place."""

    def __init__(self, number: int, name: str, settled: int, taken: int, highest: int) -> None:
        self.number = number
        self.name = name
        self.subjects: tuple[str, ...] = ()
        self.types: set[int] = set()
        """Which events are for it: the numbers of their types."""
        self.settled = settled
        self.taken = taken
        self.highest = highest
        """The last position it was ever handed, also if it was sent back since."""
        self.owed: dict[int, int] = {}
        """Handed out or due again, and not acknowledged: position to attempt."""
        self.above: list[int] = []
        """Those of them above ``settled``, in order: no rows, first attempt."""
        self.idle: list[int] = []
        """Those of them that nobody has in hand, in order."""
        self.unseen: int | None = None
        """How many events after ``taken`` are for it; ``None`` where they are not counted."""

    def due_again(self, limit: int, done: Sequence[int]) -> list[int]:
        """The first of what nobody has in hand, without what is just being acknowledged."""
        if not self.idle:
            return []
        finished = set(done)
        return [position for position in self.idle if position not in finished][:limit]

    def plan(
        self,
        done: Sequence[int],
        again: Sequence[int] = (),
        new: Sequence[int] = (),
        taken: int | None = None,
    ) -> Step:
        """Acknowledge, hand out again, hand out what is new up to ``taken``."""
        owed, above, settled, kept = self.owed, self.above, self.settled, dict[int, int]()
        finished = [position for position in dict.fromkeys(done) if position in owed]
        passed = max(max(finished, default=0), max(again, default=0))
        if passed > settled:
            # All up to there is settled, so what of it is still owed needs a row of its own.
            count = bisect_right(above, passed)
            settled = above[count] - 1 if count < len(above) else self.taken
            if above[:count] != finished:
                ended = set(finished)
                kept = {it: owed[it] for it in above[:count] if it not in ended}
        kept |= {position: owed[position] + 1 for position in again}
        gone = [position for position in done if position <= self.settled]
        taken = self.taken if taken is None else taken
        return Step(settled, taken, finished, gone, kept, again, new)

    def make(self, step: Step) -> None:
        """The step is stored: take it."""
        for position in step.finished:
            del self.owed[position]
        if self.idle:
            for position in (*step.finished, *step.again):
                self._in_hand(position)
        if step.settled != self.settled:
            del self.above[: bisect_right(self.above, step.settled)]
        self.settled, self.taken = step.settled, step.taken
        self.highest = max(self.highest, step.highest)
        self.owed |= step.kept
        self.owed |= dict.fromkeys(step.new, 1)
        self.above += step.new
        if self.unseen is not None:
            self.unseen -= len(step.new)

    def give_back(self, position: int) -> None:
        """Nobody has it in hand any more."""
        if position in self.owed:
            self._in_hand(position)
            insort(self.idle, position)

    def owe_again(self, position: int) -> None:
        """A dead letter is due as if it had never been handed out."""
        self.owed[position] = 0
        insort(self.idle, position)

    def keep_only(self, is_kept: Callable[[int], bool]) -> None:
        """Forget what else is owed."""
        self.owed = {it: attempt for it, attempt in self.owed.items() if is_kept(it)}
        self.above = [it for it in self.above if is_kept(it)]
        self.idle = [it for it in self.idle if is_kept(it)]

    def _in_hand(self, position: int) -> None:
        where = bisect_left(self.idle, position)
        if self.idle[where : where + 1] == [position]:
            del self.idle[where]
