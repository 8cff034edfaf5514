"""What is sent in can be cut short or come twice, and a refusal has to say what is wrong."""

import pytest
from fastapi import FastAPI
from pydantic import BaseModel

from course.ports import Database
from course.shop.errors import Refused
from course.shop.middleware import new_app
from course.study.referee.broken import Broken
from course.study.referee.posting import (
    called_our_fault,
    database_fails,
    is_part,
    power_fails,
    refused,
    sent_twice_at_once,
)
from course.study.referee.run import Run

NOTES = "create table if not exists notes (text text)"


class Note(BaseModel):
    text: str


def notes(db: Database) -> FastAPI:
    """Writes the same twice, in two statements; refuses an empty text."""
    db.schema(NOTES)
    app = new_app("notes")

    @app.post("/notes", status_code=201)
    async def post_note(new: Note) -> None:
        if not new.text:
            raise Refused("text", "empty")
        for _ in range(2):
            await db.query("insert into notes values (:text)", text=new.text)

    return app


@pytest.fixture
def run() -> Run:
    made = Run()
    made.lab.start(notes)
    return made


@pytest.mark.parametrize(("ms", "rows"), [(4.5, 0), (5.5, 1), (6.5, 2), (50, 2)])
def test_the_power_fails_between_two_statements_or_beside_them(
    run: Run, ms: float, rows: int
) -> None:
    power_fails(run, "notes", "/notes", {"text": "a"}, ms)
    assert len(run.rows("notes", "notes")) == rows
    assert run.lab.post("/notes", json={"text": "a"}).status == 201


def test_what_is_sent_twice_arrives_twice_and_overlaps(run: Run) -> None:
    answer = sent_twice_at_once(run, "/notes", {"text": "a"})
    assert answer.status == 201
    assert len(run.rows("notes", "notes")) == 4
    assert run.lab.now_ms < 2 * answer.milliseconds


def test_a_refusal_that_names_the_field_is_accepted(run: Run) -> None:
    refused("refuses", run.lab.post("/notes", json={"text": ""}), "text")
    refused("refuses", run.lab.post("/notes", json={}), "text")


@pytest.mark.parametrize(
    ("body", "field", "expected", "advice"),
    [
        ({"text": "a"}, "text", "a 4xx that names text", "look first"),
        ({"text": ""}, "title", "errors that say: field title, and why", "use the middleware"),
    ],
)
def test_what_is_no_refusal_or_names_another_field_is_told(
    run: Run, body: dict[str, str], field: str, expected: str, advice: str
) -> None:
    answer = run.lab.post("/notes", json=body)
    with pytest.raises(Broken) as broken:
        refused("refuses", answer, field, "look first", "use the middleware")
    assert broken.value.expected == expected
    assert broken.value.advice == advice


def test_one_of_many_and_a_place_inside_are_parts_of_a_field() -> None:
    assert is_part("product_ids.1", "product_ids")
    assert is_part("product_id", "product_ids")
    assert not is_part("user_id", "product_ids")


@pytest.mark.parametrize(("ms", "rows", "status"), [(4.5, 0, 500), (5.5, 1, 500), (6.5, 2, 201)])
def test_the_database_fails_between_two_statements_or_beside_them(
    run: Run, ms: float, rows: int, status: int
) -> None:
    answer = database_fails(run, "notes.db", "POST", "/notes", {"text": "a"}, ms)
    assert answer.status == status
    assert len(run.rows("notes", "notes")) == rows
    assert run.lab.post("/notes", json={"text": "a"}).status == 201


@pytest.mark.parametrize("text", ["a", ""])
def test_only_a_5xx_calls_a_fault_of_ours_one(run: Run, text: str) -> None:
    answer = run.lab.post("/notes", json={"text": text})
    with pytest.raises(Broken, match="is down and the client did nothing wrong"):
        called_our_fault(answer, "notes.db")
    run.lab.down("notes.db")
    called_our_fault(run.lab.post("/notes", json={"text": "a"}), "notes.db")
