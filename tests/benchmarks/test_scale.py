"""What it costs to sample a large web: in seconds, and held against SimPy on the same web.

The sides take turns, each turn gives a ratio, and the middle one counts. SimPy simulates far fewer
requests in its turn, so it is the rates that are compared: calls of a service in a second.

Where a limit needs a quiet minute to be measured well, the long run asserts it; the short run then
asserts a floor below, which a real loss of speed falls through.
"""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from course.scale import Lognormal, Measured, Mostly, Times, sample
from tests.scale.simulated import hundred, simulated

MOSTLY = Mostly(10, slow_ms=1000, slow_part=0.01)
LOGNORMAL = Lognormal(median_ms=10, p99_ms=100)
MEASURED = Measured(np.random.default_rng(1).lognormal(2, 1, 10_000))

SERVICES = 100
REQUESTS = 1_000_000
LIMIT_S = 3.0
FLOOR_S = 6.0
LIMIT_MIB = 24
"""What sampling may take beside the answer itself."""
BY_SIMPY = 100
"""So many requests SimPy simulates in its turn, and a hundred times as many are sampled."""

MEMORY = """
import sys
from pathlib import Path
from course.scale import sample
from tests.benchmarks.test_scale import LOGNORMAL, REQUESTS
from tests.scale.simulated import hundred
web = hundred(LOGNORMAL)
sample(web, "start", 100)
def most():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024
before = most()
sample(web, "start", REQUESTS)
print(most() - before - REQUESTS * 8 / 2**20)
"""


def seconds(own: Times, requests: int) -> float:
    started = time.perf_counter()
    sample(hundred(own), "start", requests)
    return time.perf_counter() - started


def seconds_of_simpy(own: Times, requests: int) -> float:
    started = time.perf_counter()
    simulated(hundred(own), "start", requests)
    return time.perf_counter() - started


@pytest.mark.parametrize(
    ("tries", "limit"), [(1, FLOOR_S), pytest.param(5, LIMIT_S, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("own", [MOSTLY, LOGNORMAL, MEASURED], ids=repr)
def test_a_million_requests_through_100_services_take_at_most_3_seconds(
    own: Times, tries: int, limit: float
) -> None:
    """The limit is 3 s, asserted by the long run; 6 s is a floor."""
    took = min(seconds(own, REQUESTS) for _ in range(tries))
    rate = REQUESTS * SERVICES / took / 1e6
    print(f"{took:.2f} s, {rate:.0f} million calls a second (at most {limit} s)")
    assert took <= limit


@pytest.mark.parametrize(
    ("rounds", "limit"), [(7, 200), pytest.param(41, 400, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("own", [MOSTLY, LOGNORMAL], ids=repr)
def test_sampling_is_400_times_as_fast_as_simpy(own: Times, rounds: int, limit: float) -> None:
    """The limit is 400, asserted by the long run; 200 is a floor."""
    ratio = median(
        100 * seconds_of_simpy(own, BY_SIMPY) / seconds(own, 100 * BY_SIMPY) for _ in range(rounds)
    )
    print(f"{rounds} rounds: {ratio:.0f} times the rate of SimPy (at least {limit})")
    assert ratio >= limit


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says it there")
def test_sampling_takes_little_memory_beside_its_answer() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEMORY], capture_output=True, text=True, check=True
    )
    print(f"{float(done.stdout):.1f} MiB beside the answer (at most {LIMIT_MIB})")
    assert float(done.stdout) <= LIMIT_MIB
