"""Notebook 11: what a day, a price and a removed cause do to a verdict."""

from course.study.questions import Ask, Option, Quiz

QUIZ = Quiz(
    "11",
    (
        Ask(
            "without",
            "D3 without its cause: all services shared one database. What did the run show?",
            (
                Option(
                    "the same verdict, as one database is never down",
                    "It was taken down, as in the first run. Read the verdict again: it changed.",
                ),
                Option(
                    "another verdict, as with that database every feature failed",
                    "The boundary was the cause. Without it nothing is independent any more.",
                    right=True,
                ),
                Option(
                    "an error, as one service cannot use another's database",
                    "The lab allows it when the database is shared on purpose, as in notebook 03.",
                ),
            ),
        ),
        Ask(
            "users-down",
            "users was down. The monolith and direct refused equally many reads. What was better "
            "in direct?",
            (
                Option(
                    "the time to answer",
                    "48 ms in the median, and 12 in the monolith.",
                ),
                Option(
                    "nothing: it failed in the same way",
                    "Look at the rows of the writes. While users was down, nobody could change a "
                    "price in the monolith. In direct they could.",
                ),
                Option(
                    "more price changes were confirmed",
                    "Prices are changed at products, which was up and needs nobody. That is what "
                    "splitting bought here.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "bus-down",
            "The bus was down. In which shop could a reader not know that something was wrong?",
            (
                Option(
                    "in copying: it answered all, and some answers were stale",
                    "A refused read tells its reader. A stale one looks like any other.",
                    right=True,
                ),
                Option(
                    "in asking: it refused",
                    "Whoever is refused knows that something is wrong.",
                ),
                Option(
                    "in direct: it has no bus",
                    "It has none, so nothing was wrong there: all its reads were fresh.",
                ),
            ),
        ),
        Ask(
            "prices",
            "With a dearer stale answer, copying cost more than asking. What had changed in the "
            "shops?",
            (
                Option(
                    "copying gave more stale answers",
                    "Nothing was played again. The same reads were counted at another price.",
                ),
                Option(
                    "nothing: what a stale answer costs is yours to say",
                    "The numbers come from the run, and the prices from you. Only both together "
                    "make a choice.",
                    right=True,
                ),
                Option(
                    "asking refused fewer reads",
                    "It refused as many as before: it was the same run.",
                ),
            ),
        ),
        Ask(
            "rush",
            "In the rush, the monolith was given as many workers as the others have in all. What "
            "became of its waiting in line?",
            (
                Option(
                    "it stayed: workers do not help",
                    "Compare the two outputs: it is far less.",
                ),
                Option(
                    "it grew, as five features now share them",
                    "They shared one before. Whoever comes is served by any of the five.",
                ),
                Option(
                    "it nearly vanished: any of its workers serves whoever comes",
                    "That is one line with many desks. Services have a line each.",
                    right=True,
                ),
            ),
        ),
        Ask(
            "decides",
            "At the checkout, two shops kept every limit. What decided between them?",
            (
                Option(
                    "who answers sooner",
                    "Both keep that limit. To be quicker than it allows buys nothing here.",
                ),
                Option(
                    "how many limits each keeps",
                    "Both keep all of them. A limit is kept or broken: there is no more of it.",
                ),
                Option(
                    "what they cost, at the prices of this shop",
                    "Limits say who may take part, and the cost says who is chosen.",
                    right=True,
                ),
            ),
        ),
    ),
)
