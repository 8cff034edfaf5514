"""Notebook 10: a copy with wrong rows in it is made anew from the log, while the shop goes on."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_10.rebuild_a_copy.answers import (
    RIGHT,
    SOLUTION,
    STARTS,
    WRONG,
    rebuilt,
)
from course.study.exercises.of_10.rebuild_a_copy.check import (
    SETUP,
    open_shop,
    schedules,
)

EXERCISE = Exercise(
    id="rebuild-a-copy",
    notebook="10",
    title="Rebuild a copy",
    task=(
        "For a year tags has kept wrong prices, and a tag of a test. tags is mended; what it has "
        "written is not. Write rebuild(lab), so that the tags are as products has them, while the "
        "shop goes on. It is also used where tags has never run."
    ),
    hand_in=("tags", "rebuild"),
    setup=SETUP,
    starter=rebuilt(STARTS, "    lab.settle()\n"),
    hints=(
        "A new version starts where the old one was in the log: at its end. Who sends it back?",
        "All events come once more, and nothing changes: what does KEEP do with a row that has the "
        "same version already? And which event would take away the tag of the test?",
        "The table has to be empty before the events come: once, and not at each start. A version "
        "that throws its table away must not stay. And where tags has never run, there is no "
        "table: drop table if exists.",
        "Inside rebuild, define emptied(db, bus), which drops the table and returns tags(db, bus). "
        'Start it under the name tags, then start tags itself, then lab.bus.replay("tags").',
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
