"""Notebook 07: a new service adds a part of its own to a question that others ask already."""

from course.study.exercise import Exercise, Played
from course.study.exercises.of_07.answer_from_a_new_service.answers import RIGHT, SOLUTION, WRONG
from course.study.exercises.of_07.answer_from_a_new_service.check import open_shop, schedules

EXERCISE = Exercise(
    id="answer-from-a-new-service",
    notebook="07",
    title="Answer a question from a new service",
    task=(
        "stock knows how many of each product are left. Let it add a part to the question "
        "purchases.of_user: product_id and pieces of each product that this user ordered."
    ),
    hand_in=("stock",),
    setup="""\
from typing import Any

from course.ports import Question
from course.shop.middleware import new_app
""",
    starter="""\
def stock(db, bus):
    db.schema("create table if not exists stock (product_id integer primary key, pieces integer)")
    app = new_app("stock")

    @app.post("/counted/{product_id}/{pieces}")
    async def post_count(product_id: int, pieces: int) -> None:
        await db.query(
            "insert or replace into stock values (:id, :pieces)", id=product_id, pieces=pieces
        )

    return app
""",
    hints=(
        "The question says whose purchases. What was ordered is in the part of somebody else: "
        "which service, and how does products get at it?",
        '@bus.answers("purchases.of_user", after="orders"), and below it a handler that takes the '
        'question. Each line of question.parts["orders"] has a product_id.',
        "Collect the product_ids in a set, so that each is there once. For each of them, select "
        "product_id and pieces from stock. Where there is no row there is nothing to say.",
    ),
    check=Played(open_shop, schedules),
    solution=SOLUTION,
    right=RIGHT,
    wrong=WRONG,
)
