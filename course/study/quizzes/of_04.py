"""Notebook 04: what an engine is good at, and how one knows."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "04",
    (
        Ask(
            "swap",
            "products ran on LMDB instead of SQLite. What had to change in its code?",
            (
                Option(
                    "the statements",
                    "It has none: it adds, gets and puts documents by their id.",
                ),
                Option(
                    "nothing",
                    "The engine was chosen at lab.start. The code sees the port, and the contract "
                    "held with both.",
                    right=True,
                ),
                Option(
                    "only its signature",
                    "The signature says documents in both cases. Look at the cell that started it.",
                ),
            ),
        ),
        Ask(
            "calls",
            "A change of price took two calls on documents, and one in the monolith. Why two?",
            (
                Option(
                    "LMDB is slower",
                    "That was measured on SQLite, too. It is not a matter of time.",
                ),
                Option(
                    "a document is read, changed, and put back whole",
                    "The port knows documents by their key, and no statement that changes a part "
                    "of one.",
                    right=True,
                ),
                Option(
                    "the transaction needs one of them",
                    "A commit takes no call here. Both were work: look at their names.",
                ),
            ),
        ),
        Ask(
            "columns",
            "DuckDB was first at the totals, far behind at one document. What explains the first?",
            (
                Option(
                    "it keeps each column together",
                    "For a sum it reads two columns of very many rows, and leaves the others. What "
                    "it does before each statement pays there, and not for one row.",
                    right=True,
                ),
                Option(
                    "it keeps everything in memory",
                    "All three were measured in files.",
                ),
                Option(
                    "it is newer, and not finished yet",
                    "Then it would not be first at anything. Ask what it keeps together.",
                ),
            ),
        ),
        Ask(
            "claim",
            "Your microseconds differ from the stored ones. What does the notebook still claim?",
            (
                Option(
                    "the exact ratios",
                    "They move with the machine, and from run to run: some to several times as "
                    "much.",
                ),
                Option(
                    "nothing",
                    "The assertion below your numbers held on your machine as well.",
                ),
                Option(
                    "which engine is far behind at which work",
                    "Over ten times as long as the quickest: that is asserted, and holds by far.",
                    right=True,
                ),
            ),
        ),
    ),
)
