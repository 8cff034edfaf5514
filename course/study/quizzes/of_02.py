"""Notebook 02: what a split gives, and what it takes."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "02",
    (
        Ask(
            "gateway",
            "The gateway was down, and nothing answered. Were users, products and orders down?",
            (
                Option(
                    "yes, they need the gateway",
                    "None of them has it in its signature. Ask one at its own address, "
                    "http://users/users/1, while the gateway is down.",
                ),
                Option(
                    "no, but their databases could not be reached",
                    "Each of them is beside its database. The way from you to them was cut.",
                ),
                Option(
                    "no, only the way from the client to them was gone",
                    "At http://users/users/1 you would have got an answer. That is why the gateway "
                    "should be the most reliable part.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "report",
            "During the report, orders took 516 ms and users 21. Why did users not wait?",
            (
                Option(
                    "users has a worker of its own",
                    "The gateway passed both on at once. Only orders had a queue.",
                    right=True,
                ),
                Option(
                    "the gateway has more workers",
                    "It has one, and it was free: to wait for an answer keeps no worker busy.",
                ),
                Option(
                    "it was sent earlier",
                    "All three were sent at the same moment, by lab.together.",
                ),
            ),
        ),
        Ask(
            "nobody",
            "orders took an order of user 99. Could 'references users' in a table have told it "
            "from Ada's?",
            (
                Option(
                    "yes, as it did in the monolith",
                    "There the table of users was in the same database. Look at what "
                    'lab.tables("orders") names.',
                ),
                Option(
                    "no: there is no table users in orders.db to refer to",
                    "A reference reaches no further than its own database. It would have refused "
                    "every order with a 500, also one of Ada's.",
                    right=True,
                ),
                Option(
                    "only for user 99, not for product 7",
                    "Neither table is there. lab.tables named one table: orders.",
                ),
            ),
        ),
        Ask(
            "join",
            "The join found no table users in purchases.db. What would have made it answer?",
            (
                Option(
                    "a faster machine, or an index",
                    "It did not run slowly. It looked for tables that are not there.",
                ),
                Option(
                    "creating the three tables in purchases.db, empty",
                    "Then it runs, and finds nobody, not even Ada. Rows have to come from "
                    "somewhere.",
                ),
                Option(
                    "nothing that purchases can do by itself",
                    "Somebody has to bring the data there: ask for it, or be told of it. The rest "
                    "of the course does both.",
                    right=True,
                ),
            ),
        ),
    ),
)
