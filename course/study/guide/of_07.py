"""The guide to 07: one question to everybody, on a bus."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="07",
    point="The picture looks different and the waiting is the same. What is gained are addresses, "
    "and what is lost is a quick refusal.",
    without="08 needs only the word bus: a program that passes on what it is given.",
    sections=(
        Section(
            "What is a bus?",
            2,
            "Whoever has a message gives it to the bus, and the bus passes it on.",
            ask="Who has used one? What for?",
            short="Say the one sentence.",
        ),
        Section(
            "The web, first",
            6,
            "purchases sends to one address. The player shows the question travelling.",
            ask="To whom does purchases send something in this web?",
            short="Play it once, and do not step.",
        ),
        Section(
            "What one asks",
            4,
            "The asker needs no addresses, and still names those whose parts it needs.",
            ask="How would it know that it has all parts?",
            short="Show the class, and run the rest.",
        ),
        Section(
            "Putting the parts together",
            3,
            "Three parts are reduced to one answer by plain Python.",
            short="Show the signature of the service: only a bus.",
        ),
        Section(
            "Who answers",
            7,
            "An owner answers with what it can find already. products has to wait for the part of "
            "orders.",
            ask="Where do 52 ms come from, where direct requests took 42?",
            mind="Many real buses do not know this order of answers. Say it.",
            short="Keep the sum of the 52 ms.",
        ),
        Section(
            "Everybody adds a part",
            2,
            "A part that nobody has named is left out.",
            short="Read the verdict of A1.",
        ),
        Section(
            "A question before writing",
            4,
            "The check before an order is one question, and as weak as before.",
            short="Run it.",
        ),
        Section(
            "A part from somebody new",
            3,
            "A new service can listen without anybody being told. That is a gift and a danger.",
            ask="Who would you not want to hear what is asked?",
            short="Keep the picture.",
        ),
        Section(
            "What if one of them is down?",
            5,
            "On a bus nobody refuses. Silence costs the asker all its patience: 1,020 ms, not 41.",
            ask="products is down in both shops. How long does Ada wait in each?",
            short="Never skip this one.",
        ),
        Section(
            "What if nobody could ever answer?",
            1,
            "A misspelt subject is told at once here. With some real buses one would wait.",
            short="Skip it.",
        ),
        Section(
            "The same downsides",
            2,
            "All three downsides are there, each a little worse.",
            ask="Which gain of this shop could direct requests have as well?",
            mind="The experiment A2 takes some seconds, on a slow machine ten.",
            short="Read the verdict of A2.",
            parts=(
                Section(
                    "Who is slow?",
                    3,
                    "A small delay can hide behind a longer way: users has 11 ms to spare.",
                    ask="Each way in turn becomes 90 ms longer. Is the answer always 90 ms later?",
                    short="Do the prediction by show of hands.",
                ),
            ),
        ),
        Section(
            "Is it used?",
            1,
            "Not every sentence can be measured here, and the course says so.",
            ask="What evidence would count?",
            short="Skip it.",
        ),
        Section(
            "Exercises",
            14,
            "A new service adds a part and nobody is changed. An experiment proves something only "
            "if it can also say no.",
            ask="An experiment always says all three, without looking. How would you find out?",
            mind="The second asks for an experiment, which is new to most. Begin it together.",
            short="Do the first. The second is homework.",
        ),
        Section(
            "Quiz",
            3,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Take one question, by show of hands.",
        ),
    ),
)
