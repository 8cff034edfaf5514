"""The clock that a service is given, and the workers it keeps busy."""

import asyncio

from course.lab.errors import BadSetting
from course.lab.loop import VirtualLoop
from course.lab.record import Recorder
from course.trace import NS_PER_MS


def to_ns(ms: float, what: str) -> int:
    """Milliseconds as people set them, as nanoseconds; refused where no time is meant."""
    if isinstance(ms, bool) or not isinstance(ms, int | float) or not 0 <= ms < 1e12:
        raise BadSetting(
            f"{what} cannot be {ms!r}.", "the call just made", "Give milliseconds, 0 or more."
        )
    return round(ms * NS_PER_MS)


class Workers:
    """How many pieces of work a service can do at once. Who comes later waits in line."""

    def __init__(
        self, service: str, count: int, loop: VirtualLoop, recorder: Recorder, work_ns: int = 0
    ) -> None:
        self.count = count
        self.work_ns = work_ns
        """So long one of them is busy with whatever comes, before the handler runs."""
        self._service = service
        self._loop = loop
        self._recorder = recorder
        self._free = asyncio.Semaphore(count)

    async def acquire(self) -> None:
        """Wait for a free worker. The wait, if there is one, is a span."""
        if not self._free.locked():
            await self._free.acquire()
            return
        with self._recorder.part(self._service, "queued", "internal"):
            await self._free.acquire()

    def release(self) -> None:
        """Give the worker back."""
        self._free.release()

    async def take_on(self) -> None:
        """Wait for a free worker, and keep it busy with what has come."""
        if self.work_ns:
            await self.work(self.work_ns)
        else:
            await self.acquire()
            self.release()

    async def work(self, ns: int) -> None:
        """Keep one of them busy for ``ns``, as soon as one is free. The work is a span."""
        await self.acquire()
        try:
            with self._recorder.part(self._service, "work", "internal"):
                await self._loop.sleep_ns(ns)
        finally:
            self.release()


class ServiceClock:
    """``ports.Clock`` on the lab's time."""

    def __init__(self, loop: VirtualLoop, workers: Workers) -> None:
        self._loop = loop
        self._workers = workers

    @property
    def now_ms(self) -> float:
        """Milliseconds since the lab was made."""
        return self._loop.now_ns / NS_PER_MS

    async def sleep(self, ms: float) -> None:
        """Wait without occupying anybody."""
        await self._loop.sleep_ns(to_ns(ms, "A sleep"))

    async def work(self, ms: float) -> None:
        """Compute for ``ms``: one of the service's workers is busy meanwhile."""
        await self._workers.work(to_ns(ms, "A piece of work"))
