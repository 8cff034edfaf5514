"""The steps that hurt: something goes down and comes up, the network is slow, the bus fails."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from course.study.referee.run import Run
from course.study.referee.step import Step

AtPoint = Literal["before commit", "after commit", "before acknowledging"]
Message = Literal["publish", "confirmation", "delivery", "acknowledgement"]


@dataclass(frozen=True)
class Trouble(Step):
    """A fault. ``where`` is a service, ``bus``, or a database such as ``orders.db``."""

    is_trouble: ClassVar[bool] = True
    where: str


@dataclass(frozen=True)
class Down(Trouble):
    """It is gone. With ``at``, a service goes when it next gets to that point."""

    at: AtPoint | None = None

    @property
    def words(self) -> str:
        return f"{self.where} goes down" + (f", the next time it is {self.at}" if self.at else "")

    def do(self, run: Run) -> None:
        run.lab.down(self.where, at=self.at)
        run.down.add(self.where)


@dataclass(frozen=True)
class Up(Trouble):
    """It is back."""

    @property
    def words(self) -> str:
        return f"{self.where} is up again"

    def do(self, run: Run) -> None:
        run.lab.up(self.where)
        run.down.discard(self.where)


@dataclass(frozen=True)
class Slow(Trouble):
    """The way between two services takes so many ms, each way."""

    to: str = "gateway"
    ms: int = 2000

    @property
    def words(self) -> str:
        return f"the way from {self.where} to {self.to} takes {self.ms:,} ms"

    def do(self, run: Run) -> None:
        run.lab.link(self.where, self.to).latency_ms = self.ms


@dataclass(frozen=True)
class Cut(Trouble):
    """Calls between two services are cut off, every one (1) or some (0.5), or none again (0)."""

    to: str = "gateway"
    rate: float = 1.0

    @property
    def words(self) -> str:
        return f"{self.rate:.0%} of the calls from {self.where} to {self.to} are cut off"

    def do(self, run: Run) -> None:
        run.lab.link(self.where, self.to).failure_rate = self.rate


@dataclass(frozen=True)
class Lose(Trouble):
    """The next message of a kind is lost; ``where`` is the service at the other end."""

    message: Message = "delivery"
    subject: str = ">"

    @property
    def words(self) -> str:
        return f"the next {self.message} of {_named(self.subject)} is lost, at {self.where}"

    def do(self, run: Run) -> None:
        run.lab.bus.lose(self.message, self.subject, self.where)


@dataclass(frozen=True)
class Double(Trouble):
    """The next event arrives twice."""

    subject: str = ">"

    @property
    def words(self) -> str:
        return f"the next {_named(self.subject)} reaches {self.where} twice"

    def do(self, run: Run) -> None:
        run.lab.bus.double(self.subject, self.where)


@dataclass(frozen=True)
class Delay(Trouble):
    """The next event takes so many ms longer."""

    subject: str = ">"
    ms: int = 1500

    @property
    def words(self) -> str:
        return f"the next {_named(self.subject)} reaches {self.where} {self.ms:,} ms late"

    def do(self, run: Run) -> None:
        run.lab.bus.delay(self.ms, self.subject, self.where)


@dataclass(frozen=True)
class Reorder(Trouble):
    """The next event is overtaken by the one after it."""

    subject: str = ">"

    @property
    def words(self) -> str:
        return f"the next {_named(self.subject)} to {self.where} is overtaken by the one after it"

    def do(self, run: Run) -> None:
        run.lab.bus.reorder(self.subject, self.where)


def _named(subject: str) -> str:
    return "event" if subject == ">" else subject
