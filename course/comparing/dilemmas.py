"""Three situations to decide: a shop, what it needs, and what things cost there."""

from dataclasses import dataclass
from textwrap import wrap

from course.claims.finding import LINE
from course.comparing.prices import Prices
from course.comparing.story import Story

_NEEDS_AN_ANSWER = ("time to answer", "time to confirm")


@dataclass(frozen=True)
class Limit:
    """A need, as a limit on one figure of a comparison; ``why`` is who needs it."""

    figure: str
    unit: str
    why: str
    least: float | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        if (self.least is None) == (self.most is None):
            raise ValueError(f"The limit on {self.figure!r} needs either least=... or most=...")

    @property
    def bound(self) -> float:
        """The number, whichever way it is meant."""
        return self.least if self.least is not None else self.most or 0

    def keeps(self, value: float | None) -> bool:
        """Whether a number is within it; ``None`` where there was nothing to count.

        Where nothing is stale or refused, nothing is too late. A time to answer needs an answer.
        """
        if value is None:
            return self.least is None and not self.figure.startswith(_NEEDS_AN_ANSWER)
        return value >= self.bound if self.least is not None else value <= self.bound

    def words(self) -> str:
        """For example ``at least 99 %``."""
        unit = f" {self.unit}" if self.unit else ""
        return f"at {'most' if self.least is None else 'least'} {self.bound:,g}{unit}"


@dataclass(frozen=True)
class Dilemma:
    """A shop that has to decide for an architecture."""

    title: str
    sentence: str
    story: Story
    prices: Prices
    limits: tuple[Limit, ...]

    def __repr__(self) -> str:
        needs = [f"  {each.figure}: {each.words()} ({each.why})" for each in self.limits]
        told = wrap(f"Played: {self.story}", LINE)
        month = wrap(f"A month has {self.prices}", LINE)
        said = wrap(self.sentence, LINE)
        return "\n".join([self.title, *said, *told, *month, "Its limits:", *needs])


SMALL_TEAM = Dilemma(
    "A small team",
    "Two people build a shop that has 50 orders a day. At night nobody is there.",
    Story(reads=60, writes=16, failing=0.01),
    Prices(orders_per_month=1_500, reads_per_month=30_000),
    (
        Limit("lines of the shop", "lines", "each of the two has to know all of it", most=250),
        Limit("moving parts", "", "whatever runs can stop at night", most=5),
        Limit("reads answered", "%", "visitors forgive it now and then", least=95),
        Limit("time to answer, median", "ms", "nobody notices so short a time", most=100),
    ),
)
ALWAYS_THERE = Dilemma(
    "A page that is always there",
    "A large shop shows on every page what one has bought, whoever else is down for a moment.",
    Story(reads=60, reads_per_s=60, writes=16, down=frozenset({"orders", "users", "bus"})),
    Prices(orders_per_month=1_000_000, reads_per_month=50_000_000),
    (
        Limit("reads answered", "%", "without it every page has a hole", least=99),
        Limit("age of stale answers, at most", "ms", "a second old is good enough", most=1000),
        Limit("time to answer, median", "ms", "it is a small part of a page", most=50),
    ),
)
RIGHT_PRICE = Dilemma(
    "A price that is never wrong",
    "At the checkout of a busy shop no answer may miss a price that is confirmed: rather none than "
    "a wrong one, though each refused read costs. Each team runs what it builds.",
    Story(
        reads=80,
        reads_per_s=300,
        writes=40,
        products=12,
        failing=0.03,
        work_ms=0.25,
        down=frozenset({"users"}),
    ),
    Prices(orders_per_month=20_000, reads_per_month=100_000),
    (
        Limit("stale answers", "%", "a wrong price has to be paid back", most=0),
        Limit("price changes confirmed", "%", "they have to go on without users", least=85),
        Limit("time to answer, median", "ms", "people at a checkout are in a hurry", most=100),
    ),
)
DILEMMAS = (SMALL_TEAM, ALWAYS_THERE, RIGHT_PRICE)
