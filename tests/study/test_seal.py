"""The seal on a lab: what nobody was asked to write is noticed, and what is under way is not."""

import pytest

from course.lab import Lab
from course.shop import copying
from course.study.referee.broken import Meddled
from course.study.referee.seal import check_tables


def shop() -> Lab:
    """A shop in which a copy is about to be made."""
    lab = Lab()
    lab.start(*copying.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    return lab


def test_a_shop_may_be_looked_at_at_any_moment_of_a_copy() -> None:
    lab = shop()
    for _ in range(80):
        check_tables(lab, set())
        lab.run(0.5)
    assert lab.tables("purchases")["users"]


def test_a_row_that_no_statement_wrote_is_noticed() -> None:
    lab = shop()
    lab.settle()
    database = lab.services["orders"].database
    assert database is not None
    database.store._connection.execute("delete from users")  # type: ignore[attr-defined]
    with pytest.raises(Meddled, match="no statement did it"):
        check_tables(lab, set())
