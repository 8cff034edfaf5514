"""The guide to 00: the lab, and a first request web."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="00",
    point="Everybody has run a cell, trusts the clock of the lab, and can read a request web.",
    without="Do not, unless the class has the course running. Then begin at the shop.",
    sections=(
        Section(
            "Is everything here?",
            1,
            "Nobody sits in front of an installation that does not work.",
            mind="Let everybody install and run this cell before the lesson.",
            short="Do it before the lesson.",
        ),
        Section(
            "How to study",
            1,
            "Predict before you run. A wrong guess, said aloud, teaches most.",
            ask="What did you last guess wrong in a program, and what did you learn from it?",
            mind="A cell run twice may change the shop twice. Restart the kernel, then run up to "
            "the selected cell.",
            short="Say the one sentence, and do it at each prediction from now on.",
        ),
        Section(
            "What is real, and what is not",
            1,
            "Services, requests, databases and the bus are real. Network and clock are simulated, "
            "and that is why a run can be repeated to the nanosecond.",
            ask="What would you not believe from a simulated network?",
            short="Show the table, and read the two bold lines.",
        ),
        Section(
            "Your first service",
            2,
            "A message takes 5 ms each way, so an answer takes 10 ms. All later sums begin here.",
            ask="The way takes 40 ms each way. When is the answer here?",
            short="Run both cells and go on.",
        ),
        Section(
            "A clock that jumps",
            2,
            "Waiting costs no real time. What a service takes as a parameter is what it "
            "depends on.",
            ask="The service sleeps for 30 seconds. How long do you wait?",
            short="Keep the rule of the parameter, and leave out the sleeper.",
        ),
        Section(
            "A first look at the shop",
            5,
            "One request of yours became eight calls. The web says who asks whom, and the "
            "waterfall says when.",
            ask="Where do 42 ms come from? Let somebody add them up at the board.",
            mind="Boxes are services and cylinders are databases. Say it before you count.",
            short="Show the web and the waterfall, and leave out the second run.",
        ),
        Section(
            "Where this goes",
            3,
            "The same shop four times, through the same day. The one that answers everything has "
            "a price, too.",
            ask="The part that knows the users is down. Which of the four will still answer?",
            mind="Do not explain the four yet. The question is enough.",
            short="Show the picture, and promise the rest.",
        ),
        Section(
            "Your first exercise",
            2,
            "Everybody learns how a check speaks, at something easy.",
            ask="What does the check say while the cell is untouched?",
            short="Run the check once untouched, and leave the rest for home.",
        ),
        Section(
            "How far you are",
            1,
            "Predictions and answers are kept on this machine, and nobody else sees them.",
            mind="To demonstrate from nothing, set the variable COURSE_PROGRESS to a new file.",
            short="Skip it.",
        ),
    ),
)
