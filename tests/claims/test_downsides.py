"""A2: what purchases needs, when it fails and what it waits for, over HTTP and over the bus."""

import pytest
from fastapi import FastAPI

from course.claims import Verdict, downsides
from course.claims.downsides import (
    downsides_are_shared,
    fails,
    needs,
    too_slow,
    waits,
    without_users,
)
from course.claims.failing import Availability
from course.claims.stage import instead
from course.claims.tails import BY_HTTP, IN_A_HURRY
from course.ports import Bus
from course.shop import asking, direct
from course.shop.asking.purchases import Purchases

WORKS = {direct.purchases.purchases: 0.729, asking.purchases.purchases: 0.6561}
"""What the availabilities must be, but for chance."""


@pytest.fixture
def by_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Chance left out, to be quick."""
    monkeypatch.setattr(
        downsides, "availability", lambda shop, purchases: Availability(WORKS[purchases], 3.0, 1.0)
    )
    monkeypatch.setattr(downsides, "TAIL_QUERIES", 20)


def purchases_content_with_less(bus: Bus) -> FastAPI:
    """Purchases that answers with what it gets, and asks nobody twice."""
    app = FastAPI()

    @app.get("/purchases/{user_id}")
    async def read_purchases(user_id: int) -> Purchases:
        parts = await bus.ask(
            "purchases.of_user", {"user_id": user_id}, ["users", "orders", "products"]
        )
        return Purchases(user_id=user_id, name=parts.get("users", "somebody"), purchases=[])

    return app


def test_the_same_are_needed_and_the_bus_besides() -> None:
    shared, numbers = needs()
    assert shared
    assert numbers == {
        "direct: purchases sends to": ["orders", "products", "users"],
        "asking: purchases sends to": ["bus"],
        "direct: it fails without": ["orders", "products", "users"],
        "asking: it fails without": ["bus", "orders", "products", "users"],
    }


@pytest.mark.usefixtures("by_the_book")
def test_one_that_is_down_fails_the_whole_and_one_call_more_can_fail() -> None:
    shared, numbers = fails()
    assert shared
    assert numbers["sets of these up and down"] == {"direct": 8, "asking": 16}
    assert numbers["sets with which it answers"] == {"direct": 1, "asking": 1}
    assert numbers["calls in one query"] == {"direct": 3, "asking": 4}


def test_that_somebody_is_down_is_said_at_once_or_found_out_by_waiting() -> None:
    hop, patience = 5, 1000
    assert without_users(direct).milliseconds == 4 * hop
    assert without_users(asking).milliseconds == 2 * hop + patience


def test_one_that_is_too_slow_is_waited_for_as_long_over_http_and_over_the_bus() -> None:
    direct_ms, asking_ms = (without_users(it, too_slow).milliseconds for it in (direct, asking))
    assert direct_ms == asking_ms == 2 * 5 + 1000


@pytest.mark.usefixtures("by_the_book")
def test_the_slowest_decides_and_the_way_to_the_bus_comes_on_top() -> None:
    shared, numbers = waits()
    to_the_bus = 10
    assert shared
    assert numbers["50, 80, 120 ms together"] == {"direct": 120, "asking": 120 + to_the_bus}
    assert numbers["50, 80, 120 ms in turn"] == {"direct": 250, "asking": 250 + 3 * to_the_bus}
    measured = numbers["slow answers, 5 waited for, measured, the same dice"]
    assert measured["direct"] == measured["asking"]


def test_who_asks_on_the_bus_and_is_content_with_the_first_answer_does_not_wait() -> None:
    shared, numbers = waits({"direct": BY_HTTP, "asking": IN_A_HURRY})
    assert not shared
    assert numbers["50, 80, 120 ms together"]["asking"] < 120


@pytest.mark.usefixtures("by_the_book")
def test_a2_says_what_was_not_tried_and_what_is_worse_and_better() -> None:
    finding = downsides_are_shared()
    assert finding.verdict is Verdict.HOLDS_BUT
    assert finding.but.split("; ") == [
        "S3 to S5 were tried, S6 was not",
        "it fails later where users is down (after 1,010 ms, its time limit, not 20), "
        "but where users is too slow, both wait 1,010",
        "it knows names of questions, no addresses, and makes 4 calls for 5 products, not 7, "
        "as direct asks for each by itself",
    ]


def test_where_it_fails_as_soon_nothing_is_worse() -> None:
    assert downsides.worse({"direct": direct, "asking": direct})[0] == ""


def test_nothing_is_better_where_addresses_are_known_and_one_product_is_bought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downsides, "addresses", lambda module: 3)
    monkeypatch.setattr(downsides, "PRODUCTS", 1)
    assert downsides.better()[0] == ""


@pytest.mark.parametrize("downside", ["needs", "fails", "waits"])
def test_a2_fails_if_one_downside_is_not_shared(
    monkeypatch: pytest.MonkeyPatch, downside: str
) -> None:
    for name in ("needs", "fails", "waits"):
        monkeypatch.setattr(downsides, name, lambda *_, is_shared=name != downside: (is_shared, {}))
    assert downsides_are_shared().verdict is Verdict.FAILS


@pytest.mark.usefixtures("by_the_book")
def test_a2_fails_if_purchases_can_do_without_a_neighbour() -> None:
    less = instead(asking, purchases=purchases_content_with_less)
    finding = downsides_are_shared({"direct": direct, "asking": less})
    assert finding.numbers["asking: it fails without"] == ["bus"]
    assert finding.numbers["sets with which it answers"]["asking"] == 8
    assert finding.verdict is Verdict.FAILS


@pytest.mark.usefixtures("by_the_book")
def test_a2_fails_if_on_the_bus_more_queries_work_than_calls_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survived = Availability(0.729, 3.0, as_their_calls=0.93)
    monkeypatch.setattr(downsides, "availability", lambda *which: survived)
    assert downsides_are_shared().verdict is Verdict.FAILS


@pytest.mark.usefixtures("by_the_book")
def test_a2_fails_if_the_bus_need_not_wait_for_the_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downsides, "parts_ms", lambda *counts: [10.0] * 20)
    assert downsides_are_shared().verdict is Verdict.FAILS


@pytest.mark.usefixtures("by_the_book")
def test_a2_fails_if_the_bus_is_slow_more_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    by_http = waits()[1]["slow answers, 5 waited for, measured, the same dice"]["direct"]
    slow = round(by_http * 20) - 1
    monkeypatch.setattr(
        downsides, "parts_ms", lambda *counts: [1000.0] * slow + [10.0] * (20 - slow)
    )
    shared, numbers = waits()
    assert numbers["slow answers, 5 waited for, measured, the same dice"]["asking"] > 0.5
    assert not shared
