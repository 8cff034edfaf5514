"""The same webs in SimPy, a simulator of events, for the sampler to agree with.

SimPy is given its best chance: a process only for whoever calls others, as a service that calls
nobody is a plain timeout; and one request after another, so that few events are pending.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import simpy

from course.scale import Always, Lognormal, Mostly, Service, Times, Web


def simulated(web: Web, start: str, requests: int, seed: int = 0) -> list[float]:
    """How long each request takes, in ms. Calls by name only."""
    environment = simpy.Environment()
    random = Random(seed)
    draws = {name: drawing(service.own, random) for name, service in web.items()}
    took: list[float] = []

    def call(name: str) -> simpy.Event:
        if web[name].rounds:
            return environment.process(work(name))
        return environment.timeout(draws[name]())

    def work(name: str) -> Iterator[Any]:
        yield environment.timeout(draws[name]())
        for calls in web[name].rounds:
            yield environment.all_of([call(str(other)) for other in calls])

    def client() -> Iterator[Any]:
        for _ in range(requests):
            sent = environment.now
            yield call(start)
            took.append(environment.now - sent)

    environment.process(client())
    environment.run()
    return took


def drawing(times: Times, random: Random) -> Callable[[], float]:
    """The same distribution, drawn with Python's own generator."""
    match times:
        case Always(ms):
            return lambda: ms
        case Mostly(quick_ms, slow_ms, slow_part):
            return lambda: slow_ms if random.random() < slow_part else quick_ms
        case Lognormal(median_ms, p99_ms):
            return lambda: lognormal(median_ms, p99_ms, random)
    raise TypeError(f"{times!r} is not simulated")


def lognormal(median_ms: float, p99_ms: float, random: Random) -> float:
    """Half below the median, and 99 % below p99_ms, by the normal quantile 2.32635."""
    return median_ms * (p99_ms / median_ms) ** (random.gauss() / 2.3263478740408408)


def hundred(own: Times) -> dict[str, Service]:
    """A web of 100 services, all of them called once: four layers, of 1, 3, 16 and 80 services.

    Each of the three calls half of its services together, and then the others.
    """
    entries = [f"entry {number}" for number in range(3)]
    middles = [f"middle {number}" for number in range(16)]
    web = {"start": Service(own, [entries])}
    for number, name in enumerate(entries):
        under = middles[number::3]
        half = len(under) // 2
        web[name] = Service(own, [under[:half], under[half:]])
    for number, name in enumerate(middles):
        leaves = [f"leaf {leaf}" for leaf in range(5 * number, 5 * number + 5)]
        web[name] = Service(own, [leaves[:4], leaves[4:]])
        web |= {leaf: Service(own) for leaf in leaves}
    return web
