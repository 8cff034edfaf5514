"""E3: what a query costs in each architecture, what a write costs, and how late a copy is."""

import pytest

from course.claims import Verdict, speed
from course.claims.finding import Finding
from course.claims.speed import very_fast

HOP, CALL = 5, 1


@pytest.fixture(scope="module")
def finding() -> Finding:
    return very_fast()


def test_one_service_against_four(finding: Finding) -> None:
    expected = {"monolith": 1, "direct": 4, "asking": 4, "copying": 1}
    assert finding.numbers["services that take part"] == expected


def test_the_time_of_a_query_is_that_of_its_hops_and_calls(finding: Finding) -> None:
    alone = 2 * HOP + CALL
    neighbour = 2 * HOP + CALL
    to_the_bus = 2 * HOP
    assert finding.numbers["ms to answer, without a gateway"] == {
        "monolith": alone,
        "copying": alone,
        "direct": 2 * HOP + 2 * neighbour,
        "asking": 2 * HOP + to_the_bus + 2 * neighbour,
    }
    through = finding.numbers["the same through the gateway that it has"]
    assert through == {"monolith": alone, "copying": 21, "direct": 42, "asking": 52}
    assert "through the gateway a read takes 21 ms, not 11" in finding.but
    assert finding.numbers["times as long as copying"]["direct"] == 32 / 11
    assert finding.numbers["the same with hops of 0.5 ms"]["direct"] == 5 / 2


def test_messages_are_counted_there_and_back(finding: Finding) -> None:
    request = 2
    asked = {"monolith": 0, "copying": 0, "direct": 3 * 2, "asking": 1 + 3 * 2 + 3}
    expected = {name: request + count for name, count in asked.items()}
    assert finding.numbers["messages to answer"] == expected
    assert finding.numbers["the same with 5 products"] == expected | {"direct": 2 + 7 * 2}


def test_a_write_tells_the_bus_and_the_bus_each_listener(finding: Finding) -> None:
    request, told, listener = 2, 2, 2
    both = request + told + 2 * listener
    assert finding.numbers["messages to sign up"]["copying"] == both
    assert finding.numbers["messages to list a product"]["copying"] == both
    assert finding.numbers["messages to change a price"]["copying"] == both - listener
    assert finding.numbers["messages to place an order"] == {"direct": 6, "asking": 9, "copying": 6}
    assert finding.numbers["queries per write that even it out"] == {
        "sign up": 1,
        "list a product": 1,
        "change a price": 4 / 6,
        "place an order": 0,
    }


def test_under_many_writes_a_copy_is_later_as_events_are_handed_over_one_by_one(
    finding: Finding,
) -> None:
    at_best = finding.numbers["the copy is later than its owner by ms"]
    assert finding.numbers["the same for the last of 40, 200 a second"] > 20 * at_best
    assert "the 40th 245" in finding.but


def test_how_late_at_best_is_said_with_the_hops_it_comes_from(finding: Finding) -> None:
    assert f"with hops of {HOP} ms a change gets there {2 * HOP + CALL} ms late" in finding.but


def test_a_copy_is_late_by_two_hops_and_a_call(finding: Finding) -> None:
    assert finding.numbers["the copy is later than its owner by ms"] == 2 * HOP + CALL
    assert finding.numbers["who writes and reads at once sees it"] == {
        "direct": True,
        "asking": True,
        "copying": False,
    }


def test_e3_fails_if_purchases_has_to_ask_others() -> None:
    finding = very_fast(speed.WITHOUT_COPIES)
    assert finding.numbers["services that take part"]["copying"] == 4
    assert finding.numbers["the copy is later than its owner by ms"] == 0
    assert finding.verdict is Verdict.FAILS
    assert finding.but == ""


def test_e3_holds_without_reserve_if_a_copy_were_never_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(speed, "stale_ms", lambda shop: 0.0)
    assert very_fast().verdict is Verdict.HOLDS
