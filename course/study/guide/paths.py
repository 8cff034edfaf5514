"""Ways through the course for a class that has two hours, half a day, or two days."""

from dataclasses import dataclass

from course.study import guide
from course.study.guide.plan import Section


@dataclass(frozen=True)
class Visit:
    """One notebook on a path, or the sections of it that have these headings."""

    notebook: str
    headings: tuple[str, ...] = ()

    @property
    def sections(self) -> tuple[Section, ...]:
        """What is taught of it. Raises ``LookupError`` for a heading that is not in the guide."""
        found = guide.find(self.notebook)
        return tuple(map(found.section, self.headings)) if self.headings else found.sections

    @property
    def minutes(self) -> int:
        return sum(section.total for section in self.sections)


@dataclass(frozen=True)
class Path:
    """A course of some length: ``at_most`` so many minutes of teaching, breaks not counted."""

    name: str
    at_most: int
    why: str
    visits: tuple[Visit, ...]

    @property
    def minutes(self) -> int:
        """How long it takes by the guides."""
        return sum(visit.minutes for visit in self.visits)

    @property
    def left_out(self) -> list[str]:
        """The notebooks of which nothing is taught."""
        visited = {visit.notebook for visit in self.visits}
        return [number for number in guide.numbers() if number not in visited]


TWO_HOURS = Path(
    "two hours",
    120,
    "The question, what a split takes away, and both ends of the answer: ask, or keep a copy. No "
    "exercises, and no code is read. Questions have their time in the minutes that are left.",
    (
        Visit("00", ("What is real, and what is not", "A first look at the shop")),
        Visit("01", ("The question of this course", "The whole shop", "What if the process dies?")),
        Visit("02", ("What you gain", "What you lose: the check", "What you lose: the join")),
        Visit(
            "05",
            (
                "The web, first",
                "Purchases, one after another",
                "Purchases, together",
                "What if one of them fails?",
                "How slow is the whole?",
                "Back to the start",
            ),
        ),
        Visit(
            "08",
            (
                "The web, first",
                "Nobody else is needed",
                "Fast, and how much does it save?",
                "The price: an answer may be old",
            ),
        ),
        Visit("09", ("Twice",)),
    ),
)
HALF_A_DAY = Path(
    "half a day",
    210,
    "All four architectures, the price of each, and what goes wrong with events. One exercise, to "
    "learn how a check speaks; the others are homework.",
    (
        Visit("00"),
        Visit(
            "01",
            (
                "The question of this course",
                "The whole shop",
                "What if one feature is slow?",
                "What if the process dies?",
            ),
        ),
        Visit(
            "02",
            (
                "A service of its own",
                "What you gain",
                "What you lose: the check",
                "What you lose: the join",
            ),
        ),
        Visit("03", ("Reaching over", "One database is down")),
        Visit(
            "05",
            (
                "The web, first",
                "Orders that are checked again",
                "Purchases, one after another",
                "Purchases, together",
                "What if one of them fails?",
                "What if the answer comes late?",
                "How slow is the whole?",
                "Back to the start",
            ),
        ),
        Visit("07", ("What is a bus?", "The web, first", "What if one of them is down?")),
        Visit(
            "08",
            (
                "The web, first",
                "Telling",
                "Nobody else is needed",
                "Fast, and how much does it save?",
                "The price: an answer may be old",
            ),
        ),
        Visit("09", ("Twice", "Overtaken")),
        Visit("10", ("Write, then tell", "Tell, then write")),
    ),
)
TWO_DAYS = Path(
    "two days",
    720,
    "Everything with its exercises, and of 06 what a class can follow together. The first day ends "
    "after 05. What is left is for questions, and for whoever is slower than planned.",
    (
        *map(Visit, ("00", "01", "02", "03", "04", "05")),
        Visit(
            "06",
            (
                "A web grows",
                "Whom did the answer wait for?",
                "Who fails with whom?",
                "The tail",
            ),
        ),
        *map(Visit, ("07", "08", "09", "10")),
    ),
)
PATHS = (TWO_HOURS, HALF_A_DAY, TWO_DAYS)
