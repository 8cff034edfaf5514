"""The guide to 08: owners tell what has changed, and listeners keep a copy."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="08",
    point="Who has a copy needs nobody to answer. The price: more messages when something is "
    "written, and answers that may be old.",
    without="Do not. It is the fourth architecture, and what the question was leading to.",
    sections=(
        Section(
            "The web, first",
            6,
            "An order is written, told, and copied, and nobody waits for that. Reading asks "
            "nobody.",
            ask="How many services does purchases ask now?",
            short="Play it once, and show the web of reading.",
        ),
        Section(
            "Telling",
            9,
            "An event says what has happened. Row and event are written in one transaction.",
            ask="Does a sign-up take longer, now that others are told?",
            short="Say what an event is, show sign_up, and look at the log.",
        ),
        Section(
            "Keeping a copy",
            10,
            "The join of the monolith is back, word for word, on copies.",
            ask="Why is there no email in the copy?",
            short="Show the tables and the join, and run the handlers.",
        ),
        Section(
            "Watching a copy being made",
            5,
            "The client has its answer while the copy is still the old one: 22 and 23 ms.",
            ask="Owner, client, bus, copy: in which order are they done?",
            short="Keep the prediction, and leave out the experiment.",
        ),
        Section(
            "Nobody else is needed",
            10,
            "All owners are down, and Ada has her answer. Even the bus may be down, but then "
            "nothing new comes.",
            ask="The bus is down, and Ada orders. Is it accepted? Does it show?",
            mind="The services stay down over several cells. Run them all, in order.",
            short="Keep the two predictions, and read the verdict of E2.",
        ),
        Section(
            "Fast, and how much does it save?",
            8,
            "Reading saves messages and writing pays for them. What counts is how often each is "
            "done.",
            ask="How many messages is a sign-up, with requests and with copies?",
            short="Keep the reads and the verdict of E3.",
        ),
        Section(
            "The price: an answer may be old",
            6,
            "Ada has bought something and does not see it yet. Nothing is lost.",
            ask="From which delay on does she notice? And where would it matter?",
            short="Never skip this one.",
        ),
        Section(
            "The price: it is stored again",
            4,
            "Copies and log take many times the room, and room is cheap. Care is not.",
            ask="Ada wants her name deleted. In how many places is it?",
            mind="The experiment E4 fills real files in four shops: it takes some seconds.",
            short="Show the stored output, and keep the question.",
        ),
        Section(
            "Who joins late",
            3,
            "A new listener begins at the start of the log, and nobody sends anything again.",
            ask="statistics counts. What if it gets an event twice?",
            short="Ask the question: it leads to 09.",
        ),
        Section(
            "Exercises",
            20,
            "Keep one thing more of what is told already, and follow a price that may come twice, "
            "late, or before its product.",
            ask="A change of price comes before its product. What does your handler do?",
            mind="copy_product, which came ready-made, holds the answer to the second.",
            short="Do the first. The second can wait until 09 is over, and is easier then.",
        ),
        Section(
            "Quiz",
            4,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
