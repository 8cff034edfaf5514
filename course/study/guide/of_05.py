"""The guide to 05: who needs data, asks, and waits."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="05",
    point="Asking is easy to write. Whoever asks waits for all, fails with any, and is as slow as "
    "the slowest.",
    without="Do not. Both ways that follow are measured against this one.",
    sections=(
        Section(
            "The web, first",
            1,
            "The picture comes before the code, so everybody knows where it goes.",
            short="Keep it.",
        ),
        Section(
            "Asking another service",
            3,
            "A request fails in ways that a function call cannot, and each becomes an error that "
            "says who it was.",
            ask="No answer came. Was the work done?",
            short="Run it, and keep the question.",
        ),
        Section(
            "Orders that are checked again",
            4,
            "orders asks users and products at the same time. The check is weaker than in the "
            "monolith, as no transaction holds the two together.",
            ask="What can happen in the 5 ms between the answer and the insert?",
            short="Keep the waterfall.",
        ),
        Section(
            "Purchases, one after another",
            5,
            "Six questions of 11 ms, one after another: a staircase of 86 ms.",
            ask="Ada has four orders. How long does she wait? Let everybody write a number.",
            short="Run the shapes unread, and keep the prediction and the waterfall.",
        ),
        Section(
            "Purchases, together",
            4,
            "What needs no other answer is asked together: 42 ms, the same answer.",
            ask="Which of the six questions needs the answer to another?",
            short="Never skip this one.",
        ),
        Section(
            "Who waits for whom?",
            4,
            "async in the code says nothing about who waits between services. The trace does.",
            ask="Can a plain def send something off without waiting?",
            short="Show the table of N1.",
        ),
        Section(
            "What is good about it",
            3,
            "No database, few lines, the newest data. And eight parts must be up, where it "
            "was two.",
            ask="When is something easy? Would you count the lines, or the parts?",
            short="Read the verdict of S1, and skip S2.",
        ),
        Section(
            "It depends on others",
            2,
            "The web is a graph, and the dependence is a number in it.",
            short="Skip it.",
        ),
        Section(
            "What if one of them fails?",
            5,
            "One of eight combinations answers. Good parts make a whole that is clearly worse.",
            ask="Each call works nine times out of ten, and there are three. How many "
            "queries work?",
            mind="0.729 is computed and 0.7075 measured. Say before that chance moves it. The "
            "experiment takes some seconds.",
            short="Keep the eight combinations, and read the verdict of S4.",
        ),
        Section(
            "Wrong answers",
            1,
            "An answer may be nonsense. Who checks its shape can name the right one.",
            short="Skip it.",
        ),
        Section(
            "What if the answer comes late?",
            3,
            "Who gives up fails, and the callee goes on working for nobody.",
            ask="Does products know that nobody waits any more?",
            short="Keep the prediction and the waterfall.",
        ),
        Section(
            "How slow is the whole?",
            3,
            "Together it is the slowest, one after another it is the sum. With a hundred calls the "
            "rare slow one becomes the rule.",
            ask="One call in a hundred is slow, and a query makes a hundred. How many are slow?",
            mind="The experiment S5 can take half a minute on a slow machine. Start it, then ask.",
            short="Ask, and show the curve as it is stored.",
        ),
        Section(
            "A larger one, recorded by others",
            3,
            "A recorded booking makes 78 calls over 16 services, and it is a staircase.",
            ask="Does the customer have to wait for the notification?",
            short="Show the picture, and say the two numbers.",
        ),
        Section(
            "Back to the start",
            1,
            "The split cost 31 ms for the same answer, and you can say where each of them went.",
            short="Say it: 11 ms became 42.",
        ),
        Section(
            "Exercises",
            45,
            "Ask together, answer in time with what you know, and multiply the right numbers.",
            ask="A service is asked three times. Does it count once or three times?",
            mind="As many minutes again as the notebook. Plan it as a lesson of its own.",
            short="Do the first. The second is the best homework of the course.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
