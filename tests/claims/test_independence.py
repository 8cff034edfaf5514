"""E2: what works when nobody else is there, and what does not."""

from typing import Any

import pytest
from fastapi import FastAPI

from course.claims import Verdict, independence
from course.claims.independence import no_dependency, with_another_shape, without_the_bus
from course.claims.misshapen import purchases_reading_both
from course.ports import Bus, Database, Http
from course.shop import copying, direct
from tests.claims.swapping import swap


def orders_asking(db: Database, http: Http, bus: Bus) -> FastAPI:
    """Orders that asks users and products, as in direct, and tells nobody."""
    bus.declare("order.placed")
    return direct.orders.orders(db, http)


def test_purchases_and_orders_work_with_every_set_of_others() -> None:
    numbers = no_dependency().numbers
    assert numbers["sets of others, and the bus, up and down"] == {"direct": 8, "copying": 16}
    assert numbers["sets with which purchases answers"] == {"direct": 1, "copying": 16}
    assert numbers["sets with which orders accepts"] == {"direct": 2, "copying": 16}
    assert numbers["nothing else is up: the same answer"]


def test_without_the_bus_a_copy_grows_old_and_a_new_one_stays_empty() -> None:
    assert [*without_the_bus().values()] == [5, 100, 404, 5, 200]


def test_an_event_of_another_shape_is_laid_aside_until_its_reader_is_mended() -> None:
    assert [*with_another_shape().values()] == [1, 100, 5]


def test_e2_has_one_reservation_less_if_the_reader_knows_both_shapes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swap(monkeypatch, copying, "purchases", purchases_reading_both)
    finding = no_dependency()
    assert finding.verdict is Verdict.HOLDS_BUT
    assert finding.but == "it needs the bus to stay fresh"


def test_e2_fails_if_orders_has_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    swap(monkeypatch, copying, "orders", orders_asking)
    monkeypatch.setattr(independence, "without_the_bus", lambda: dict.fromkeys(LONELY))
    monkeypatch.setattr(independence, "with_another_shape", lambda: dict.fromkeys(MISREAD))
    monkeypatch.setattr(independence, "same_alone", lambda: True)
    finding = no_dependency()
    assert finding.numbers["sets with which orders accepts"]["copying"] == 4
    assert finding.verdict is Verdict.FAILS


LONELY = ("an hour without the bus: purchases says",)
MISREAD = ("a field renamed: purchases says",)
"""The numbers that a verdict needs of those left out."""


def test_e2_fails_if_purchases_has_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    def purchases_checking(db: Database, http: Http, bus: Bus) -> FastAPI:
        """Keeps copies, but asks users whether they are true."""
        app = copying.purchases.purchases(db, bus)

        @app.middleware("http")
        async def check(request: Any, call_next: Any) -> Any:
            await http.get("http://users/users/1")
            return await call_next(request)

        return app

    swap(monkeypatch, copying, "purchases", purchases_checking)
    monkeypatch.setattr(independence, "same_alone", lambda: True)
    finding = no_dependency()
    assert finding.numbers["sets with which purchases answers"]["copying"] == 8
    assert finding.verdict is Verdict.FAILS


def test_e2_fails_if_purchases_alone_answers_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(independence, "same_alone", lambda: False)
    assert no_dependency().verdict is Verdict.FAILS
