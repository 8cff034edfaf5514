"""Notebook 07: who waits for whom on a bus, and what stays as it was with direct requests."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "07",
    (
        Ask(
            "named",
            "statistics answered the question, and its part was not in Ada's answer. Why not?",
            (
                Option(
                    "purchases did not name it",
                    "The bus passed the question on to it, and its part came back. The asker puts "
                    "together only the parts that it has named.",
                    right=True,
                ),
                Option(
                    "statistics was too late",
                    "Read the text below the web: its arrow took 10 ms, less than the others. "
                    "Nobody waited for it even so.",
                ),
                Option(
                    "the bus did not pass the question on to it",
                    "It had heard whose purchases were looked at: you read that at /asked.",
                ),
            ),
        ),
        Ask(
            "silence",
            "products was down. Direct requests failed after 41 ms, asking after 1020. Why?",
            (
                Option(
                    "the bus tried again and again",
                    "A question is not stored and not sent again. It went to those who were there.",
                ),
                Option(
                    "the way over the bus is longer",
                    "It is, by 10 ms: 52 instead of 42, when all were up. That leaves most of it.",
                ),
                Option(
                    "nobody refused, so the asker waited until its patience ended",
                    "A bus that passes a question on does not know who should have been there. "
                    "Silence takes a full second.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "spare",
            "The way to users became 90 ms longer, and Ada's answer only 79. Where are the 11?",
            (
                Option(
                    "the part of users was there 11 ms before the last one",
                    "It was waited for after 16 ms, the part of products came after 27. What is "
                    "slow in between is not noticed.",
                    right=True,
                ),
                Option(
                    "users answers faster than the others",
                    "Each of the three takes 11 ms from the bus and back. What differs is when "
                    "they are asked.",
                ),
                Option(
                    "the bus makes up for it",
                    "The bus passes on what comes, when it comes. Look at when products is asked.",
                ),
            ),
        ),
        Ask(
            "bus",
            "The bus was down, and /users/1 still answered 200. What does that show?",
            (
                Option(
                    "users has a copy of what it needs",
                    "It has the original: the users are its own. It asked nobody.",
                ),
                Option(
                    "only what needs a question to others needs the bus",
                    "To read purchases and to place an order need one. Both gave 503, and named "
                    "the bus.",
                    right=True,
                ),
                Option(
                    "the bus was not really down",
                    "/purchases/1 gave 503 at that moment, and its error named the bus.",
                ),
            ),
        ),
        Ask(
            "remain",
            "In A2, of 16 sets of services up and down, how many let purchases answer on the bus?",
            (
                Option(
                    "8, those in which the bus is up",
                    "The bus alone knows nothing: users, orders and products must be up, too.",
                ),
                Option(
                    "2",
                    "With one more part that may be down there are twice as many sets, and not one "
                    "more that answers.",
                ),
                Option(
                    "1, as with direct requests",
                    "Of 8 sets it was 1 with direct requests. Here it is 1 of 16: the same three, "
                    "and the bus.",
                    right=True,
                ),
            ),
        ),
    ),
)
