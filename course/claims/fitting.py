"""D5: some services do better with another kind of database."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from course.claims.engines import DOCUMENTS, USERS, Engine, opened
from course.claims.finding import Finding, decided

ROUNDS = 3
FINE_S = 1e-4
"""A clock that ticks more coarsely cannot time some milliseconds."""
WORKLOADS: Mapping[str, tuple[int, Callable[[Engine, int], Any]]] = MappingProxyType(
    {
        "one document by its key": (200, lambda engine, n: engine.document(n * 7919 % DOCUMENTS)),
        "one user's orders": (50, lambda engine, n: engine.orders_of(n * 7919 % USERS)),
        "totals over all orders": (1, lambda engine, n: engine.totals()),
    }
)
"""What is done, and how often in a round."""
BUT = "only where that work is most of what the service does"


def clock() -> Callable[[], float]:
    """The processor's time, in which others on the machine do not count.

    Where the system counts it too coarsely (Windows), the time on the wall.
    """
    fine = time.get_clock_info("process_time").resolution <= FINE_S
    return time.process_time if fine else time.perf_counter


def seconds(engine: Engine, work: Callable[[Engine, int], Any], times: int) -> float:
    """What one piece of work takes, in real time."""
    now = clock()
    started = now()
    for number in range(times):
        work(engine, number)
    return (now() - started) / times


def by_turns(
    engines: Mapping[str, Engine], work: Callable[[Engine, int], Any], times: int
) -> dict[str, float]:
    """Microseconds on each engine: the middle of some rounds, in each of which all have a turn."""
    rounds = [
        {name: seconds(engine, work, times) for name, engine in engines.items()}
        for _ in range(ROUNDS)
    ]
    return {name: 1e6 * median(each[name] for each in rounds) for name in engines}


def measured() -> dict[str, dict[str, float]]:
    """Microseconds for each work on each engine. Takes some seconds of real time."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as engines:
        return {name: by_turns(engines, work, times) for name, (times, work) in WORKLOADS.items()}


def times_as_long(times: Mapping[str, float]) -> dict[str, float]:
    """How many times as long each engine takes as the quickest, which has 1."""
    return {name: each / min(times.values()) for name, each in times.items()}


def quickest_first(times: Mapping[str, float]) -> list[str]:
    """The engines in the order of their times."""
    return sorted(times, key=times.__getitem__)


def another_kind() -> Finding:
    """D5: three kinds of work on three kinds of engine, in real time and in files."""
    orders = {name: quickest_first(times) for name, times in measured().items()}
    return decided(
        "D5",
        "some services do better with another kind of database",
        len({order[0] for order in orders.values()}) == len(orders),
        {f"{name}: the quickest first": order for name, order in orders.items()},
        BUT,
    )
