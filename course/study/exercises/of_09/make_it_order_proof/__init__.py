"""Notebook 09: events overtake each other; the newest version decides, whatever comes last."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_09.make_it_order_proof.answers import RIGHT, SOLUTION, WRONG, keeping
from course.study.exercises.of_09.make_it_order_proof.check import open_shop, schedules

EXERCISE = Exercise(
    id="make-it-order-proof",
    notebook="09",
    title="Joined or left",
    task=(
        "Whoever has left must not get the newsletter, and whoever has joined again must, in "
        "whatever order the events come. Both events carry the reader's id and a version. Make "
        "the service order-proof."
    ),
    hand_in=("newsletter",),
    setup="from course.shop.middleware import new_app",
    starter=keeping(
        "id integer primary key",
        "insert into readers (id) values (:id) on conflict do nothing",
        "delete from readers where id = :id",
    ),
    hints=(
        "The version says which of two events is the newer one. With which version do you compare "
        "it, when the event comes?",
        "When left comes first, there is no row that could be deleted, and nothing remembers it. "
        "Keep a row also of those who have left.",
        "One table: id, version, reads. One statement for both handlers: insert it with reads 1 or "
        "0, on conflict do update set version and reads, where excluded.version > "
        "readers.version. And read only those with reads.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
