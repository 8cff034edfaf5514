"""Notebook 01: what the layers do, and what it means to share one process and one database."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "01",
    (
        Ask(
            "layer",
            "Ada signed up a second time: first it was a 500, later a 409. What had changed?",
            (
                Option(
                    "the rule that an email signs up once",
                    "The rule raised the same Conflict both times. Read the line below the 500.",
                ),
                Option(
                    "the middleware: it makes an answer of the error",
                    "The same error, and now there was somebody around the routes who knew what "
                    "to say.",
                    right=True,
                ),
                Option(
                    "the table: unique refused the second row",
                    "It was unique from the start, and there was one row each time.",
                ),
            ),
        ),
        Ask(
            "inside",
            "Below the 500 you read which line had raised what. What did Ada get of that?",
            (
                Option(
                    "nothing: the lab showed it to you only",
                    "Her answer was the text Internal Server Error. Names of tables and lines "
                    "would help an attacker more than her.",
                    right=True,
                ),
                Option(
                    "the same line",
                    "Look at answer.body of a 500: it is what she gets, and the line is not in it.",
                ),
                Option(
                    "the error's text, but not the line",
                    "Look at answer.body of a 500: there is neither.",
                ),
            ),
        ),
        Ask(
            "three",
            "GET /purchases/1 took 11 ms. How long would it take with three statements instead, "
            "one after the other?",
            (
                Option(
                    "33 ms",
                    "The way there and back is 10 ms, and is paid once, whatever happens inside.",
                ),
                Option("13 ms", "10 ms for the way, and 1 ms for each statement.", right=True),
                Option(
                    "11 ms",
                    "Each statement takes 1 ms in the waterfall, and the next one waits for it.",
                ),
            ),
        ),
        Ask(
            "workers",
            "With two workers, a user behind two reports took 511 ms. What would make it 11 again?",
            (
                Option(
                    "a third worker",
                    "Then two compute, and one is free. Until there are three reports at once.",
                    right=True,
                ),
                Option(
                    "a quicker database",
                    "Of the 511 ms the database took 1. Look at what was queued.",
                ),
                Option(
                    "async def in front of the report",
                    "It is async already. Who computes can do nothing else meanwhile.",
                ),
            ),
        ),
        Ask(
            "crash",
            "lab.down took the process down. Why could not even the list of products be read?",
            (
                Option(
                    "the products were lost",
                    "lab.tables said the same before and after: every row was there.",
                ),
                Option(
                    "the database was down as well",
                    "lab.down named the shop alone. Its database was up, and nobody was there to "
                    "ask it.",
                ),
                Option(
                    "all features are one process",
                    "Who answers for orders answers for products. lab.up started all of them "
                    "again.",
                    right=True,
                ),
            ),
        ),
    ),
)
