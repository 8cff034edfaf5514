"""Notebook 11: a page that has to answer whoever else is down."""

from course.comparing.dilemmas import ALWAYS_THERE
from course.study.exercise import Answer, Exercise, Wrong
from course.study.referee.choosing import KEEPS, NAMED, REASON, choosing

EXERCISE = Exercise(
    id="choose-for-a-page-that-is-always-there",
    notebook="11",
    title="Choose for a page that is always there",
    task="Which architecture answers when orders, users and the bus are down, and what decides?",
    hand_in=("choice", "because", "measured"),
    setup="""\
from course import comparing

measured = comparing.measure(comparing.DILEMMAS[1])
""",
    starter='choice = "?"\nbecause = "?"\n',
    hints=(
        "Who can answer without asking anybody?",
        "A limit says that an answer may be a second old. Whom does that allow to take part?",
        "Look at the row 'reads answered'.",
    ),
    check=choosing(ALWAYS_THERE),
    solution=Answer(
        'choice, because = "copying", "reads answered"\n',
        "Only who has a copy of its own can answer while the owners are down. The price is in the "
        "table, too: stale answers, seven times the bytes for an order, and the most moving parts. "
        "Here all of that is allowed, because a second old is good enough for this page.",
    ),
    right=(
        Answer('choice = "Copying"\nbecause = "reads answered"\n'),
        Answer('choice, because = "copying", "READS ANSWERED"\n'),
    ),
    wrong=(
        Wrong('choice, because = "direct", "reads answered"\n', KEEPS, "with direct it was"),
        Wrong('choice, because = "asking", "reads answered"\n', KEEPS, "with asking it was"),
        Wrong(
            'choice, because = "monolith", "time to answer, median"\n',
            KEEPS,
            "because without it every page has a hole",
        ),
        Wrong(
            'choice, because = "copying", "age of stale answers, at most"\n',
            REASON,
            "monolith, direct and asking keep",
        ),
        Wrong(
            'choice, because = "copying", "time to answer, median"\n',
            REASON,
            "monolith and direct keep",
        ),
        Wrong('choice, because = "copying", "cost of all these"\n', REASON, "nobody is left"),
        Wrong('choice, because = "copying", "stale answers"\n', REASON, "one of the limits"),
        Wrong('choice, because = 4, "reads answered"\n', NAMED, "it was 4"),
    ),
)
