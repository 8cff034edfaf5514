"""Notebook 11: a checkout, at which no price may be old."""

from course.comparing.dilemmas import RIGHT_PRICE
from course.study.exercise import Answer, Exercise, Wrong
from course.study.referee.choosing import CHEAPEST, KEEPS, REASON, choosing

EXERCISE = Exercise(
    id="choose-for-a-price-that-is-never-wrong",
    notebook="11",
    title="Choose for a price that is never wrong",
    task="Which architecture belongs behind this checkout, and which number decides?",
    hand_in=("choice", "because", "measured"),
    setup="""\
from course import comparing

measured = comparing.measure(comparing.DILEMMAS[2])
""",
    starter='choice = "?"\nbecause = "?"\n',
    hints=(
        "Whoever keeps a copy may be behind. Who asks the owner for the price of today?",
        "users is down. In which shop can prices be changed all the same?",
        "Two keep every limit. Look at the row 'cost of all these'.",
    ),
    check=choosing(RIGHT_PRICE),
    solution=Answer(
        'choice, because = "asking", "cost of all these"\n',
        "Two keep every limit: both ask the owner, and nobody is stale. Asking makes fewer "
        "calls for an answer, so fewer of them fail, and fewer visitors are sent away. That is "
        "what the sum says at these prices. It is so because our direct requests ask for each "
        "product by itself: one request for all of them would turn the order of the two around. "
        "With one product in a basket instead of twelve it is the other way round on this day, "
        "and on another day of the same kind it may not be. Against it: every second visitor is "
        "refused, and most of them wait a whole second for that, as on the bus who is down is "
        "silent. The monolith refuses fewer, is quicker and costs less; only the price changes "
        "without users rule it out, and on this day by a single one. A real checkout would ask for "
        "prices only, and know the rest.",
    ),
    right=(
        Answer('choice = "Asking"\nbecause = " Cost of all these"\n'),
        Answer('because = "cost of all these"\nchoice = "asking "\n'),
    ),
    wrong=(
        Wrong('choice, because = "copying", "stale answers"\n', KEEPS, "with copying it was"),
        Wrong(
            'choice, because = "monolith", "price changes confirmed"\n',
            KEEPS,
            "because they have to go on without users",
        ),
        Wrong('choice, because = "direct", "stale answers"\n', CHEAPEST, "somebody else for"),
        Wrong(
            'choice, because = "asking", "time to answer, median"\n',
            REASON,
            "monolith, direct and copying keep",
        ),
        Wrong('choice, because = "asking", "stale answers"\n', REASON, "monolith and direct keep"),
        Wrong(
            'choice, because = "asking", "price changes confirmed"\n',
            REASON,
            "direct and copying keep",
        ),
        Wrong('choice, because = "asking", "cost of refused reads"\n', REASON, "part of the cost"),
        Wrong('choice, because = "asking", "reads answered"\n', REASON, "no limit of this shop"),
        Wrong('choice, because = "asking", None\n', REASON, "it was None"),
    ),
)
