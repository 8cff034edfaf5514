"""D5: some services do better with another kind of database."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from course.claims.engines import DOCUMENTS, ORDERS, USERS, Engine, opened
from course.claims.finding import Finding, decided

ROUNDS = 4
TURN_S = 0.01
"""A turn lasts so long at least: what is done once, after others had the processor, is slow."""
FINE_S = 1e-4
"""A clock that ticks more coarsely cannot time some milliseconds."""
Work = Callable[[Engine, int], object]
"""One piece of work on an engine; the number tells the first piece from the second."""
Workloads = Mapping[str, Work]
WORKLOADS: Workloads = MappingProxyType(
    {
        "one document by its key": lambda engine, n: engine.document(n * 7919 % DOCUMENTS),
        "one user's orders": lambda engine, n: engine.orders_of(n * 7919 % USERS),
        "totals over all orders": lambda engine, n: engine.totals(),
    }
)
DOCUMENTS_ONLY: Workloads = MappingProxyType(
    {
        f"one document by its key, {place}": WORKLOADS["one document by its key"]
        for place in ("once", "again", "and again")
    }
)
USUAL = "sqlite"
HOPS_MS = 10
"""What a request spends on its way there and back, in the lab."""
WORTH = 1.05
"""A whole that is not a twentieth quicker is no reason to look after one more kind of engine."""
FAR = 10
"""Who takes more times as long as the quickest is far behind, on any machine. Those that are nearer
may change places with how an index is made, or with the machine."""


def clock() -> Callable[[], float]:
    """The processor's time, in which others on the machine do not count.

    Where the system counts it too coarsely (Windows), the time on the wall.
    """
    fine = time.get_clock_info("process_time").resolution <= FINE_S
    return time.process_time if fine else time.perf_counter


def seconds(engine: Engine, work: Work) -> float:
    """What one piece of work takes, in real time: the mean of as many as fill a turn."""
    now, times = clock(), 1
    while True:
        started = now()
        for number in range(times):
            work(engine, number)
        took = now() - started
        if took >= TURN_S:
            return took / times
        times *= 2


def by_turns(engines: Mapping[str, Engine], work: Work) -> dict[str, float]:
    """Microseconds on each engine: the least of some rounds, in each of which all have a turn.

    The least, as whatever else goes on in the machine can only make it more.
    """
    rounds = [
        {name: seconds(engine, work) for name, engine in engines.items()} for _ in range(ROUNDS)
    ]
    return {name: 1e6 * min(each[name] for each in rounds) for name in engines}


def measured(workloads: Workloads = WORKLOADS) -> dict[str, dict[str, float]]:
    """Microseconds for each work on each engine. Takes some seconds of real time."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as engines:
        return {name: by_turns(engines, work) for name, work in workloads.items()}


def times_as_long(times: Mapping[str, float]) -> dict[str, float]:
    """How many times as long each engine takes as the quickest, which has 1."""
    return {name: each / min(times.values()) for name, each in times.items()}


def quickest(times: Mapping[str, float]) -> str:
    """The engine that takes least."""
    return min(times, key=times.__getitem__)


def far_behind(times: Mapping[str, float]) -> list[str]:
    """The engines that take more than ``FAR`` times as long as the quickest."""
    return [name for name, ratio in times_as_long(times).items() if ratio > FAR]


def whole_gains(times: Mapping[str, float]) -> float:
    """How many times as quick a whole request gets on the quickest engine instead of the usual.

    Amdahl's rule: only the part gets quicker that is this work; the way to the service stays (G.
    Amdahl, AFIPS Spring Joint Computer Conference 1967, pages 483-485). ``times`` in microseconds.
    """
    way = 1000 * HOPS_MS
    return (way + times[USUAL]) / (way + min(times.values()))


def another_kind(workloads: Workloads = WORKLOADS) -> Finding:
    """D5: three kinds of work on three kinds of engine, in real time and in files.

    It holds if there is a work for which another engine makes a whole request quicker.
    """
    found = measured(workloads)
    worth = {name: quickest(times) for name, times in found.items() if whole_gains(times) >= WORTH}
    numbers: dict[str, Any] = {
        f"{name}: over {FAR} times as long as the quickest": far_behind(times)
        for name, times in found.items()
    }
    worth_it = f"with hops of {HOPS_MS} ms, a twentieth quicker as a whole than on {USUAL}"
    return decided(
        "D5",
        bool(worth),
        numbers | {worth_it: [f"{name}, on {engine}" for name, engine in worth.items()]},
        "a request as a whole gets noticeably quicker only where the work is a large part of it; "
        f"of these, with {ORDERS:,} orders: {', '.join(worth)}",
    )
