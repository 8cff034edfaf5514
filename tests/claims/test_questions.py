"""A1 and A3: one question and its parts, and what no lab can measure."""

from typing import Any

import pytest
from fastapi import FastAPI

from course import claims
from course.claims import Verdict, questions
from course.claims.removed import products_hearing_at_once
from course.claims.stage import instead
from course.shop import asking


def test_to_whom_the_bus_passed_the_question_and_when() -> None:
    numbers = claims.prove("A1").numbers
    hop, call = 5, 1
    at_owners = 2 * hop + call
    assert numbers["questions that purchases asks"] == 1
    assert numbers["the bus passed it on, after ms"] == {
        "users": hop,
        "orders": hop,
        "products": hop + at_owners,
    }
    assert numbers["whose part was at the bus, after ms"] == {
        "users": hop + at_owners,
        "orders": hop + at_owners,
        "products": hop + 2 * at_owners,
    }
    assert numbers["the part of users"] == '"Ada"'
    assert numbers["the parts, reduced, are the answer"]
    assert numbers["direct answers the same"]


def test_a1_fails_if_an_owner_does_not_build_on_what_another_answered() -> None:
    finding = questions.answers_together(instead(asking, products=products_hearing_at_once))
    assert finding.numbers["the parts, reduced, are the answer"]
    assert not finding.numbers["products heard it once orders' part was there"]
    assert finding.verdict is Verdict.FAILS


def test_a1_fails_if_the_answer_is_not_what_the_parts_give(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def put_nothing_together(user_id: int, parts: Any) -> Any:
        return asking.purchases.Purchases(user_id=user_id, name="Eve", purchases=[])

    monkeypatch.setattr(questions, "put_together", put_nothing_together)
    assert claims.prove("A1").verdict is Verdict.FAILS


def test_a1_has_no_reservation_if_nobody_unnamed_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> FastAPI:
        return FastAPI()

    monkeypatch.setattr(questions, "reviews", silent)
    assert claims.prove("A1").verdict is Verdict.HOLDS


def test_a3_claims_no_number_and_says_what_would_count() -> None:
    finding = claims.prove("A3")
    assert finding.verdict is Verdict.NOT_MEASURABLE
    assert {"would count", "would not count"} <= finding.numbers.keys()
    assert all(isinstance(value, str) for value in finding.numbers.values())
