"""Sends many requests through a web at once, with numpy."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from course.scale.error import CannotSample
from course.scale.web import Call, Hedged, Limited, Web, callee, calls_in_one_request

if TYPE_CHECKING:
    from numpy.random import Generator

    from course.scale.times import Milliseconds

BATCH = 1 << 14
"""So many requests are drawn at once: few enough for their times to stay in the cache."""


def sample(web: Web, start: str, requests: int, seed: int = 0) -> "Milliseconds":
    """How long each of many requests to ``start`` takes, in ms: an array of float64.

    The same seed gives the same times. It takes memory for the answer, 8 bytes a request, and for
    one batch. Raises ``CannotSample`` as ``calls_in_one_request`` does.

    It is a model. A service takes its own time, and for each of its rounds as long as the slowest
    call in it; each call is drawn by itself, those of a service that several others share, too.
    There are no queues: whoever is slow does not make the next request wait.
    """
    import numpy as np

    check_requests(requests)
    answer = np.empty(requests)
    done = 0
    for times in batches(web, start, requests, seed):
        answer[done : done + len(times)] = times
        done += len(times)
    return answer


def batches(web: Web, start: str, requests: int, seed: int = 0) -> "Iterator[Milliseconds]":
    """The same times as ``sample``, batch by batch, for more of them than fit into memory."""
    import numpy as np

    check_requests(requests)
    calls_in_one_request(web, start)
    draws = _Draws(web, np.random.default_rng(seed))
    for first in range(0, requests, BATCH):
        yield draws.service(start, min(BATCH, requests - first))


def check_requests(requests: int) -> None:
    """Refuse what is no number of requests."""
    if isinstance(requests, bool) or not isinstance(requests, int) or requests < 0:
        raise CannotSample(f"{requests!r} is no number of requests. Give 0 or more.")


class _Draws:
    """Draws what a service or a call takes, for many requests at once."""

    def __init__(self, web: Web, random: "Generator") -> None:
        self._web = web
        self._random = random

    def service(self, name: str, count: int) -> "Milliseconds":
        import numpy as np

        service = self._web[name]
        total = service.own.draw(self._random, count)
        for calls in service.rounds:
            slowest = np.zeros(count)
            for call in calls:
                np.maximum(slowest, self._call(call, count), out=slowest)
            total += slowest
        return total

    def _call(self, call: Call, count: int) -> "Milliseconds":
        import numpy as np

        times = self.service(callee(call), count)
        if isinstance(call, Hedged):
            late = np.flatnonzero(times > call.after_ms)
            second = call.after_ms + self.service(call.callee, len(late))
            times[late] = np.minimum(times[late], second)
        elif isinstance(call, Limited):
            np.minimum(times, call.after_ms, out=times)
        return times
