"""A row of a waterfall."""

from dataclasses import dataclass
from typing import Literal

from course.views.intervals import Interval, between, merged

Role = Literal["call", "database", "event", "sent", "brought", "inside", "mark"]


@dataclass(frozen=True, slots=True)
class Row:
    """One call, or one span that belongs to none.

    ``caller`` has it done by ``callee``, and is empty where nobody is known to ask. ``start`` and
    ``end`` are those of the caller's span; what the callee does may last longer. The intervals
    tell what the callee does: it is ``queued``, ``waits`` for those it asks itself, or ``works``;
    all in ns.

    What is ``sent`` over a bus ends when it is stored there, what is ``brought`` by the bus when it
    is handled; ``known`` is when the sender has word of that. An attempt that failed ends when it
    is given up. ``struck`` is when a fault of the network hit it, if one did, and ``remark`` what
    else there is to say. A ``mark`` is a moment.
    """

    role: Role
    depth: int
    caller: str
    callee: str
    operation: str
    start: int
    end: int
    answer: Interval | None
    queued: list[Interval]
    waits: list[Interval]
    works: list[Interval]
    failure: str
    known: int
    struck: int | None
    remark: str

    @property
    def told(self) -> bool:
        """Whether it is an event on one of its ways over a bus."""
        return self.role in ("sent", "brought")

    @property
    def moment(self) -> str:
        """What happens at a mark: ``down``, ``up``, ``replay`` or ``resend``."""
        return self.operation.partition(" ")[0].rstrip(",") if self.role == "mark" else ""

    @property
    def away(self) -> list[Interval]:
        """When a message was on its way, or nothing is known of what the callee did."""
        if self.told:
            return merged([(self.start, self.arrival)])
        return between((self.start, self.end), [self.answer] if self.answer else [])

    @property
    def word(self) -> list[Interval]:
        """When the sender of a message had no word yet of what became of it at its other end."""
        since = self.answer[1] if self.answer else self.arrival
        return merged([(since, self.known)]) if self.told else []

    @property
    def arrival(self) -> int:
        """When a message arrived, or else was lost, or given up."""
        if self.answer is not None:
            return self.answer[0]
        return self.end if self.struck is None else max(self.start, min(self.struck, self.end))
