"""Notebook 07: an experiment that says which downsides a shop has, tried on shops that differ."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_07.prove_which_downsides_remain.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_07.prove_which_downsides_remain.check import open_none, schedules

EXERCISE = Exercise(
    id="prove-which-downsides-remain",
    notebook="07",
    title="Prove which downsides remain",
    task=(
        "Write an experiment that finds out which of S3, S4 and S5 hold in a shop that it is "
        "given. In the end the shop is as it was."
    ),
    hand_in=("downsides",),
    setup="",
    starter="""\
OWNERS = ("users", "orders", "products")


def downsides(lab, start):
    return set()
""",
    hints=(
        "Each statement needs its own try, and something to compare with. What do you look at: "
        "the status of the answer, or how long it took?",
        "Write a small function inside that takes some owners down, asks, brings them up again, "
        "and returns whether the answer was ok. S3 is: not with all three down. S4 is: with "
        "none of the three down alone. all(...) says whether something holds for each.",
        "For S5 take each owner in turn: lab.link(start, name).latency_ms = 200, ask, and set it "
        "to 5 again. Is each answer later than usual, by its milliseconds?",
    ),
    check=Played(open_none, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
