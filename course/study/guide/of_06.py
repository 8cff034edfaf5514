"""The guide to 06: large webs of requests, taken apart."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="06",
    point="Questions that help with any trace: whom did the answer wait for, who fails with whom, "
    "who is sick, and what does one slow call in a hundred do?",
    without="07 goes on without it. It is for those who want depth: give it to whoever is quick.",
    sections=(
        Section(
            "A web grows",
            5,
            "Two requests by the author became seven calls. Nobody decided that.",
            ask="The author wrote two requests. How many calls does one letter make?",
            short="Keep the prediction, and leave out the experiment.",
        ),
        Section(
            "Whom did the answer wait for?",
            4,
            "The critical path says whom an answer waited for. Beside it, slower costs nothing.",
            ask="The way to users takes 4 ms more. How much later is the answer?",
            short="Keep it, and choose one of its parts.",
            parts=(
                Section(
                    "A real one",
                    4,
                    "Who is called most and who is waited for are two questions.",
                    ask="The station service becomes twice as fast. What does the customer gain?",
                    short="Keep it.",
                ),
                Section(
                    "One after another",
                    3,
                    "A trace says what never overlapped. It cannot say what needed what.",
                    ask="Why is the saving an upper limit?",
                    short="Say it, and skip the cell.",
                ),
                Section(
                    "Asked again and again",
                    4,
                    "One call for a list, and one more for each line of it: N+1.",
                    ask="What would it be with a hundred products?",
                    short="Show it in your own shop only.",
                ),
                Section(
                    "How deep?",
                    1,
                    "Each call inside a call waits for the one below.",
                    short="Skip it.",
                ),
            ),
        ),
        Section(
            "Who fails with whom?",
            5,
            "The blast radius goes against the arrows. Services count once, calls count each time.",
            ask="16 services up 99.9 % of the time, or 78 calls answered 99.9 %: which is worse?",
            short="Keep the second prediction.",
            parts=(
                Section(
                    "Circles",
                    2,
                    "In a circle each fails with the other, whoever called first.",
                    short="Skip it, unless you do the exercise.",
                ),
            ),
        ),
        Section(
            "A company of 1,238 services",
            8,
            "Do not draw it, ask it. A service that calls nobody may take 876 others along.",
            ask="How large is the largest group that all reach each other? The booking had two.",
            mind="The explorer at the end is a playground. Give it two minutes, not ten.",
            short="Show the ranking, and say 356.",
        ),
        Section(
            "Which one is sick?",
            4,
            "A slow caller may only be waiting. Own time tells the sick one.",
            ask="One way became slower. How many arrows are slower?",
            short="Keep it. The first exercise needs it.",
        ),
        Section(
            "The tail",
            4,
            "63 of 100 queries are slow, if each makes a hundred calls and one in a hundred "
            "is slow.",
            ask="One in a hundred is slow, and a query makes ten. Which part is slow?",
            short="Keep the first cell, and leave out the lab beside the sampler.",
            parts=(
                Section(
                    "The slowest of many",
                    3,
                    "Half of the queries with 100 calls are slower than the 99th percentile "
                    "of one.",
                    short="Show the picture only.",
                ),
                Section(
                    "A second try",
                    6,
                    "A second request after a wait cuts the tail from a second to 55 ms, for two "
                    "calls in a hundred more.",
                    ask="Why not with placing an order? And when everybody is slow?",
                    short="Run the code unread, and keep the two numbers.",
                ),
                Section(
                    "Tries that multiply",
                    4,
                    "Three tries in three layers are 27 calls to a service that is in trouble.",
                    ask="Three layers, three tries each, the bottom is down. How often is "
                    "it asked?",
                    short="Keep the prediction, and skip the remedies.",
                ),
                Section(
                    "A time limit",
                    2,
                    "A limit buys time with answers, and the callee works on for nobody.",
                    short="Skip it: 05 has shown it.",
                ),
            ),
        ),
        Section(
            "Exercises",
            8,
            "Find the culprit in a recorded minute, and cut a circle.",
            ask="Everything is slow. Where do you look first, and what would mislead you?",
            mind="The names of the data files tell the answer. Do not list the folder.",
            short="Find the culprit together. The circle is homework.",
        ),
        Section(
            "Bring your own trace",
            3,
            "The same questions work on a trace of the learners' own systems.",
            mind="Ask a day before who can bring one, and try to read it yourself.",
            short="Say that it is there.",
        ),
        Section(
            "Quiz",
            5,
            "Five questions that are answered by looking at what was just run.",
            ask="Before anybody answers: in which cell would you look?",
            short="Leave it as homework.",
        ),
    ),
)
