"""The guide to 03: what reaching into another's database costs."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="03",
    point="A shared database is tempting, as the join works. It costs independence twice: when it "
    "is down, and when a table changes.",
    without="Say the rule in one sentence, and that 03 shows what it is for.",
    sections=(
        Section(
            "Reaching over",
            6,
            "The lab refuses what a password refuses in production, and says what to do instead.",
            ask="The thief holds the very handle of orders. Does he get the rows?",
            short="Keep the first refusal, and leave out the thief.",
        ),
        Section(
            "What it would be like",
            6,
            "Allowed on purpose, it answers in 21 ms with one statement. The red arrow is "
            "the price.",
            ask="What is wrong with it? It is quick, and it works.",
            mind="Somebody will like it. Let it stand: the next two sections answer.",
            short="Show the two pictures.",
        ),
        Section(
            "One database is down",
            7,
            "Shared, all nine features fail. With one each, those of its owner fail, and those of "
            "whoever asks the owner at that moment. So it is needed, and not enough.",
            ask="users.db is down. Why can you read orders and not place one?",
            mind="The experiment D3 takes some seconds, on a slow machine twenty. Talk meanwhile.",
            short="Keep both predictions. Of D3 read the line on failures with another's database.",
        ),
        Section(
            "A neighbour changes its tables",
            4,
            "Who reads your tables has made a promise of yours, and you do not know of it.",
            ask="products renames a column. Who still answers: who asks, or who reads the table?",
            short="Keep the prediction.",
            parts=(
                Section(
                    "Expand, migrate, contract",
                    6,
                    "Three steps, each can be released by itself, and none breaks who is still at "
                    "the step before.",
                    ask="Which of the three steps can hurt, and why does it come last?",
                    short="Tell the three steps, and run the cells without reading them.",
                ),
            ),
        ),
        Section(
            "Exercises",
            13,
            "Ask instead of reaching over, and say so when you cannot know. While there are two "
            "names, a writer writes both.",
            ask="orders is down. What should statistics answer: an empty list, or an error?",
            short="Do the prediction on the two names together. It is the point of the second one.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Ask the one on users.db, by show of hands.",
        ),
    ),
)
