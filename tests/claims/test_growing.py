"""S6: how large the webs of requests are; and what would make the statement fail."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from course.claims import Verdict, growing
from course.claims.growing import BOOKING, READING, grow_complicated, size, web_of
from course.claims.stage import SHOPS, instead
from course.shop import asking, copying, direct, monolith
from course.trace import Trace, read
from tests.shop import in_one_request
from tests.webs.making import Making, asked, order, purchase


def sizes(services: int, edges: int, calls: int, in_a_row: int) -> dict[str, int]:
    return {"services": services, "edges": edges, "calls": calls, "in a row": in_a_row}


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        (purchase, sizes(5, 4, 4, 3)),
        (asked, sizes(6, 5, 5, 4)),
        (order, sizes(2, 1, 1, 2)),
        (lambda: read(BOOKING), sizes(16, 26, 78, 5)),
        (lambda: Trace([]), sizes(0, 0, 0, 0)),
    ],
    ids=["direct", "asking", "copying", "a benchmark", "nothing"],
)
def test_the_size_of_a_web_leaves_out_clients_databases_and_events(
    trace: Callable[[], Trace], expected: dict[str, int]
) -> None:
    assert size(trace()) == expected


def test_the_row_is_that_of_the_longest_row_of_services() -> None:
    made = Making()
    first = made.call("client", "a", 0, 100)
    made.call("a", "b", 10, 30, first)
    second = made.call("a", "c", 40, 90, first)
    made.query("b", 51, "b.db", made.call("c", "b", 45, 80, second))
    assert size(made.trace) == sizes(3, 3, 3, 3)


def test_one_shop_in_four_architectures() -> None:
    assert web_of(monolith, READING) == sizes(1, 0, 0, 1)
    assert web_of(direct, READING) == sizes(5, 4, 4, 3)
    assert web_of(direct, READING, products=5) == sizes(5, 4, 8, 3)
    assert web_of(asking, READING) == sizes(6, 5, 5, 4)
    assert web_of(copying, READING) == sizes(2, 1, 1, 2)


def test_s6_shows_the_booking_and_the_circle_of_a_company() -> None:
    numbers = grow_complicated().numbers
    assert numbers["a benchmark system: book a ticket"] == sizes(16, 26, 78, 5)
    assert numbers["a company, all requests together: services"] == 1238
    assert numbers["a company, all requests together: all reach each other"] == 356


def shops(**others: ModuleType) -> dict[str, ModuleType]:
    return {**SHOPS, **others}


def test_s6_fails_if_a_split_shop_asks_nobody() -> None:
    assert grow_complicated(shops(direct=monolith)).verdict is Verdict.FAILS


def test_s6_fails_if_a_larger_system_is_no_larger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing, "BOOKING", BOOKING.parent / "hotel-reservation-jaeger.json")
    assert grow_complicated().verdict is Verdict.FAILS


def test_s6_fails_if_a_company_has_no_circle(monkeypatch: pytest.MonkeyPatch) -> None:
    def tree(path: Path) -> nx.DiGraph:
        return nx.DiGraph([(number // 3, number) for number in range(1, 1238)])

    monkeypatch.setattr(growing, "read_edges", tree)
    assert grow_complicated().verdict is Verdict.FAILS


def test_s6_fails_if_who_keeps_copies_needs_as_many() -> None:
    assert grow_complicated(shops(copying=direct)).verdict is Verdict.FAILS


def test_s6_does_not_rest_on_asking_for_each_product_by_itself() -> None:
    asks_once = instead(direct, purchases=in_one_request.purchases)
    assert web_of(asks_once, READING, products=5) == web_of(asks_once, READING)
    assert grow_complicated(shops(direct=asks_once)).verdict is Verdict.HOLDS_BUT
