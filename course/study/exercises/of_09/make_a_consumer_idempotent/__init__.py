"""Notebook 09: events come twice, also around a crash; each order is to be counted once."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_09.make_a_consumer_idempotent.answers import (
    RIGHT,
    SOLUTION,
    STARTER,
    WRONG,
)
from course.study.exercises.of_09.make_a_consumer_idempotent.check import (
    open_shop,
    schedules,
)

EXERCISE = Exercise(
    id="make-a-consumer-idempotent",
    notebook="09",
    title="Count once",
    task=(
        "statistics counts how often each product was sold. Make it idempotent: an order is "
        "counted once, however often it is told, and whenever the service goes down."
    ),
    hand_in=("statistics",),
    setup="from course.shop.middleware import new_app",
    starter=STARTER,
    hints=(
        "An order that is told a second time looks like a new one. What in the event tells them "
        "apart?",
        "Keep which orders are counted. What is kept in memory is gone when the service goes down; "
        "what is in its database is still there.",
        "Make a table counted with the order's id as its key. In the same transaction tx: insert "
        "the id, on conflict do nothing returning *. If no row comes back, the order was counted "
        "before: return.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
