from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from course.views.player.tables import tables
from tests.views.player.making import Story, deleted, inserted, ripple, updated

MS = 1_000_000
TEA: dict[str, Any] = {"id": 1, "title": "Tea"}


def test_a_row_is_there_from_the_commit_on() -> None:
    orders = next(table for table in tables(ripple()) if table.name == "orders")
    assert orders.rows(2 * MS - 1) == []
    assert orders.rows(2 * MS) == [{"id": 1, "user_id": 1}]


def test_the_outbox_is_filled_with_the_rows_and_emptied_when_the_bus_has_confirmed() -> None:
    outbox = next(table for table in tables(ripple()) if table.name == "outbox")
    assert outbox.database == "orders.db"
    assert [len(outbox.rows(at * MS)) for at in (1, 2, 11, 12)] == [0, 1, 1, 0]


def test_a_changed_row_keeps_its_place() -> None:
    made = Story()
    made.write("products", 0, None, inserted("products", **TEA), inserted("products", id=2))
    made.write("products", 5, None, updated("products", TEA, title="Tee"))
    (table,) = tables(made.trace)
    assert table.rows(5 * MS) == [{"id": 1, "title": "Tee"}, {"id": 2}]
    assert table.columns == ["id", "title"]


def test_a_row_that_nobody_wrote_was_there_before() -> None:
    made = Story()
    made.write("products", 5, None, updated("products", TEA, title="Tee"))
    made.write("products", 8, None, deleted("products", id=0))
    (table,) = tables(made.trace)
    assert table.rows(0) == [{"id": 0}, TEA]
    assert table.rows(8 * MS) == [{"id": 1, "title": "Tee"}]


def test_what_was_rolled_back_never_was() -> None:
    made = Story()
    del made.write("users", 0, None, inserted("users", id=1)).attributes["db.committed"]
    assert tables(made.trace) == []


def test_what_is_no_change_of_a_row_is_passed_over() -> None:
    made = Story()
    span = made.write("users", 0, None, inserted("users", id=1))
    span.attributes["db.changes"] += [7, {"table": 3}, {"table": "users", "after": "x"}]
    (table,) = tables(made.trace)
    assert table.rows(0) == [{"id": 1}]
    span.attributes["db.changes"] = "x"
    assert tables(made.trace) == []


ROWS = st.fixed_dictionaries({"a": st.integers(0, 2) | st.none()})


@given(st.lists(st.tuples(st.sampled_from(["insert", "update", "delete"]), ROWS, ROWS)))
def test_the_rows_at_the_end_are_those_of_the_database(steps: list[Any]) -> None:
    """Also where two rows are alike, as only their number tells."""
    made, rows = Story(), list[dict[str, Any]]()
    for at, (what, one, other) in enumerate(steps):
        if what == "insert":
            rows.append(one)
            made.write("x", at, None, inserted("x", **one))
        elif one in rows and what == "update":
            rows[rows.index(one)] = other
            made.write("x", at, None, updated("x", one, **other))
        elif one in rows:
            rows.remove(one)
            made.write("x", at, None, deleted("x", **one))
    found = [row for table in tables(made.trace) for row in table.rows(made.trace.end)]
    assert sorted(map(str, found)) == sorted(map(str, rows))
