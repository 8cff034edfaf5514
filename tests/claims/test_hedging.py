"""A second try: what it buys and costs, on the lab's clock and sampled, with the same answer."""

from math import sqrt

import numpy as np
import pytest

from course.claims import hedging
from course.claims.finding import standard_error
from course.claims.hedging import AFTER_MS, QUERIES, SLOW_PART, Queries, asking, measured
from course.claims.tails import QUICK_MS, SLOW_MS, leaf, slow_now_and_then
from course.lab import Lab
from course.scale import Always, Hedged, Mostly, Service, Web, quantile, sample

HOP_MS = 10
QUICK, SLOW = HOP_MS + HOP_MS + QUICK_MS, HOP_MS + HOP_MS + SLOW_MS
"""What a query takes if the only call in it is quick, or slow."""

HEDGED: Web = {
    "asker": Service(Always(HOP_MS), [[Hedged("sometimes_slow", AFTER_MS)]]),
    "sometimes_slow": Service(Mostly(HOP_MS + QUICK_MS, HOP_MS + SLOW_MS, SLOW_PART)),
}
"""What runs in the lab, as a plan."""


@pytest.fixture(scope="module")
def alone() -> Queries:
    return measured(asking)


@pytest.fixture(scope="module")
def hedged() -> Queries:
    return measured(hedging.hedging(AFTER_MS))


def test_a_second_try_turns_a_slow_answer_into_one_that_is_a_little_late(
    alone: Queries, hedged: Queries
) -> None:
    assert {*alone.ms} == {QUICK, SLOW}
    assert {*hedged.ms} <= {QUICK, QUICK + AFTER_MS, SLOW}
    assert quantile(np.array(alone.ms), 0.99).ms == SLOW
    assert quantile(np.array(hedged.ms), 0.99).ms == QUICK + AFTER_MS


def test_it_adds_as_many_calls_as_there_are_late_answers(alone: Queries, hedged: Queries) -> None:
    late = sum(ms > HOP_MS + AFTER_MS for ms in hedged.ms)
    assert alone.calls == 1
    assert hedged.calls == 1 + late / QUERIES
    assert abs(late / QUERIES - SLOW_PART) <= 3 * standard_error(SLOW_PART, QUERIES)


def test_sent_at_once_it_doubles_the_load_and_sent_too_late_it_is_of_no_use() -> None:
    at_once = measured(hedging.hedging(5), 50)
    too_late = measured(hedging.hedging(2 * SLOW_MS), 50, slow_part=0.2)
    assert at_once.calls == 2
    assert too_late.calls == 1
    assert max(too_late.ms) == SLOW


def test_sampled_it_comes_to_what_the_lab_measured(hedged: Queries) -> None:
    sampled = sample(HEDGED, "asker", 100_000)
    assert {*hedged.ms} <= {*np.unique(sampled)}
    for ms in np.unique(sampled):
        part = float((sampled == ms).mean())
        error = sqrt(part * (1 - part) / QUERIES)
        assert abs(hedged.ms.count(ms) / QUERIES - part) <= 4 * error


def test_nobody_waits_on_for_the_answer_that_is_not_needed() -> None:
    lab = Lab()
    lab.start(slow_now_and_then(0.5), hedging.hedging(AFTER_MS))
    for _ in range(10):
        lab.get("http://hedger/")
    lab.settle()
    trace = lab.trace
    calls = [span for span in trace if span.kind == "client" and span.service == "hedger"]
    around = {span.id: trace.parent(span) for span in calls}
    assert any(span.attributes.get("error.type") == "cancelled" for span in calls)
    assert all((asked := around[span.id]) and span.end <= asked.end for span in calls)


def test_an_error_of_whoever_answers_first_is_not_hidden() -> None:
    lab = Lab()
    lab.start(leaf, name="sometimes_slow")
    lab.start(hedging.hedging(AFTER_MS))
    lab.down("sometimes_slow")
    assert lab.get("http://hedger/").status == 500
