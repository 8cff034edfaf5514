"""What can be made to go wrong on the bus. A fault strikes so many times and is used up."""

from dataclasses import dataclass
from typing import Literal

from course.lab.bus.subjects import check_pattern, matches
from course.lab.clock import to_ns
from course.lab.errors import BadSetting

Lost = Literal["publish", "confirmation", "delivery", "acknowledgement"]
Kind = Literal[Lost, "double", "delay", "reorder"]


@dataclass(slots=True)
class Fault:
    """What goes wrong, for which events, on the way to whom, and how often still."""

    kind: Kind
    subject: str
    to: str | None
    times: int
    extra_ns: int = 0


class Faults:
    """The faults that wait for their events."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(
        self, kind: Kind, subject: str, to: str | None, times: int, extra_ms: float = 0
    ) -> None:
        """Let something go wrong the next ``times`` times it can."""
        check_pattern(subject)
        if isinstance(times, bool) or not isinstance(times, int) or times < 1:
            raise BadSetting(
                f"Nothing happens {times!r} times.", "the call just made", "Give 1 or more."
            )
        self.waiting.append(Fault(kind, subject, to, times, to_ns(extra_ms, "A delay")))

    def strikes(self, kind: Kind, subject: str, to: str | None = None) -> Fault | None:
        """The fault that strikes now, if one does; it is used up by one."""
        for fault in self.waiting:
            meant = fault.to is None or fault.to == to
            if fault.kind == kind and meant and matches(fault.subject, subject):
                fault.times -= 1
                if fault.times == 0:
                    self.waiting.remove(fault)
                return fault
        return None
