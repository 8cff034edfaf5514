"""Notebook 09: events twice, overtaken, late, and one that cannot be handled."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "09",
    (
        Ask(
            "lost",
            "You lost each of the four messages once. After which did Ada see two teapots?",
            (
                Option(
                    "the confirmation: orders published the event a second time",
                    "It did, and Ada saw one teapot. The bus knew the event by its id.",
                ),
                Option(
                    "the delivery: the bus delivered the event a second time",
                    "It did. But the first delivery never arrived, so the handler ran once.",
                ),
                Option(
                    "the acknowledgement: the handler had run, and the bus could not know that",
                    "For the bus it looks the same as a lost delivery. So it delivers again, and "
                    "the handler has to bear it.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "positions",
            "A change of price was delayed by 1,500 ms, and the positions 3, 4, 3 were handled. "
            "Where does the second 3 come from?",
            (
                Option(
                    "the first delivery of 3, which arrived after all",
                    "The bus had given it up after 1,000 ms, and delivered 3 anew, then 4. Nobody "
                    "can call back what is on its way.",
                    right=True,
                ),
                Option(
                    "the handler failed at first, and the bus tried again",
                    "No handler failed. Look at the copy: 3 was written both times.",
                ),
                Option(
                    "products told the price twice",
                    "Then it would be at a position of its own. The log has each change once.",
                ),
            ),
        ),
        Ask(
            "in-time",
            "With 900 ms instead of 1,500 the copy was right, with the same handler. Why?",
            (
                Option(
                    "after 900 ms the events had the right versions",
                    "The versions were the same, and this handler did not look at them.",
                ),
                Option(
                    "it was luck: any delay may let one event overtake another",
                    "Run it as often as you like. On this bus the next event waits until the last "
                    "is acknowledged, or given up.",
                ),
                Option(
                    "the bus was still waiting for it, and kept the next event back",
                    "It waits for 1,000 ms. Only what comes later than that has been given up.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "limit",
            "Ada's order waited 4 seconds behind an event that could not be handled. The limit was "
            "5 attempts. How long would it have waited with 3?",
            (
                Option(
                    "about 2 seconds",
                    "One attempt each second, and after the third it is laid aside. Try it: "
                    "lab.bus.delivery_limit = 3.",
                    right=True,
                ),
                Option(
                    "about 4 seconds, as before",
                    "It waited for the attempts, and there are fewer of them. Set "
                    "lab.bus.delivery_limit = 3 and measure.",
                ),
                Option(
                    "not at all",
                    "The first attempt fails, and the bus tries again before it goes on. Only a "
                    "limit of 1 would do.",
                ),
            ),
        ),
        Ask(
            "again",
            "The dead letter was sent again: price 0, version 2. It was handled, and the teapot "
            "still cost 18.00. What kept the price?",
            (
                Option(
                    "the check of purchases: nothing is free",
                    "That version of purchases was gone by then. You had started it without the "
                    "check.",
                ),
                Option(
                    "the last line of the statement: version 2 is not newer than 3",
                    "A dead letter that is sent again is old. Only an order-proof handler bears "
                    "it.",
                    right=True,
                ),
                Option(
                    "the bus, which knew that the event was old",
                    "The bus delivers what it owes. It does not look into an event.",
                ),
            ),
        ),
    ),
)
