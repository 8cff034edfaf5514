"""Notebook 11: no choice is right on every day. The learner looks for the other day."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from course.comparing import Story, compare, play
from course.comparing.checks import Check, checks
from course.comparing.dilemmas import ALWAYS_THERE
from course.study.exercise import Answer, Examined, Exercise, Wrong
from course.study.referee.broken import Broken, shown

DAY = "day is a story of a size that can be played"
BREAKS = "on this day copying breaks a limit of the page"
ANOTHER = "another architecture keeps all limits on the same day"

OTHERS = ("monolith", "direct", "asking")
MOST, MOST_PRODUCTS = 24, 3
"""More reads and writes, or products, take too long to be played in a check."""


def story(day: Any) -> Story:
    """A small one, so that the answer comes at once."""
    if not isinstance(day, Mapping):
        raise Broken(
            DAY,
            "a dict of what comparing.Story(...) takes, such as reads and down",
            f"it was {shown(day)}, which is no dict",
            'Write it as above: day = {"reads": 14, ...}. The check makes the story of it.',
        )
    try:
        played = Story(**day)
    except (TypeError, ValueError) as error:
        raise Broken(
            DAY,
            "a dict of what comparing.Story(...) takes, such as reads and down",
            f"with {shown(day)}: {error}",
            "Try it in a cell of your own: comparing.Story(**day)",
        ) from None
    too_many = played.reads + played.writes > MOST
    if too_many or played.products > MOST_PRODUCTS:
        raise Broken(
            DAY,
            f"at most {MOST} reads and writes together, and at most {MOST_PRODUCTS} products",
            f"it has {played.reads} reads, {played.writes} writes, {played.products} products",
            "A day that lasts longer needs fewer reads in a second, not more of them."
            if too_many
            else f"Leave products at {MOST_PRODUCTS}, or take fewer.",
        )
    return played


@lru_cache(maxsize=8)
def held(day: Story, name: str) -> tuple[Check, ...]:
    """The limits of the page, on that day."""
    return checks(ALWAYS_THERE, compare([play(day, name)]), name)


def played_by(name: str) -> Callable[[Any], None]:
    """Plays the day and remembers it. A clause of its own, as each has a time limit of its own."""

    def play_it(day: Any) -> None:
        held(story(day), name)

    return play_it


def copying_breaks_a_limit(day: Any) -> None:
    """The limits are those of the page that is always there."""
    found = held(story(day), "copying")
    if all(each.is_kept for each in found):
        raise Broken(
            BREAKS,
            "one limit that copying does not keep",
            "; ".join(f"{each.limit.figure}: {each.words}" for each in found),
            "The bus was down, but not for long enough. An answer is as old as the change that it "
            "misses, at the moment at which somebody reads it."
            if "bus" in story(day).down
            else "Copying needs nobody to answer. What does it need to be up to date, and for how "
            "long can it be without?",
        )


def another_keeps_them(day: Any) -> None:
    """A day on which everything fails says nothing against copying."""
    broken = {}
    for name in OTHERS:
        found = held(story(day), name)
        if all(each.is_kept for each in found):
            return
        broken[name] = next(each for each in found if not each.is_kept)
    raise Broken(
        ANOTHER,
        "somebody who keeps every limit",
        "; ".join(
            f"{name} breaks {each.limit.figure!r} with {each.words}"
            for name, each in broken.items()
        ),
        "This day is too hard for all four. Take away only what copying depends on and the others "
        "do not.",
    )


EXERCISE = Exercise(
    id="find-the-day-that-breaks-it",
    notebook="11",
    title="Find the day that breaks it",
    task="On which day was copying the wrong choice for the page that is always there?",
    hand_in=("day",),
    setup="",
    starter='day = {"reads": 14, "writes": 10}\n',
    hints=(
        "The page may be a second old, and has to be answered within 50 ms. Who brings to copying "
        "what is new?",
        "The bus is down for a third of the day. How long is a third of 14 reads at 20 per second?",
        "Fewer reads per second make a longer day: with one in 2 seconds, a third is 9.",
    ),
    check=Examined((copying_breaks_a_limit, *map(played_by, OTHERS), another_keeps_them)),
    solution=Answer(
        'day = {"reads": 14, "writes": 10, "reads_per_s": 0.5, "down": {"bus"}}\n',
        "For more than nine seconds nobody could tell the copy what was new, so its answers grew "
        "older than a second. The monolith and direct requests know no bus, and did not notice. "
        "Who chooses it has to say how old an answer may be, and how long the bus may be away.",
    ),
    right=(
        Answer(
            'day = {"seed": 7, "down": ["bus"], "writes": 12, "reads": 12, "reads_per_s": 0.5}\n'
        ),
        Answer(
            'day = {"reads": 12, "writes": 12}\n'
            'day["products"] = 1\n'
            'day["reads_per_s"] = 0.5\n'
            'day["down"] = frozenset({"bus"})\n'
        ),
    ),
    wrong=(
        Wrong(
            'day = {"reads": 14, "writes": 10, "down": {"users"}}\n',
            BREAKS,
            "Copying needs nobody to answer",
        ),
        Wrong(
            'day = {"reads": 14, "writes": 10, "down": {"bus"}}\n', BREAKS, "not for long enough"
        ),
        Wrong(
            'day = {"reads": 14, "writes": 10, "failing": 0.5}\n', ANOTHER, "too hard for all four"
        ),
        Wrong(
            'day = {"reads": 14, "writes": 10, "hop_ms": 40}\n', ANOTHER, "time to answer, median"
        ),
        Wrong('day = {"reads": 500, "down": {"bus"}}\n', DAY, "fewer reads in a second"),
        Wrong('day = {"down": "the bus"}\n', DAY, "comparing.Story(**day)"),
        Wrong('day = {"products": 5, "reads": 8, "writes": 4}\n', DAY, "Leave products at 3"),
        Wrong("day = 24\n", DAY, "which is no dict"),
    ),
)
