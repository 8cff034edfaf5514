"""The way from one service to another: how long it takes, and how often it fails.

The words are Toxiproxy's: latency, jitter, reset.
"""

import random

from course.lab.clock import to_ns
from course.lab.errors import BadSetting
from course.trace import NS_PER_MS


class Link:
    """The way from one service to another."""

    def __init__(self, caller: str, callee: str, latency_ns: int, seed: int) -> None:
        self.caller = caller
        self.callee = callee
        self.latency_ns = latency_ns
        self._jitter_ns = 0
        self._failure_rate = 0.0
        # One for each purpose: what is drawn for one does not shift what the other gets.
        self._failures = random.Random(f"{seed} {caller} {callee}")
        self._delays = random.Random(f"{seed} {caller} {callee} jitter")

    @property
    def latency_ms(self) -> float:
        """How long a message travels, each way."""
        return self.latency_ns / NS_PER_MS

    @latency_ms.setter
    def latency_ms(self, ms: float) -> None:
        self.latency_ns = to_ns(ms, "A latency")

    @property
    def jitter_ms(self) -> float:
        """A message travels up to so much longer: every length up to it is as likely."""
        return self._jitter_ns / NS_PER_MS

    @jitter_ms.setter
    def jitter_ms(self, ms: float) -> None:
        self._jitter_ns = to_ns(ms, "A jitter")

    @property
    def failure_rate(self) -> float:
        """The part of the calls that are cut off on their way there: 0 none, 1 all."""
        return self._failure_rate

    @failure_rate.setter
    def failure_rate(self, rate: float) -> None:
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not 0 <= rate <= 1:
            raise BadSetting(
                f"A failure rate cannot be {rate!r}.",
                f"the link from {self.caller} to {self.callee}",
                "Give a number from 0 (no call fails) to 1 (every call fails).",
            )
        self._failure_rate = float(rate)

    def cuts_off(self) -> bool:
        """Whether the next call fails. Drawn from the seed and the link's name."""
        return self._failure_rate > 0 and self._failures.random() < self._failure_rate

    def travel_ns(self) -> int:
        """How long the next message travels, one way. Drawn from the seed and the link's name."""
        if self._jitter_ns == 0:
            return self.latency_ns
        return self.latency_ns + round(self._jitter_ns * self._delays.random())

    def __repr__(self) -> str:
        longest = f" to {self.latency_ms + self.jitter_ms:g}" if self._jitter_ns else ""
        return (
            f"<Link {self.caller} to {self.callee}: {self.latency_ms:g}{longest} ms each way, "
            f"{self._failure_rate:.0%} of calls fail>"
        )
