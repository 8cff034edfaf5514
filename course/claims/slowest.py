"""S5: an answer is as slow as the slowest request in it."""

from course.claims.finding import Finding, decided, standard_error
from course.claims.tails import (
    BY_HTTP,
    FAN_OUT,
    QUERIES,
    SLOW_MS,
    SLOW_PART,
    WAYS_MS,
    Road,
    calling,
    fanned_out,
    milliseconds_at,
)
from course.claims.tails_at_scale import REQUESTS, slow_part
from course.lab import Answer


def calls_ms(answer: Answer) -> list[float]:
    """How long each call took that the fan made for an answer."""
    return [it.milliseconds for it in answer.trace if it.service == "fan" and it.kind == "client"]


def served_ms(answer: Answer) -> float:
    """How long the fan itself took, without the way to it."""
    (served,) = [it for it in answer.trace if it.service == "fan" and it.kind == "server"]
    return served.milliseconds


def slowest_decides(road: Road = BY_HTTP) -> Finding:
    """S5: three calls in both orders; many calls at once in the lab; the same, sampled."""
    parallel, sequential = (milliseconds_at(how, road) for how in ("parallel", "sequential"))
    answers = fanned_out()
    calls = [calls_ms(answer) for answer in answers]
    slow_calls = sum(ms >= SLOW_MS for each in calls for ms in each) / (QUERIES * FAN_OUT)
    as_long = sum(
        served_ms(answer) == max(each) for answer, each in zip(answers, calls, strict=True)
    )
    slow = sum(answer.milliseconds >= SLOW_MS for answer in answers) / QUERIES
    computed, sampled = 1 - (1 - SLOW_PART) ** FAN_OUT, slow_part()
    error, error_sampled = (standard_error(computed, count) for count in (QUERIES, REQUESTS))
    but = f"what has to wait for another adds up: {sequential:g} ms instead of {parallel:g}"
    numbers = {
        "the calls take ms, set": list(WAYS_MS.values()),
        "together they take ms": parallel,
        "one after another they take ms": sequential,
        "calls in one query": FAN_OUT,
        "queries in the lab": QUERIES,
        "of them exactly as long as their slowest call": as_long,
        "slow part of the calls, set": SLOW_PART,
        "slow part of the calls, measured": slow_calls,
        "slow part of the queries, computed, each call by itself": computed,
        "slow part of the queries, measured": slow,
        "its standard error": error,
        "queries sampled": REQUESTS,
        "slow part of the queries, sampled": sampled,
        "the standard error of that": error_sampled,
    }
    return decided(
        "S5",
        parallel == max(WAYS_MS.values())
        and sequential == sum(WAYS_MS.values())
        and as_long == QUERIES
        and abs(slow - computed) <= 3 * error
        and abs(sampled - computed) <= 3 * error_sampled,
        numbers,
        but if sequential > parallel else "",
        calling("parallel", road),
    )
