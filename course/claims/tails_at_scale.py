"""S5 at scale: the tail of what calls many, sampled. The same webs are small enough for the lab.

Dean and Barroso (The Tail at Scale, Communications of the ACM 56(2), 2013, pages 74-80) give the
example of a server that takes 10 ms, but 1 s at the 99th percentile: of the requests that need an
answer from 100 such servers, 63 % take over a second. And they report of a benchmark that reads
1,000 keys from a table on 100 servers: a second request after 10 ms cut the 99.9th percentile of
the whole from 1,800 to 74 ms, with 2 % more requests.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

from course.claims.tails import FAN_OUT, QUICK_MS, SLOW_MS, SLOW_PART
from course.scale import Call, Hedged, Lognormal, Mostly, Service, Times, quantile, sample

REQUESTS = 100_000
SLOW_NOW_AND_THEN = Mostly(QUICK_MS, SLOW_MS, SLOW_PART)
"""One call in a hundred is slow, as in the lab."""

SERVERS, LATE_MS, LATE_PART = 100, 10, 0.02
WHOLE_PART, WHOLE_MS, HEDGED_MS = 0.999, 1800, 74
"""The benchmark of the paper: 2 % of the calls were sent twice after 10 ms, and that cut what
99.9 % of the requests stay below."""


def fan(own: Times, calls: int = FAN_OUT, call: Call = "leaf") -> dict[str, Service]:
    """A web in which one service makes many calls together, all to leaves of the same kind."""
    return {"fan": Service(rounds=[[call] * calls]), "leaf": Service(own)}


def slow_part(calls: int = FAN_OUT, requests: int = REQUESTS, seed: int = 0) -> float:
    """The part of the requests that are slow, if each makes so many calls."""
    return float((sample(fan(SLOW_NOW_AND_THEN, calls), "fan", requests, seed) >= SLOW_MS).mean())


def slowest_ms(
    own: Times, calls: Sequence[int], requests: int = REQUESTS, part: float = 0.5, seed: int = 0
) -> dict[int, float]:
    """For each number of calls: how long the slowest of so many takes in the median, in ms."""
    return {n: quantile(sample(fan(own, n), "fan", requests, seed), part).ms for n in calls}


@dataclass(frozen=True)
class Hedge:
    """What a second request after ``after_ms`` does: latencies in ms, at one quantile of a fan."""

    after_ms: float
    sent_twice: float
    """The part of the calls."""
    without_ms: float
    with_ms: float


def hedge(
    own: Times,
    after_ms: float,
    part: float = 0.999,
    calls: int = FAN_OUT,
    requests: int = REQUESTS,
    seed: int = 0,
) -> Hedge:
    """Requests that make many calls, without and with a second try of each call that is late."""
    alone = sample({"leaf": Service(own)}, "leaf", requests, seed)
    without = sample(fan(own, calls), "fan", requests, seed)
    hedged = sample(fan(own, calls, Hedged("leaf", after_ms)), "fan", requests, seed)
    return Hedge(
        after_ms,
        float((alone > after_ms).mean()),
        quantile(without, part).ms,
        quantile(hedged, part).ms,
    )


def times_that_fit(
    calls: int, after_ms: float, late_part: float, part: float, whole_ms: float
) -> Lognormal:
    """The lognormal times of one call of which two things are known.

    ``late_part`` of the calls take longer than ``after_ms``; and of so many independent calls
    together, ``part`` take at most ``whole_ms``.
    """
    z, z_whole = (NormalDist().inv_cdf(at) for at in (1 - late_part, part ** (1 / calls)))
    spread = log(whole_ms / after_ms) / (z_whole - z)
    logarithm = NormalDist(log(after_ms) - spread * z, spread)
    return Lognormal(exp(logarithm.inv_cdf(0.5)), exp(logarithm.inv_cdf(0.99)))


def reading_keys(requests: int = REQUESTS) -> Hedge:
    """The benchmark of the paper, sampled from what is reported of it without a second request.

    It is taken for one call to each of 100 servers, whose times are lognormal and independent. So
    how far ``with_ms`` is from the 74 ms reported shows how far that is from what happened.
    """
    own = times_that_fit(SERVERS, LATE_MS, LATE_PART, WHOLE_PART, WHOLE_MS)
    return hedge(own, LATE_MS, WHOLE_PART, SERVERS, requests)
