"""Whose turn it is at a database: one transaction at a time, and everybody else waits."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any


class Turns:
    """First come, first served."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0
        self.holder: asyncio.Task[Any] | None = None
        """The task whose turn it is."""

    @property
    def is_mine(self) -> bool:
        """Whether the running code has its turn, and would wait for itself."""
        return self.holder is not None and self.holder is asyncio.current_task()

    @property
    def has_a_line(self) -> bool:
        """Whether who comes next has to wait."""
        return self.holder is not None or self._waiting > 0

    @asynccontextmanager
    async def turn(self, waiting: AbstractContextManager[object]) -> AsyncIterator[None]:
        """Have a turn while this is open; ``waiting`` is open until then."""
        with waiting:
            self._waiting += 1
            try:
                await self._lock.acquire()
            finally:
                self._waiting -= 1
        self.holder = asyncio.current_task()
        try:
            yield
        finally:
            self.holder = None
            self._lock.release()
