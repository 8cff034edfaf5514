"""The guide to 10: a row and an event that are written together, or neither."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="10",
    point="Writing and telling are two things. One after the other loses events or invents them. "
    "An outbox makes them one.",
    without="Show the two deaths, after and before the commit, and say that an outbox "
    "prevents both.",
    sections=(
        Section(
            "Write, then tell",
            9,
            "orders dies between the two, and an order is known to nobody else, for ever.",
            ask="It dies after the commit. What does Ada hear, and what is in the two tables?",
            short="Keep the prediction and the waterfall.",
        ),
        Section(
            "Tell, then write",
            6,
            "Turned around it invents an order. Then Ada buys a cup and is shown a teapot.",
            ask="Which of the two tables has an order, when all is over?",
            short="Keep the first prediction and the cup.",
        ),
        Section(
            "Try again?",
            6,
            "Trying again is of no use when the one who tries dies.",
            ask="Which of the six troubles does it mend?",
            short="Show the stored table.",
        ),
        Section(
            "An outbox, by hand",
            9,
            "What is to be told is written beside the row, in one transaction. A relay tells it, "
            "under a name that stays.",
            ask="The confirmation is lost, and it is published again. How many events are there?",
            short="Show the relay, and run the same death again.",
        ),
        Section(
            "An outbox, ready-made",
            9,
            "The six troubles again, and three more: the two tables never differ. One click that "
            "failed may still be an order.",
            ask="Ada heard 503 and tries again. How many orders are there?",
            short="Keep the table of the six, and the 503.",
        ),
        Section(
            "Start again from the log",
            6,
            "A copy can be made anew at any time, as long as the log is whole.",
            ask="What would happen to a handler that sends mail?",
            short="Keep the second purchases beside the first.",
        ),
        Section(
            "What survives what",
            4,
            "Stored is a promise. Ask what it outlives: nothing, the process, the machine.",
            ask="What does the stored of the bus in your company survive?",
            short="Say it, and skip the cells.",
        ),
        Section(
            "Exercises",
            8,
            "An outbox that may be hurt anywhere, and a copy that is put right from the log.",
            ask="What comes first: to publish, or to mark as told?",
            mind="Eight minutes are enough to begin. Both are homework for most.",
            short="Ask the question, and give both as homework.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
