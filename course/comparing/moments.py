"""The moments of a story: who does what, and when. Drawn from the seed, the same for every shop."""

from dataclasses import dataclass
from random import Random

from course.comparing.story import Story

USERS = 2
"""So many people buy in the shop; each looks at what that one has bought."""
DEAREST_CENTS = 1000
"""No price is above at the beginning; each new price is one that was never there."""


@dataclass(frozen=True, slots=True)
class Look:
    """A user looks at what that user has bought."""

    user: int


@dataclass(frozen=True, slots=True)
class Buy:
    """A user buys a product once more."""

    user: int
    product: int

    def __str__(self) -> str:
        return f"User {self.user} buys product {self.product}"


@dataclass(frozen=True, slots=True)
class Reprice:
    """A product gets a price that it never had."""

    product: int
    price_cents: int

    def __str__(self) -> str:
        return f"product {self.product} gets the price of {self.price_cents} cents"


@dataclass(frozen=True, slots=True)
class Fall:
    """Whoever is to be down goes down."""


@dataclass(frozen=True, slots=True)
class Rise:
    """And comes up again."""


Deed = Look | Buy | Reprice | Fall | Rise
Moment = tuple[int, Deed]
"""When, in microseconds since the story began, and what."""


def moments(story: Story) -> list[Moment]:
    """What happens, in order. Reads and writes come at random, evenly over the whole story.

    So many at random moments are a Poisson process of which one knows how many came. Reads and
    writes have dice of their own: more writes leave the reads where they are.
    """
    reading, writing = Random(f"{story.seed} reads"), Random(f"{story.seed} writes")
    looks = [(_moment(reading, story), Look(_one_of(reading, USERS))) for _ in range(story.reads)]
    changes = [(_moment(writing, story), _change(writing, story, n)) for n in range(story.writes)]
    faults: list[Moment] = []
    if story.down:
        faults = [(story.falls_us, Fall()), (story.rises_us, Rise())]
    return sorted([*faults, *changes, *looks], key=lambda moment: moment[0])


def _moment(random: Random, story: Story) -> int:
    return int(random.random() * story.lasts_us)


def _one_of(random: Random, count: int) -> int:
    return 1 + int(random.random() * count)


def _change(random: Random, story: Story, number: int) -> Buy | Reprice:
    """Every other one is an order. All dice are thrown each time, so that none shifts another."""
    user, product = _one_of(random, USERS), _one_of(random, story.products)
    return Buy(user, product) if number % 2 == 0 else Reprice(product, DEAREST_CENTS + 1 + number)
