"""The whole ledger is proved while one waits for it."""

import time

import pytest

from course.claims import CLAIMS, Verdict

LIMIT_S = 30.0
FLOOR_S = 60.0
"""The limit is asserted by the long run, on a quiet machine; the short run has what must not get
worse."""


def spent() -> dict[str, float]:
    """How much of the processor's time each experiment takes, in s."""
    took = {}
    for claim in CLAIMS.values():
        start = time.process_time()
        assert claim.experiment().verdict is not Verdict.FAILS
        took[claim.id] = time.process_time() - start
    print("\n" + ", ".join(f"{id} {s:.2f}" for id, s in took.items()))
    return took


def test_the_ledger_is_not_slower_than_it_was() -> None:
    assert sum(spent().values()) <= FLOOR_S


@pytest.mark.long
def test_the_ledger_takes_half_a_minute() -> None:
    assert sum(spent().values()) <= LIMIT_S
