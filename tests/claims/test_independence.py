"""E2: what works when nobody else is there, and what does not."""

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from course.claims import Verdict, independence
from course.claims.independence import no_dependency, with_another_shape, without_the_bus
from course.claims.misshapen import purchases_reading_both
from course.claims.removed import orders_asking
from course.claims.stage import instead, open_shop, use_at_owner
from course.ports import Bus, Database, Http
from course.shop import copying


def test_purchases_and_orders_work_with_every_set_of_others() -> None:
    numbers = no_dependency().numbers
    assert numbers["sets of others, and the bus, up and down"] == {"direct": 8, "copying": 16}
    assert numbers["sets with which purchases answers"] == {"direct": 1, "copying": 16}
    assert numbers["sets with which orders accepts"] == {"direct": 2, "copying": 16}
    assert numbers["nothing else is up: the same answer"]


def test_without_the_bus_a_copy_grows_old_and_a_new_one_stays_empty() -> None:
    assert [*without_the_bus(copying).values()] == [5, 100, 404, 5, 200]


def test_an_event_of_another_shape_is_laid_aside_until_its_reader_is_mended() -> None:
    assert with_another_shape(copying) == {
        "a field renamed: products answers": 200,
        "a field renamed: events laid aside": 1,
        "a field renamed: purchases answers": 200,
        "a field renamed: purchases says": 100,
        "the reader mended, sent again: purchases says": 5,
    }


def test_it_is_told_where_purchases_does_not_answer_meanwhile() -> None:

    def purchases_refusing(db: Database, bus: Bus) -> FastAPI:
        app = copying.purchases.purchases(db, bus)

        @app.middleware("http")
        async def refuse(request: Any, call_next: Any) -> Any:
            return PlainTextResponse("", 503)

        return app

    found = with_another_shape(instead(copying, purchases=purchases_refusing))
    assert found["a field renamed: purchases answers"] == 503
    assert found["a field renamed: purchases says"] is None


def test_e2_has_one_reservation_less_if_the_reader_knows_both_shapes() -> None:
    finding = no_dependency(instead(copying, purchases=purchases_reading_both))
    assert finding.verdict is Verdict.HOLDS_BUT
    assert (
        finding.but == "to answer at its own address it needs nobody; to be right it needs the bus"
    )


def test_e2_fails_if_orders_has_to_ask() -> None:
    finding = no_dependency(instead(copying, orders=orders_asking))
    assert finding.numbers["sets with which orders accepts"]["copying"] == 4
    assert finding.verdict is Verdict.FAILS


def test_e2_fails_if_purchases_has_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    def purchases_checking(db: Database, http: Http, bus: Bus) -> FastAPI:
        """Keeps copies, but asks users whether they are true."""
        app = copying.purchases.purchases(db, bus)

        @app.middleware("http")
        async def check(request: Any, call_next: Any) -> Any:
            await http.get("http://users/users/1")
            return await call_next(request)

        return app

    nothing: dict[str, Any] = dict.fromkeys(LONELY + MISREAD)
    monkeypatch.setattr(independence, "without_the_bus", lambda shop: nothing)
    monkeypatch.setattr(independence, "with_another_shape", lambda shop: nothing)
    finding = no_dependency(instead(copying, purchases=purchases_checking))
    assert finding.numbers["sets with which purchases answers"]["copying"] == 8
    assert not finding.numbers["nothing else is up: the same answer"]
    assert finding.verdict is Verdict.FAILS


LONELY = ("an hour without the bus: purchases says",)
MISREAD = ("a field renamed: purchases says",)
"""The numbers that a verdict needs of those left out."""


def test_e2_fails_if_purchases_alone_answers_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_shop(copying, products=2)
    answers = (
        use_at_owner(open_shop(copying), "read purchases"),
        use_at_owner(other, "read purchases"),
    )
    monkeypatch.setattr(independence, "with_and_without_others", lambda shop: answers)
    assert no_dependency().verdict is Verdict.FAILS
