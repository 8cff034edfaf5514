"""The guide to 11: the ledger, one day in four shops, the board, and choices that are argued."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="11",
    point="None of the four is the best on every day, and numbers say on which.",
    without="Open the board with python3 -m course board, take down users and then the bus, and "
    "ask each time which shop the class would want to own.",
    sections=(
        Section(
            "Every statement, once more",
            6,
            "The whole ledger: every verdict is computed, and hardly a statement is simply true.",
            ask="Which but surprised you most?",
            mind="The cell takes half a minute. Let them guess meanwhile.",
            short="Show python3 -m course claims in a terminal, prepared.",
        ),
        Section(
            "A verdict has to be able to change",
            4,
            "The same experiment without its cause gives another verdict. That is what makes the "
            "first worth something.",
            ask="What would you remove to refute your favourite statement?",
            short="Say it, and run the one cell.",
        ),
        Section(
            "One day, four shops",
            12,
            "Without users, three of four shops refuse the same reads. Splitting alone gains no "
            "reader anything.",
            ask="users is down. How many of the four shops answer all reads?",
            mind="Read the notes below the table aloud: they are what a sceptic will ask.",
            short="Keep the prediction and the fates.",
        ),
        Section(
            "What is missing when nobody refuses",
            7,
            "Without the bus, copying answers all and is wrong now and then. Nobody notices.",
            ask="Would you rather be refused, or told what was true a second ago?",
            short="Keep the fates, and ask.",
        ),
        Section(
            "What it costs to be wrong",
            5,
            "The order of two shops turns around when a stale answer costs more.",
            ask="What does one wrong price cost where you work?",
            short="Skip it: the board has the prices, too.",
        ),
        Section(
            "A rush",
            5,
            "Direct requests wait in many lines. And a comparison with unequal workers is not "
            "fair: give the monolith as many.",
            ask="Is this comparison fair?",
            short="Skip it, and show the preset on the board.",
        ),
        Section(
            "The board",
            10,
            "They set the load, the faults and the prices, and see all four at once.",
            ask="Who finds a day on which copying costs most?",
            mind="A change takes about a second, as four shops are played.",
            short="Let one of the class say what to set, on your screen.",
        ),
        Section(
            "Exercises",
            16,
            "Three shops with limits, and a day on which a right choice is wrong.",
            ask="Which limit would you give up first?",
            mind="There is a best answer for these limits and prices. With others it is another: "
            "say so.",
            short="Do the second together, and the day as homework.",
        ),
        Section(
            "What this course left out",
            1,
            "A list, so that nobody takes the shop for the world.",
            ask="What is missing for your own system?",
            short="Let them read it at home.",
        ),
        Section(
            "Where to read on",
            1,
            "Books and papers, and what each is good for.",
            short="Let them read it at home.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
