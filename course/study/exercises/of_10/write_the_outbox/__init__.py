"""Notebook 10: a row and what is to be told of it, written together; and a relay that tells it."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_10.write_the_outbox.answers import (
    RIGHT,
    SOLUTION,
    WRITE,
    WRONG,
    desk_that,
)
from course.study.exercises.of_10.write_the_outbox.check import (
    open_shop,
    schedules,
)

EXERCISE = Exercise(
    id="write-the-outbox",
    notebook="10",
    title="Write the outbox",
    task=(
        "desk writes notes, and tells each as note.written with its id and text. Write its outbox: "
        "POST /notes writes and answers as before, POST /relay tells what is not told yet, the "
        "oldest first. Nothing is lost or invented, whatever goes down, and who writes does not "
        "wait for the bus."
    ),
    hand_in=("desk",),
    setup="from course.ports import Event\nfrom course.shop.middleware import new_app",
    starter=desk_that(
        f"{WRITE}await bus.publish(Event('note.written', note))".replace("'", '"'),
        '"""Tell what has not been told yet, the oldest first."""',
    ),
    hints=(
        "Two things are to happen together: the note is written, and it is written down that it "
        "has to be told. What makes two things happen together?",
        "The relay: what comes first, to publish or to mark? And how will the bus recognise a note "
        "that it has already?",
        "While a transaction is open, nobody else can write. Let the relay read with db.query, "
        "publish, and mark with db.query: no transaction is open while it waits for the bus.",
        "Give notes a column: told integer default 0. The relay goes through select * from notes "
        'where not told order by id, publishes Event(..., id=f"note-{id}") and then sets told = 1 '
        "for this id.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
