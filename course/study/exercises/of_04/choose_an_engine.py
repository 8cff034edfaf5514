"""Notebook 04: an engine for a piece of work, defended by what the learner measured."""

from collections.abc import Mapping
from typing import Any

from course.claims.fitting import WORKLOADS, times_as_long
from course.study.exercise import Answer, Examined, Exercise, Wrong
from course.study.referee.broken import Broken, shown

FITS = "the work is the one that a basket asks for most of the time"
QUICK = "your measurement defends the engine"
MEASURED = "there is a measurement"

WORK = "one document by its key"
HOW_FOUND = "Look at the first sentence of the task: how is a basket found, and how much of it?"
RARE = {
    "totals over all orders": "The average is such a total, and is wanted once a month. What "
    "happens thousands of times a second?"
}
MOST_TIMES = 10
"""An engine that takes more times as long as the quickest is not defended by its time."""


def there_is_a_measurement(work: Any, engine: Any, times: Any) -> None:
    """The times must be those that the notebook measures."""
    works = times.values() if isinstance(times, Mapping) else ()
    if set(WORKLOADS) - set(times if works else ()) or not all(
        isinstance(each, Mapping) and each for each in works
    ):
        raise Broken(
            MEASURED,
            "times, as fitting.measured() gave them",
            f"it was {shown(times)}",
            "Run the cell with fitting.measured() above, and hand in its times.",
        )


def the_work_fits(work: Any, engine: Any, times: Any) -> None:
    """A basket is read as a whole, by its user's id."""
    if not isinstance(work, str) or work not in WORKLOADS:
        names = ", ".join(WORKLOADS)
        raise Broken(FITS, f"one of: {names}", f"it was {shown(work)}")
    if work != WORK:
        raise Broken(
            FITS,
            "what happens thousands of times a second",
            f"you chose {work!r}, and a basket is read by the id of its user, as a whole",
            RARE.get(work, HOW_FOUND),
        )


def the_engine_is_quick(work: Any, engine: Any, times: Any) -> None:
    """Compared with the quickest at that work, in the learner's own numbers."""
    ratios = times_as_long(times[work])
    if not isinstance(engine, str) or engine.lower() not in ratios:
        raise Broken(
            QUICK,
            f"one of: {', '.join(ratios)}",
            f"it was {shown(engine)}",
            "Name an engine that you measured. Document or relational is a kind of database; which "
            "engine is behind it?",
        )
    engine = engine.lower()  # SQLite, LMDB and DuckDB are written so in the text
    if ratios[engine] > MOST_TIMES:
        raise Broken(
            QUICK,
            f"at most {MOST_TIMES} times as long as the quickest engine",
            f"{engine} took {ratios[engine]:.0f} times as long for {work}",
            "Compare the three engines at this work, and no other.",
        )


EXERCISE = Exercise(
    id="choose-an-engine",
    notebook="04",
    title="Choose an engine and defend it",
    task=(
        "Which kind of work is it, most of the time, to keep shopping baskets? And which engine "
        "would you take?"
    ),
    hand_in=("work", "engine", "times"),
    setup="""\
times = {
    "one document by its key": {"lmdb": 12.2, "sqlite": 18.0, "duckdb": 1094.7},
    "one user's orders": {"lmdb": 6.4, "sqlite": 14.8, "duckdb": 459.4},
    "totals over all orders": {"duckdb": 888.5, "sqlite": 3951.8, "lmdb": 198384.6},
}
""",
    starter="""\
work = "?"
engine = "?"
""",
    hints=(
        "What happens thousands of times a second counts. What happens once a month may take long.",
        "A basket is one thing that is read as a whole, and found by the id of its user.",
        'The work is "one document by its key". Which engines were near the quickest at it?',
    ),
    check=Examined((there_is_a_measurement, the_work_fits, the_engine_is_quick)),
    solution=Answer(
        """\
work = "one document by its key"
engine = "lmdb"
""",
        '"sqlite" is near the quickest as well, and needs nothing new. That is a good answer, too: '
        "say what you would have to learn and to look after for the other, and whether it is worth "
        "it. The average, once a month, may take its time on any engine. You measured reading "
        "only: before you decide for good, measure what baskets do besides, being put back.",
    ),
    right=(
        Answer('work, engine = "one document by its key", "sqlite"\n'),
        Answer('work = " ".join(["one", "document", "by", "its", "key"])\nengine = "LMDB"\n'),
    ),
    wrong=(
        Wrong('work = "one user\'s orders"\nengine = "sqlite"\n', FITS, "how is a basket found"),
        Wrong('work = "totals over all orders"\nengine = "lmdb"\n', FITS, "you chose 'totals"),
        Wrong('work = "totals over all orders"\nengine = "duckdb"\n', FITS, "once a month"),
        Wrong(
            'work = "one document by its key"\nengine = "duckdb"\n',
            QUICK,
            "duckdb took 90 times as long",
        ),
        Wrong('work = "one document by its key"\nengine = "redis"\n', QUICK, "one of: lmdb"),
        Wrong(
            'work = "one document by its key"\nengine = "document"\n',
            QUICK,
            "which engine is behind it",
        ),
        Wrong('work = "documents"\nengine = "lmdb"\n', FITS, "one of: one document by its key"),
        Wrong(
            'work = "one document by its key"\nengine = "lmdb"\ntimes = 1\n', MEASURED, "it was 1"
        ),
    ),
)
