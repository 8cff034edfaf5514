"""Notebook 08: what a copy costs and saves, and what it does not know yet."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "08",
    (
        Ask(
            "replay",
            "purchases was told everything again, and its tables stayed as they were. Why?",
            (
                Option(
                    "the bus leaves out what was acknowledged",
                    "replay moves the place back: all was delivered again, and handled again.",
                ),
                Option(
                    "its statements say what to do when the key is there already",
                    "on conflict do nothing, and for a product: only what is newer. So to be told "
                    "twice does no harm.",
                    right=True,
                ),
                Option(
                    "the tables were emptied first",
                    "Nobody emptied them. Look at what copy_user does when the id is taken.",
                ),
            ),
        ),
        Ask(
            "waits",
            "Owner at 12 ms, bus 17, client 22, copy 23: what did the client wait for?",
            (
                Option(
                    "for the owner's commit, and the way back",
                    "12 ms, and two ways back of 5 each. What the bus does meanwhile delays "
                    "nobody.",
                    right=True,
                ),
                Option(
                    "for the bus to have the event",
                    "Both set out at the same time. With the bus down, an order was accepted "
                    "even so.",
                ),
                Option(
                    "for the copy",
                    "The copy was written 1 ms after the client had its answer.",
                ),
            ),
        ),
        Ask(
            "outbox",
            "The bus was down and Ada's order was accepted. Where was the event meanwhile?",
            (
                Option(
                    "in the log of the bus",
                    "The bus was down: it could take nothing.",
                ),
                Option(
                    "nowhere; orders told it again later",
                    "It was told once, in the transaction that wrote the order. You looked at it: "
                    "lab.tables showed a row.",
                ),
                Option(
                    "in the outbox of orders",
                    "It was written in one transaction with the order, and went on when the bus "
                    "was back.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "renamed",
            "In E2 the owner renamed a field of its event. Who got an error?",
            (
                Option(
                    "who changed the price",
                    "The owner wrote the price and answered. It does not know who listens.",
                ),
                Option(
                    "who read the purchases",
                    "The answer was 200, with the old price: 100.",
                ),
                Option(
                    "nobody who asked; the event was laid aside",
                    "After five attempts. That is why somebody has to look at what was laid aside.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "messages",
            "A read costs 2 messages instead of 8, a sign-up 8 instead of 2. When do copies save?",
            (
                Option(
                    "never: it comes to the same",
                    "Only with just one read for each sign-up. Count with two reads.",
                ),
                Option(
                    "when there are more reads than sign-ups",
                    "Each read saves 6, each sign-up costs 6 more. The work has moved from reading "
                    "to writing.",
                    right=True,
                ),
                Option(
                    "always: reading is faster",
                    "Faster it is, in any case. But messages: with three sign-ups and one read, "
                    "how many are saved?",
                ),
            ),
        ),
    ),
)
