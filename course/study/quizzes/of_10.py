"""Notebook 10: writing and telling, the outbox, and the log as a place to begin again."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "10",
    (
        Ask(
            "dual",
            "orders wrote the row and then told the bus. It died after its commit. What "
            "mended that, a minute later?",
            (
                Option(
                    "the bus: it delivered the event once more",
                    "It never got one. lab.bus.waiting said 0: nothing was owed to anybody.",
                ),
                Option(
                    "orders: it told the event when it was up again",
                    "It had forgotten. What was to be told was in its memory only.",
                ),
                Option(
                    "nothing: the order is missing in purchases for good",
                    "Nobody knew any more that there was something to tell. So it has to be "
                    "written down, with the row.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "names",
            "A confirmation was lost, and the order was published again. With three tries it was "
            "in the log twice, with the relay by hand it was there once. Why?",
            (
                Option(
                    "the relay's event kept its id, orders-3",
                    "The id comes from the row's number: it is the same at each try, and the bus "
                    "recognises it. Without one, publish made up another id each time.",
                    right=True,
                ),
                Option(
                    "the relay published only once",
                    "It published twice: you called it twice, and the first time it answered 500.",
                ),
                Option(
                    "the relay deleted the row before it published",
                    "It deletes when the bus has confirmed. So it published a second time.",
                ),
            ),
        ),
        Ask(
            "bus-down",
            "With the outbox, the bus was down while Ada ordered. She heard 201 after 23 ms. When "
            "was the order told?",
            (
                Option(
                    "before she was answered: 23 ms is enough for it",
                    "With the bus down nothing could be told. In each trouble it took 23 ms.",
                ),
                Option(
                    "when the bus was up again: until then the event was in the outbox",
                    "It was committed with the row, and waited there. Ada did not wait for it.",
                    right=True,
                ),
                Option(
                    "never, and nobody noticed",
                    "Look at the score again: purchases has it. Without the outbox it was LOST.",
                ),
            ),
        ),
        Ask(
            "twice",
            "orders died after its commit. Ada heard 503, tried again, and had two orders. Why did "
            "the outbox not help?",
            (
                Option(
                    "the first order was told twice",
                    "It was told once. Both tables have two orders: they were placed.",
                ),
                Option(
                    "it was switched off when orders died",
                    "It did its work: what was written was told. Both tables agree.",
                ),
                Option(
                    "for the shop these were two requests, and nothing says that they are one",
                    "The outbox joins writing and telling. That two requests mean the same, only "
                    "the client can say, with an id of its own.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "emptied",
            "purchases threw its tables away and was started again. Why did they stay empty, with "
            "six events in the log?",
            (
                Option(
                    "the bus keeps a place for purchases, and that was at the end",
                    "What is acknowledged is not owed any more. replay moves the place back to the "
                    "start.",
                    right=True,
                ),
                Option(
                    "the bus deletes what is handled",
                    "A second purchases got all six of them, from the first on.",
                ),
                Option(
                    "on conflict do nothing kept the rows out",
                    "The tables were empty, so nothing was in conflict. No event came at all.",
                ),
            ),
        ),
    ),
)
