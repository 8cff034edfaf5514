"""A time limit cuts the waiting, and the answers with it; the work is done even so."""

import numpy as np
import pytest

from course.claims import hedging
from course.claims.giving_up import LIMIT_MS, Limit, limited
from course.claims.tails import QUICK_MS, SLOW_MS
from course.scale import Always, Limited, Mostly, Service, sample

QUERIES = 300
HOP_MS = 10


@pytest.fixture(scope="module")
def found() -> Limit:
    return limited(queries=QUERIES)


def test_nobody_waits_longer_than_the_limit_and_the_late_answers_are_missing(
    found: Limit,
) -> None:
    alone = hedging.measured(hedging.asking, QUERIES)
    assert max(alone.ms) == HOP_MS + HOP_MS + SLOW_MS
    assert max(found.ms) == HOP_MS + LIMIT_MS
    late = sum(ms > HOP_MS + LIMIT_MS for ms in alone.ms)
    assert late > 0
    assert found.answered == 1 - late / QUERIES


def test_the_callee_works_on_for_nobody(found: Limit) -> None:
    late = QUERIES - round(found.answered * QUERIES)
    assert found.for_nobody_ms == late * SLOW_MS
    assert found.for_somebody_ms == (QUERIES - late) * QUICK_MS


def test_with_patience_everybody_is_answered_and_no_work_is_lost() -> None:
    patient = limited(2 * SLOW_MS, queries=50, slow_part=0.2)
    assert patient.answered == 1
    assert patient.for_nobody_ms == 0
    assert max(patient.ms) == HOP_MS + HOP_MS + SLOW_MS


def test_sampled_the_waiting_is_the_same(found: Limit) -> None:
    web = {
        "asker": Service(Always(HOP_MS), [[Limited("sometimes_slow", LIMIT_MS)]]),
        "sometimes_slow": Service(Mostly(HOP_MS + QUICK_MS, HOP_MS + SLOW_MS, 0.02)),
    }
    assert {*np.unique(sample(web, "asker", 10_000))} == {*found.ms}
