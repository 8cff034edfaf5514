"""Notebook 11: two people and fifty orders a day."""

from course.comparing.dilemmas import SMALL_TEAM
from course.study.exercise import Answer, Exercise, Wrong
from course.study.referee.choosing import KEEPS, NAMED, REASON, choosing

EXERCISE = Exercise(
    id="choose-for-a-small-team",
    notebook="11",
    title="Choose for a small team",
    task="Which architecture do you give to the two, and which number decides?",
    hand_in=("choice", "because", "measured"),
    setup="""\
from course import comparing

measured = comparing.measure(comparing.DILEMMAS[0])
""",
    starter='choice = "?"\nbecause = "?"\n',
    hints=(
        "Go through the limits one by one. For each, cross out who breaks it.",
        "A limit that all four keep decides nothing.",
        "Look at the rows 'lines of the shop' and 'moving parts'.",
    ),
    check=choosing(SMALL_TEAM),
    solution=Answer(
        'choice, because = "monolith", "moving parts"\n',
        "It is the only one that keeps all limits. It has the fewest lines and two moving parts, "
        "and two people can know all of it. It has a price, and you saw it: one crash takes down "
        "all. The limits of this shop allow that now and then. It can be split later, along the "
        "lines that its features have already.",
    ),
    right=(
        Answer('choice = "Monolith"\nbecause = "lines of the shop"\n'),
        Answer('because = "lines of the shop "\nchoice = "monolith"\n'),
    ),
    wrong=(
        Wrong('choice, because = "direct", "lines of the shop"\n', KEEPS, "with direct it was 281"),
        Wrong('choice, because = "copying", "reads answered"\n', KEEPS, "'lines of the shop'"),
        Wrong(
            'choice, because = "monolith", "time to answer, median"\n',
            REASON,
            "direct, asking and copying keep",
        ),
        Wrong(
            'choice, because = "monolith", "reads answered"\n', REASON, "asking and copying keep"
        ),
        Wrong('choice, because = "monolith", "cost of all these"\n', REASON, "nobody is left"),
        Wrong('choice, because = "monolith", "stale answers"\n', REASON, "no limit of this shop"),
        Wrong('choice, because = "monolith", "it is simple"\n', REASON, "moving parts"),
        Wrong('choice, because = "microservices", "moving parts"\n', NAMED, "monolith, direct"),
    ),
)
