"""What a read has to show."""

from math import inf
from typing import Any

from course.comparing.moments import Buy, Reprice
from course.comparing.truth import Change, missed


def page(*lines: tuple[int, int, int]) -> Any:
    """Order, product, price of each line."""
    return {
        "purchases": [
            {"order_id": order, "product_id": product, "price_cents": price}
            for order, product, price in lines
        ]
    }


OLD = page((1, 1, 500))
ORDER = Change(Buy(1, 1), asked=0, confirmed=10, id=2)
PRICE = Change(Reprice(1, 1001), asked=0, confirmed=10)


def test_an_order_that_was_confirmed_has_to_be_there() -> None:
    assert missed(OLD, 1, 10, [ORDER]) == [ORDER]
    assert missed(page((1, 1, 500), (2, 1, 500)), 1, 10, [ORDER]) == []


def test_an_order_of_somebody_else_does_not() -> None:
    assert missed(OLD, 2, 10, [ORDER]) == []


def test_what_was_not_confirmed_when_it_was_asked_for_may_be_there_or_not() -> None:
    assert missed(OLD, 1, 9, [ORDER, PRICE]) == []
    assert missed(page((1, 1, 1001), (2, 1, 1001)), 1, 9, [ORDER, PRICE]) == []


def test_what_was_refused_was_promised_to_nobody() -> None:
    refused = [Change(Buy(1, 1), 0, inf), Change(Reprice(1, 1001), 0, inf)]
    assert missed(OLD, 1, 10**9, refused) == []
    assert missed(OLD, 1, inf, refused) == []


def test_a_price_that_was_confirmed_has_to_be_there() -> None:
    assert missed(OLD, 1, 10, [PRICE]) == [PRICE]
    assert missed(page((1, 1, 1001)), 1, 10, [PRICE]) == []


def test_a_later_price_stands_for_those_before_it() -> None:
    later = Change(Reprice(1, 1002), asked=20, confirmed=30)
    changes = [PRICE, later]
    assert missed(page((1, 1, 1002)), 1, 40, changes) == []
    assert missed(page((1, 1, 1001)), 1, 40, changes) == [later]
    assert missed(OLD, 1, 40, changes) == changes


def test_of_prices_that_overlap_either_may_be_the_last() -> None:
    other = Change(Reprice(1, 1002), asked=5, confirmed=12)
    changes = [PRICE, other]
    assert missed(page((1, 1, 1001)), 1, 40, changes) == []
    assert missed(page((1, 1, 1002)), 1, 40, changes) == []


def test_a_price_that_was_refused_and_written_even_so_may_be_the_last() -> None:
    lost = Change(Reprice(1, 1002), asked=0, confirmed=inf)
    assert missed(page((1, 1, 1002)), 1, 40, [PRICE, lost]) == []
