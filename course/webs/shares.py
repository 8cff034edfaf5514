"""Who has had how much of a request's time."""

from typing import NamedTuple

from course.trace import NS_PER_MS
from course.webs.critical_path import CriticalPath, Doing
from course.webs.wording import milliseconds, percent

ON_THE_WAY = "on the way"


class Share(NamedTuple):
    """The time on a critical path that is one's, in ns, and what part of the request that is.

    ``doing`` is as in ``Stretch``. ``who`` is a service, or one that ``answers`` but has recorded
    nothing itself; or ``"on the way"`` for all the time that is between services.
    """

    who: str
    doing: Doing
    ns: int
    part: float

    @property
    def milliseconds(self) -> float:
        """How long that is."""
        return self.ns / NS_PER_MS

    def __repr__(self) -> str:
        seen = ", as its callers saw it" if self.doing == "answers" else ""
        return f"{self.who}{seen}: {milliseconds(self.milliseconds)}, {percent(self.part)}"


class Way(NamedTuple):
    """The time on a critical path that was between two services, both ways, in ns, and its part."""

    caller: str
    callee: str
    ns: int
    part: float

    @property
    def milliseconds(self) -> float:
        """How long that is."""
        return self.ns / NS_PER_MS

    def __repr__(self) -> str:
        took = milliseconds(self.milliseconds)
        return f"from {self.caller} to {self.callee} and back: {took}, {percent(self.part)}"


def shares(path: CriticalPath) -> list[Share]:
    """Whose time the request was, the largest share first. The parts add up to 1.

    A service has what it works itself, while the answer waits for nobody that it asked. What is
    between a caller's span and that of who answers is one share of its own, ``"on the way"``: the
    trace does not say whose it is. Where only one of the two was recorded there is no such time.
    Then the way is in the time of the caller, or of the callee that recorded nothing itself.

    A request that took no time has no shares.
    """
    times: dict[tuple[str, Doing], int] = {}
    for _, start, end, who, doing in path:
        whose = (ON_THE_WAY if doing == "on the way" else who, doing)
        times[whose] = times.get(whose, 0) + end - start
    whole = sum(times.values())
    found = [Share(who, doing, ns, ns / whole) for (who, doing), ns in times.items()]
    return sorted(found, key=lambda share: share.ns, reverse=True)


def ways(path: CriticalPath) -> list[Way]:
    """Between whom the request was on the way, the longest first; ``part`` of the whole request.

    So the parts add up to the share "on the way".
    """
    times: dict[tuple[str, str], int] = {}
    for span, start, end, who, doing in path:
        if doing == "on the way":
            times[span.service, who] = times.get((span.service, who), 0) + end - start
    whole = path.root.end - path.root.start
    found = [Way(caller, callee, ns, ns / whole) for (caller, callee), ns in times.items()]
    return sorted(found, key=lambda way: way.ns, reverse=True)
