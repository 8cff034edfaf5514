"""The guide to 09: events that come twice, late, in the wrong order, or cannot be handled."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="09",
    point="An event comes at least once, in some order, at some time. A handler that is idempotent "
    "and order-proof does not mind.",
    without="Whoever teaches 08 without 09 teaches messaging as if nothing ever went wrong. Keep "
    "Twice and Overtaken at least.",
    sections=(
        Section(
            "A purchases service written in a hurry",
            5,
            "While nothing goes wrong, nothing is wrong. These are the handlers that all of us "
            "write first.",
            ask="Can you see anything wrong in these two handlers?",
            short="Show the two handlers, and run the rest.",
        ),
        Section(
            "Lost",
            6,
            "Four messages can be lost. Nothing is missing in the end, and once there is one too "
            "many.",
            ask="Which of the four losses means that Ada does not see her teapot?",
            short="Keep the second prediction.",
        ),
        Section(
            "Twice",
            5,
            "The bus heard nothing. It cannot tell a lost delivery from a lost acknowledgement, so "
            "it delivers again.",
            ask="You are the bus. You have delivered and heard nothing. What do you do?",
            short="Play one scene as people: three learners are owner, bus and consumer.",
            parts=(
                Section(
                    "Mend it: told twice, kept once",
                    3,
                    "The owner's id is the key. Told twice, it is kept once.",
                    ask="What in the event tells a second telling from a second order?",
                    short="Never skip this one.",
                ),
            ),
        ),
        Section(
            "Overtaken",
            9,
            "Nothing failed, all was acknowledged, and the copy is wrong for good. Idempotent is "
            "not enough.",
            ask="Three events in six orders. In how many is the copy right?",
            mind="The numbers [3, 4, 3] are positions in the log. Draw them on the board.",
            short="Keep the first prediction and the six orders.",
            parts=(
                Section(
                    "Mend it: count the versions",
                    5,
                    "The owner counts, and what is not newer changes nothing. It is one line.",
                    ask="Why not the time of the event?",
                    short="Never skip this one.",
                ),
            ),
        ),
        Section(
            "Late",
            8,
            "You see what is no longer so, decide by it, and catch up with everything after "
            "a stop.",
            ask="Ben has just been welcomed. For how long is he refused?",
            short="Keep Ben.",
        ),
        Section(
            "Poisonous",
            8,
            "One event that cannot be handled holds up all behind it for four seconds.",
            ask="The first of three events cannot be handled. What happens to the other two?",
            short="Keep the prediction, and do not play it.",
            parts=(
                Section(
                    "The dead letter",
                    5,
                    "Laid aside is not lost. Sent again it is always late, so the handler "
                    "has to be order-proof.",
                    ask="It is sent again: price 0, version 2. What will the teapot cost?",
                    short="Keep the prediction.",
                ),
                Section(
                    "Three ways to bear it",
                    1,
                    "Three kinds of events, and one way for each.",
                    short="Show the table. It is the summary of the notebook.",
                ),
            ),
        ),
        Section(
            "What it costs to think of all that",
            3,
            "Copying has the most lines and parts. Each way to be wrong has a cure.",
            ask="Is it worth it? For which shop?",
            short="Read the verdict of E5.",
        ),
        Section(
            "Exercises",
            9,
            "A counter that bears being told twice, and a list that bears any order.",
            ask="Left comes before joined. What is there to delete?",
            mind="What is kept in memory is gone when a service dies. Many will try that first.",
            short="Do the first. The second is homework.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
