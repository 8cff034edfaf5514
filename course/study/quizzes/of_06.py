"""Notebook 06: whom an answer waits for, who fails with whom, and what tries cost."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "06",
    (
        Ask(
            "station",
            "The station service is called 18 times in one booking. Twice as fast, it would save "
            "at most 0.7 %. Why so little?",
            (
                Option(
                    "it is quick already, so it cannot become faster",
                    "How fast it can become was not the question: even with no time at all it "
                    "would save less than 2 %.",
                ),
                Option(
                    "hardly any of the customer's waiting was for it",
                    "Its part of the critical path is below 2 %. Who is called most and who is "
                    "waited for are two questions.",
                    right=True,
                ),
                Option(
                    "its calls are on the way for most of the time",
                    "On the way are 17.8 % of the path, of all calls together. Its own part is "
                    "what counts here.",
                ),
            ),
        ),
        Ask(
            "once",
            "purchases asks products three times for one answer. products is down 1 % of the "
            "time. How many answers does that cost?",
            (
                Option(
                    "1 %: it is down once for all three calls",
                    "of_services counts it once. Three calls that get lost independently of each "
                    "other would be another matter.",
                    right=True,
                ),
                Option(
                    "3 %: each call may meet it down",
                    "If the first call meets it down, so do the others. You counted calls, and a "
                    "service that is down is a state.",
                ),
                Option(
                    "nearly nothing: one of three calls will get through",
                    "All three are needed, and there is only one products, up or down.",
                ),
            ),
        ),
        Ask(
            "waiting",
            "The way from purchases to orders became slow. The arrow from the client to the "
            "gateway took more than three times as long. Why was the gateway not accused?",
            (
                Option(
                    "its arrow grew by less than the others",
                    "By how much is the same for all three: 110 ms. Only the ratio is smaller, and "
                    "a smaller one would have been accused as well, had it been its own.",
                ),
                Option(
                    "it has no database",
                    "Nor has purchases. Where time is spent has nothing to do with that.",
                ),
                Option(
                    "all that it took longer, it was waiting",
                    "Take the waiting away, and its own time is what it was. Own time tells the "
                    "sick from those that wait for it.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "slowest",
            "One call in a hundred takes 100 ms or more. A query makes 100 such calls at once. "
            "What did you find?",
            (
                Option(
                    "one query in a hundred takes 100 ms or more",
                    "That holds for queries with one call. The slowest of 100 decides here.",
                ),
                Option(
                    "more than half of the queries do",
                    "The slowest of 100 took 114 ms in the median. What is rare for a call is "
                    "normal for a query.",
                    right=True,
                ),
                Option(
                    "every query does",
                    "In 37 of 100 queries no call is slow: 0.99 to the power of 100.",
                ),
            ),
        ),
        Ask(
            "tries",
            "Three layers with three tries each cost 27 calls when the bottom was down. What did "
            "they cost when it only failed now and then?",
            (
                Option(
                    "no more calls than with one layer that tries",
                    "1.1 calls a query in all three ways: a second try mostly works, so the layers "
                    "above see no failure. The price is paid when it is down.",
                    right=True,
                ),
                Option(
                    "nine times as many as with one layer that tries",
                    "That is the ratio when it was down: 27 to 3. Look at the other column.",
                ),
                Option(
                    "27 as well, as all layers try again",
                    "A layer tries again only if the one below gave up. Now and then, it did not.",
                ),
            ),
        ),
    ),
)
