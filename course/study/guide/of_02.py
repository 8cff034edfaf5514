"""The guide to 02: a process and a database for each feature."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="02",
    point="A split gains independence at once, and loses two things: the join, and the check "
    "across tables. The rest of the course is about getting them back.",
    without="Show the refusal of the join. Without it nobody sees why there is a problem at all.",
    sections=(
        Section(
            "A service of its own",
            7,
            "The layers stay as they are, only the one who puts them together changes. The "
            "signature is the architecture.",
            ask="Read the first line of users. On whom does it depend?",
            short="Show the signature, and run the rest.",
        ),
        Section(
            "One address for the shop",
            7,
            "A gateway makes many services look like one shop, for one hop more: 10 ms.",
            ask="Reading a user took 11 ms. What does it take through the gateway?",
            short="Run the code of the gateway unread, and keep the prediction and the web.",
        ),
        Section(
            "What you gain",
            9,
            "A service that is down or busy harms only its own feature, as long as nobody asks it. "
            "The gateway is asked by all.",
            ask="products is down. What still works? And when the gateway is down?",
            mind="The 516 ms of the order need explaining: 5 there, 500 in the queue, 1 for the "
            "database, 10 back.",
            short="Keep the two predictions on what is down, and leave out the report.",
        ),
        Section(
            "What you lose: the check",
            3,
            "User 99 orders product 7, and the shop says 201. There is neither.",
            ask="Why does the database not refuse it, as it did in the monolith?",
            short="Ask, run, go on. It takes a minute.",
        ),
        Section(
            "What you lose: the join",
            4,
            "The statement of the monolith meets a database with one table. The lab says whose the "
            "others are, and names two ways out: ask, or keep a copy.",
            ask="Read the refusal aloud. Which of the two ways would you take, and why?",
            short="Never skip this one.",
        ),
        Section(
            "Exercises",
            21,
            "Who writes a fact down first, owns it. Then a feature is split off for good.",
            ask="Who owns the price that was paid? It is not who owns today's price.",
            short="Do the first together at the board, in five minutes. The second is homework.",
        ),
        Section(
            "Quiz",
            4,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
