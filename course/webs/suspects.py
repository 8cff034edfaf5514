"""What has itself become slower, and who is to blame for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from course.trace import NS_PER_MS, Trace
from course.webs.chance import Rate, chance_of, rate
from course.webs.own_time import Place, Spent, own_times
from course.webs.requests import whole_requests

BY_CHANCE = 0.001
"""In so many comparisons of like with like may chance accuse anybody."""
MATTERS = 0.05
"""What is less than this part of a request's time before is too little to accuse anybody of."""
MOST = 0.8
"""Accused are the first who together added so much of all that is no chance."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A place and its own time at each visit, before and now; ``None`` before where it is new.

    ``visits``: how often each request comes by, now. ``added_ms``: what the growth makes for each
    request, which is the growth at each visit times the visits; below 0 for who became quicker.
    Where calls go on at the same time, these are more together than the request grew. ``chance``:
    how likely that is where nothing has changed; 0 in a comparison of one request with one, where
    each difference counts. ``silent``: it is a call of somebody who recorded nothing, so that the
    work there cannot be told from the way.
    """

    place: Place
    before_ms: float | None
    after_ms: float
    visits: float
    added_ms: float
    chance: float
    silent: bool


def suspects(before: Trace, after: Trace) -> list[Suspect]:
    """Each place there is now, first whose own time has grown most: by ``added_ms``.

    Visits that have only become more numerous add nothing: who is asked more often is not to
    blame for it. So the requests before and after may differ in number, and in how many of them
    there are of each kind.

    Raises ``ValueError`` for a trace without a request.
    """
    counts = whole_requests(before).count, whole_requests(after).count
    earlier, later = own_times(before), own_times(after)
    recorded = {*after.services}
    found = [
        _suspect(place, earlier.get(place), now, counts, recorded) for place, now in later.items()
    ]
    return sorted(found, key=lambda it: -it.added_ms)


def accused(found: Sequence[Suspect], request_ms: float) -> list[Suspect]:
    """Whom to blame, first who added most; nobody where chance may have done it, or it is little.

    ``found`` is what ``suspects`` gives, and ``request_ms`` how long a request took before. The
    more places there are, the more often one of them stands out by chance, so each has to be so
    much surer (C. Bonferroni's correction). Of those beyond chance the first are named who together
    added four fifths, if they all added a twentieth of a request.
    """
    sure = [it for it in found if it.added_ms > 0 and it.chance * len(found) <= BY_CHANCE]
    added = sum(it.added_ms for it in sure)
    if added < MATTERS * request_ms:
        return []
    named: list[Suspect] = []
    for suspect in sure:
        if sum(it.added_ms for it in named) < MOST * added:
            named.append(suspect)
    return named


def _suspect(
    place: Place,
    earlier: dict[str, Spent] | None,
    later: dict[str, Spent],
    counts: tuple[int, int],
    recorded: Collection[str],
) -> Suspect:
    visits = sum(spent.visits for spent in later.values()) / counts[1]
    now = _rate(later)
    if earlier is None:
        then, per_request = Rate(0, 0, counts[0]), _rate_per_request(later, counts[1])
        chance = chance_of(then, per_request)
    else:
        then = _rate(earlier)
        chance = chance_of(then, now)
    return Suspect(
        place=place,
        before_ms=None if earlier is None else then.each / NS_PER_MS,
        after_ms=now.each / NS_PER_MS,
        visits=visits,
        added_ms=(now.each - then.each) * visits / NS_PER_MS,
        chance=0.0 if counts == (1, 1) else chance,
        silent=not isinstance(place, str) and place[1] not in recorded,
    )


def _rate(spent: dict[str, Spent]) -> Rate:
    return rate([it.visits for it in spent.values()], [it.ns for it in spent.values()])


def _rate_per_request(spent: dict[str, Spent], count: int) -> Rate:
    """With those requests that did not come by: who is new may only be seldom."""
    others = max(0, count - len(spent))
    return rate([1] * (len(spent) + others), [it.ns for it in spent.values()] + [0] * others)
