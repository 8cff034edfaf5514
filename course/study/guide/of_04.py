"""The guide to 04: three kinds of engine, measured."""

from course.study.guide.plan import Guide, Section

GUIDE = Guide(
    notebook="04",
    point="There are kinds of databases because there are kinds of work. Measure before you "
    "choose.",
    without="Nothing later needs it. Say that each service may choose its own kind of database.",
    sections=(
        Section(
            "Three kinds",
            5,
            "Relational keeps the row together, document the object, columnar the column.",
            ask="How many calls of the database does a change of price make, with documents and "
            "with SQL?",
            short="Show the table and the three products.",
        ),
        Section(
            "The same service on another engine",
            3,
            "The port hides the engine, and so takes away what not every engine can do.",
            ask="What has to change in products, so that it runs on LMDB?",
            short="Ask, and say: nothing.",
        ),
        Section(
            "A service that reads columns",
            3,
            "What was sold at 600 brought 600, whatever it costs today.",
            ask="The price doubles after two sales. Does the revenue change?",
            mind="The bus comes three notebooks too early here. Say only that news takes a moment.",
            short="Skip it.",
        ),
        Section(
            "Measure it",
            7,
            "DuckDB is far behind at two kinds of work, LMDB at the third, SQLite at none.",
            ask="Which engine is the quickest at which work, and by how much: 2, 10, 100 times?",
            mind="This is the only real time of the course: two cells of ten to twenty seconds "
            "each, and numbers that differ. Only who is far behind is claimed. Close what keeps "
            "the machine busy.",
            short="Show the stored numbers, and do not run the cells.",
        ),
        Section(
            "Exercises",
            5,
            "The work decides, and the work is what is done most of the time.",
            ask="Once a month somebody wants a sum over all. Does that decide?",
            mind="The check needs the learner's own measurement from above.",
            short="Do it by show of hands.",
        ),
        Section(
            "Quiz",
            2,
            "Questions on what was seen, each with an answer in the cells above.",
            short="Skip it.",
        ),
    ),
)
