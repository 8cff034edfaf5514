"""Notebook 05: what asking costs, and what it does not tell."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "05",
    (
        Ask(
            "twice",
            "Ada had four orders when she waited for 42 ms. How many calls went to products?",
            (
                Option(
                    "four, one for each order",
                    "That was the version that asked one after another. Count the arrows to "
                    "products in the second waterfall.",
                ),
                Option(
                    "three, one for each product",
                    "Two orders were for the same teapot, and ids is a set. The answer has four "
                    "lines all the same.",
                    right=True,
                ),
                Option(
                    "one, for all of them",
                    "There is one arrow in the web, and it says how many calls it stands for.",
                ),
            ),
        ),
        Ask(
            "teller",
            "The teller answered after 10 ms, and its call to users took 11. Why did it not wait?",
            (
                Option(
                    "tell is a plain def",
                    "The experiment of N1 had a plain def that waits, too: 20 ms.",
                ),
                Option(
                    "a call to users takes no time for the caller",
                    "It took 11 ms, and whoever awaits it has them on top.",
                ),
                Option(
                    "nobody awaited what it had sent off",
                    "The call was on its way, and the answer needed nothing of it. It would not "
                    "have learnt of a failure either.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "retry",
            "Tried twice, 93 % of the queries worked instead of 73 %. What did that cost?",
            (
                Option(
                    "about 0.7 calls more for each query",
                    "3.5 instead of 2.8: only who fails asks again. When all fail, it is twice as "
                    "many, just when the others are in trouble.",
                    right=True,
                ),
                Option(
                    "twice as many calls",
                    "Only a query that failed is tried again. Look at the calls per query.",
                ),
                Option(
                    "nothing",
                    "The calls per query went up. Somebody had to answer them.",
                ),
            ),
        ),
        Ask(
            "gave-up",
            "purchases gave up on products after 1 s. What became of the requests?",
            (
                Option(
                    "they were called back",
                    "Nobody can call back what is on its way. Look at the last arrows of that "
                    "waterfall.",
                ),
                Option(
                    "they arrived a second later, and products did the work",
                    "At 2,021 ms it asked its database, for nobody. That is why more tries make "
                    "a slow service slower.",
                    right=True,
                ),
                Option(
                    "they were lost on the way",
                    "The way was slow, not cut: they are in the trace, with their database calls.",
                ),
            ),
        ),
        Ask(
            "booking",
            "The booking took 4.4 s. What would save its customer most?",
            (
                Option(
                    "to make all eleven calls together, and wait for all",
                    "That saves 1.5 s at best, as the longest call decides: 2.9 s are left.",
                ),
                Option(
                    "to ask the station service less often",
                    "Its calls take a few milliseconds each. Look for the longest bar.",
                ),
                Option(
                    "not to wait for the notification",
                    "That is 2.6 s of the 4.4. It only has to be told, and telling needs no "
                    "answer.",
                    right=True,
                ),
            ),
        ),
    ),
)
