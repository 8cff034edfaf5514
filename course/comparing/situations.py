"""The usual situations of a shop, as stories that have a name."""

from dataclasses import dataclass

from course.comparing.story import Story


@dataclass(frozen=True)
class Situation:
    """A story with a title, and a sentence that says what is special about it."""

    title: str
    sentence: str
    story: Story


SITUATIONS = (
    Situation(
        "A quiet day",
        "Some people look, few buy, everything works.",
        Story(),
    ),
    Situation(
        "Many products",
        "Everybody has bought many different things, and each has its price to be asked for.",
        Story(reads=16, writes=6, products=8),
    ),
    Situation(
        "A slow network",
        "Each message takes 40 ms, as it does between data centres.",
        Story(reads=32, writes=8, hop_ms=40),
    ),
    Situation(
        "A service is down",
        "For a third of the time, users is not there.",
        Story(down=frozenset({"users"})),
    ),
    Situation(
        "The bus is down",
        "For a third of the time, there is no bus.",
        Story(down=frozenset({"bus"})),
    ),
    Situation(
        "Calls fail",
        "One call in twenty is cut off on its way, on every link.",
        Story(reads=28, writes=7, failing=0.05),
    ),
    Situation(
        "A rush",
        "36 come in 45 ms, as if 800 a second. A worker serves 1,000 messages a second, so who "
        "needs many falls further behind the longer it lasts.",
        Story(writes=10, reads_per_s=800),
    ),
)
