"""The guide to 01: a shop in one process, with one database."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="01",
    point="One process and one database make the question easy: it is one join, 11 ms. The same "
    "fact makes all features slow and dead together.",
    without="Show the join and its 11 ms. Everything later is measured against them.",
    sections=(
        Section(
            "Layer 1: the database",
            5,
            "A feature begins with a table, and with the shape of what comes in and goes out.",
            ask="Who refuses a second sign-up with the same email: the code, or the table?",
            short="Show the table and the insert, and run the rest.",
        ),
        Section(
            "Layer 2: business logic",
            2,
            "Rules contain no SQL and no routes.",
            ask="Which line here would stay if the shop were a program without a network?",
            short="Run it.",
        ),
        Section(
            "Layer 3: routes",
            4,
            "Routes connect HTTP and logic. Without more, a refused sign-up looks like a fault of "
            "the shop: 500.",
            ask="Ada signs up twice. Whose mistake is it, and does the status say so?",
            short="Keep the prediction and the 500. The next section needs it.",
        ),
        Section(
            "Layer 4: middleware",
            8,
            "What happens around every request is written once: an id, and errors that become "
            "answers.",
            ask="Why does the client get no details of a 500?",
            mind="This is the longest section with the least to see. A class can lose itself in "
            "ASGI.",
            short="Show the 500 before and the 409 after, and run all that is between.",
        ),
        Section(
            "The question of this course",
            4,
            "What has this user bought? One statement joins three tables. This is the sentence to "
            "come back to all day.",
            ask="Which tables does the answer need, and who will own them after a split?",
            short="Show the statement, and run the rest.",
        ),
        Section(
            "The whole shop",
            7,
            "One statement, 11 ms. Check and insert are one transaction, and the table itself "
            "refuses an order of nobody.",
            ask="How many statements did the answer take? How do you see it in the time?",
            short="Leave out the mistakes, and keep the order for user 99: it comes back in 02.",
        ),
        Section(
            "Does it keep its promises?",
            1,
            "The promises of the shop are a suite that every architecture has to pass.",
            short="Run it, and say the sentence.",
        ),
        Section(
            "What is in a monolith?",
            2,
            "A statement of the course is a claim with an experiment. M1 is the first.",
            ask="What does it take to prove such a sentence, and what would refute it?",
            short="Run it. Read the two lines on processes and databases.",
        ),
        Section(
            "What if one feature is slow?",
            5,
            "A report of 500 ms keeps a reader of one row waiting for 511. More workers move the "
            "limit, and the features still share them.",
            ask="A report comes first. How long does reading a user take?",
            short="Keep the first prediction, and leave out the second worker.",
        ),
        Section(
            "What if the process dies?",
            2,
            "All features are one process, so all are gone. What was committed comes back.",
            ask="Which features still work? What is there after a restart?",
            short="Ask, run, go on.",
        ),
        Section(
            "Exercises",
            17,
            "The leak is found by asking for what cannot be. The wish list has all four layers.",
            ask="Which request have you not tried, because you would never send it?",
            mind="Both are for one learner at a time. Do not solve them at the board.",
            short="Do the leak, and give the wish list as homework.",
        ),
        Section(
            "Quiz",
            3,
            "Five questions on what was seen, each with an answer in the cells above.",
            short="Ask the one on the three statements, by show of hands.",
        ),
    ),
)
