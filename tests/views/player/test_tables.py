from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from course.claims.stage import open_shop
from course.shop import copying
from course.trace import NS_PER_MS, Span
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


def shown(made: Story, *moments: float) -> list[list[tuple[dict[str, Any], bool]]]:
    """For each moment (ms) the rows of the only table, and whether each is committed."""
    (table,) = tables(made.trace)
    return [
        [
            (dict(row.values), row.open is None or row.open <= at * MS)
            for row in sorted(table.versions, key=lambda row: row.place)
            if (row.born is None or row.born <= at * MS) and (row.gone or at * MS + 1) > at * MS
        ]
        for at in moments
    ]


def committed(span: Span, at: float | None) -> None:
    """The span was part of a transaction that ended then, or was never committed."""
    del span.attributes["db.committed"]
    if at is not None:
        span.attributes["db.committed"] = int(at * MS)


def test_a_row_is_there_but_open_until_its_transaction_is_committed() -> None:
    made = Story()
    committed(made.write("users", 1, None, inserted("users", id=1)), 4)
    row = {"id": 1}
    assert shown(made, 0.9, 1, 3.9, 4) == [[], [(row, False)], [(row, False)], [(row, True)]]


def test_what_is_rolled_back_is_there_until_the_work_it_was_part_of_ends() -> None:
    made = Story()
    work = made.span("users", "server", 0, 9)
    inner = made.span("users", "internal", 1, 3, work)
    committed(made.write("users", 1, inner, inserted("users", id=1)), None)
    assert shown(made, 1, 8.9, 9) == [[({"id": 1}, False)]] * 2 + [[]]


def test_where_the_trace_says_when_it_was_rolled_back_it_is_there_until_then() -> None:
    made = Story()
    work = made.span("users", "server", 0, 9)
    undone = made.write("users", 1, work, inserted("users", id=1))
    committed(undone, None)
    undone.attributes["db.rolled_back"] = 3 * NS_PER_MS
    assert shown(made, 1, 2.9, 3) == [[({"id": 1}, False)]] * 2 + [[]]


def test_it_is_gone_before_the_next_transaction_writes() -> None:
    made = Story()
    work = made.span("users", "server", 0, 9)
    committed(made.write("users", 1, work, inserted("users", id=1, name="Ada")), None)
    committed(made.write("users", 5, work, inserted("users", id=1, name="Ben")), 6)
    seen = [[row["name"] for row, _ in rows] for rows in shown(made, 4.9, 5, 9)]
    assert seen == [["Ada"], ["Ben"], ["Ben"]]


def test_a_change_that_is_rolled_back_leaves_the_row_as_it_was() -> None:
    made = Story()
    made.write("products", 0, None, inserted("products", **TEA), inserted("products", id=2))
    work = made.span("products", "server", 4, 9)
    for at, before, title in ((5, "Tea", "Tee"), (6, "Tee", "Th\xe9")):
        change = updated("products", TEA | {"title": before}, title=title)
        committed(made.write("products", at, work, change), None)
    titles = [[row.get("title") for row, _ in rows] for rows in shown(made, 4, 5, 6, 9)]
    assert titles == [["Tea", None], ["Tee", None], ["Th\xe9", None], ["Tea", None]]


def test_a_row_is_removed_when_that_is_committed_and_stays_if_it_is_not() -> None:
    made = Story()
    made.write("products", 0, None, inserted("products", **TEA), inserted("products", id=2))
    work = made.span("products", "server", 4, 9)
    committed(made.write("products", 5, work, deleted("products", **TEA)), 7)
    committed(made.write("products", 8, work, deleted("products", id=2)), None)
    assert [len(rows) for rows in shown(made, 5, 6.9, 7, 9)] == [2, 2, 1, 1]


def test_what_was_undone_at_once_never_was() -> None:
    made = Story()
    span = made.write("users", 0, None, inserted("users", id=1))
    committed(span, None)
    span.end = span.start
    assert tables(made.trace) == []


def test_a_row_of_a_shop_that_dies_before_its_commit_is_open_and_goes() -> None:
    lab = open_shop(copying)
    lab.settle()
    began = lab.now_ms * MS
    lab.down("orders", at="before commit")
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.settle()
    found = next(
        table
        for table in tables(lab.trace)
        if (table.database, table.name) == ("orders.db", "orders")
    )
    row = found.versions[-1]
    assert row.born is not None
    assert row.born > began
    assert row.gone == row.open
    assert {**row.values}["user_id"] == 1


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
