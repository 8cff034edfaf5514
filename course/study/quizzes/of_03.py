"""Notebook 03: who may read which database, and what a rename does."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "03",
    (
        Ask(
            "empty",
            "statistics asked for orders in a database of its own. Were there any rows in it?",
            (
                Option(
                    "yes, all orders, and the lab hid them",
                    "statistics.db was new: nobody had written to it. Look at the refusal again: "
                    "it says in which database orders is.",
                ),
                Option(
                    "no, it had no table of that name at all",
                    "What it looked for is in orders.db. That is how the lab knew whom to name.",
                    right=True,
                ),
                Option(
                    "yes, a copy that was out of date",
                    "Nobody had told it anything to copy. A copy comes from events, and no event "
                    "was sent.",
                ),
            ),
        ),
        Ask(
            "thief",
            "The thief held the very handle that was given to orders. How did the lab know him?",
            (
                Option(
                    "by the name of the variable",
                    "The variable was called lent, and would have been refused under any name.",
                ),
                Option(
                    "by the statement, which named a table of orders",
                    "That was the first refusal. This statement ran on orders.db itself, where the "
                    "table is.",
                ),
                Option(
                    "by the service whose code was running when it was used",
                    "A handle belongs to a service, whoever holds it. On a server a password does "
                    "the same.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "down",
            "With a database each, users.db went down. Which of these still worked?",
            (
                Option(
                    "to read the products",
                    "products asks nobody else. Its database was up.",
                    right=True,
                ),
                Option(
                    "to place an order",
                    "orders asks users whether there is such a user, at that moment. A database of "
                    "its own did not help it.",
                ),
                Option(
                    "to read what Ada has bought",
                    "purchases asks users for the name. Run it with users.db down and look at the "
                    "failed arrow.",
                ),
            ),
        ),
        Ask(
            "rename",
            "products renamed a column at once. polite still answered. Why?",
            (
                Option(
                    "it had read the price before",
                    "It asked again, after the change: 5 ms there and 5 ms back.",
                ),
                Option(
                    "products kept the name of the field in its answer",
                    "polite depends on the answer, and that stayed as it was. The column is nobody "
                    "else's business.",
                    right=True,
                ),
                Option(
                    "polite has a database of its own",
                    "It takes only http. What it knows of products, products has told it.",
                ),
            ),
        ),
    ),
)
