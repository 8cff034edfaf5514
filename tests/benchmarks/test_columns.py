"""What rows and columns are good at, and what the ports cost over the bare engines, as ratios.

All sides have the same 100,000 orders of 10,000 users in memory, in a table with an index on the
user, as a shop would have it. They take turns, each turn gives a ratio, and the middle one counts:
the machine is faster at one moment than at another, but seldom between the two of a turn.

The ports are measured inside of a running service, with spans, in no simulated time: a call that
takes no time waits for nothing. They give rows as dicts, which a service can answer with; so there
the bare engine is asked for dicts as well, in the quickest way that we know.

Where a limit needs a quiet minute to be measured well, the long run asserts it; the short run then
asserts a floor, which a real loss of speed falls through.
"""

import gc
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from statistics import median
from typing import Any

import duckdb
import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.lab.databases import catalog
from course.ports import Columns, Database

ORDERS, USERS, PRODUCTS = 100_000, 10_000, 100
TABLE = """
create table orders (
    id integer primary key,
    user_id integer not null,
    product_id integer not null,
    price_cents integer not null
);
create index orders_by_user on orders (user_id);
"""
FILL = f"""
with recursive numbers(n) as (select 0 union all select n + 1 from numbers where n < {ORDERS - 1})
insert into orders
select n, n * 7919 % {USERS}, n * 31 % {PRODUCTS}, 100 + n * 13 % 900 from numbers
"""
FILL_DUCKDB = f"""
insert into orders
select n, n * 7919 % {USERS}, n * 31 % {PRODUCTS}, 100 + n * 13 % 900 from range({ORDERS}) as t(n)
"""
TOTALS_BY_USER = """
select user_id, count(*) as orders, sum(price_cents) as revenue_cents
from orders group by user_id order by user_id
"""
TOTALS_BY_PRODUCT = """
select product_id, count(*) as orders, sum(price_cents) as revenue_cents
from orders group by product_id order by product_id
"""
OF_USER = "select * from orders where user_id = {} order by id"

Work = Callable[[], object]


@pytest.fixture(scope="module")
def rows() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(TABLE)
        connection.execute(FILL)
        yield connection


@pytest.fixture(scope="module")
def columns() -> Iterator[duckdb.DuckDBPyConnection]:
    with closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        connection.execute(TABLE)
        connection.execute(FILL_DUCKDB)
        yield connection


class Port:
    """A service that runs one statement, and says how long that took."""

    def __init__(self, port: str, fill: str) -> None:
        self._lab = Lab()
        self._work: tuple[str, dict[str, Any], int] = ("", {}, 0)

        def measured(database: Database) -> FastAPI:
            database.schema(TABLE)
            database.schema(fill)
            app = FastAPI()

            @app.get("/")
            async def measure() -> float:
                sql, parameters, times = self._work
                gc.collect()
                started = time.perf_counter()
                for _ in range(times):
                    await database.query(sql, **parameters)
                return (time.perf_counter() - started) / times

            return app

        def on_db(db: Database) -> FastAPI:
            return measured(db)

        def on_columns(columns: Columns) -> FastAPI:
            return measured(columns)

        self._lab.start({"db": on_db, "columns": on_columns}[port], name="measured")

    def seconds(self, sql: str, times: int, **parameters: Any) -> float:
        """What one call costs."""
        self._work = sql, parameters, times
        answer = self._lab.get("/")
        assert answer.milliseconds == 10, "the way there and back, and no more"
        seconds: float = answer.body
        return seconds


def seconds(work: Work, times: int) -> float:
    """What one call costs."""
    gc.collect()
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


@pytest.fixture(autouse=True)
def a_call_takes_no_simulated_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "DATABASE_CALL_MS", 0)


def as_dicts(
    engine: sqlite3.Connection | duckdb.DuckDBPyConnection, sql: str, parameters: dict[str, Any]
) -> list[dict[str, Any]]:
    """What a service would write that has nothing but the engine."""
    ran = engine.execute(sql, parameters)
    names = [column[0] for column in ran.description or []]
    return [dict(zip(names, row)) for row in ran.fetchall()]  # noqa: B905


def by_turns(costly: Callable[[], float], cheap: Callable[[], float], rounds: int) -> float:
    """How many times the cost: the middle of all turns."""
    costly()
    cheap()
    return median(costly() / cheap() for _ in range(rounds))


def asserted(rounds: int, floor: float, full: int, limit: float) -> pytest.MarkDecorator:
    """How many turns, and what is asserted then."""
    return pytest.mark.parametrize(
        ("rounds", "limit"), [(rounds, floor), pytest.param(full, limit, marks=pytest.mark.long)]
    )


def test_all_sides_say_the_same(
    rows: sqlite3.Connection, columns: duckdb.DuckDBPyConnection
) -> None:
    for sql in (TOTALS_BY_USER, TOTALS_BY_PRODUCT, OF_USER.format(77)):
        assert rows.execute(sql).fetchall() == columns.execute(sql).fetchall()
    assert len(rows.execute(OF_USER.format(77)).fetchall()) == ORDERS // USERS


@asserted(5, 3, 25, 3)
def test_columns_are_good_at_totals(
    rows: sqlite3.Connection, columns: duckdb.DuckDBPyConnection, rounds: int, limit: float
) -> None:
    ratio = by_turns(
        lambda: seconds(lambda: rows.execute(TOTALS_BY_USER).fetchall(), 2),
        lambda: seconds(lambda: columns.execute(TOTALS_BY_USER).fetchall(), 5),
        rounds,
    )
    print(f"totals of {ORDERS} orders: {ratio:.1f} times as fast as SQLite (at least {limit})")
    assert ratio >= limit


@asserted(5, 20, 25, 20)
def test_rows_are_good_at_one_users_orders(
    rows: sqlite3.Connection, columns: duckdb.DuckDBPyConnection, rounds: int, limit: float
) -> None:
    in_duckdb, in_sqlite = OF_USER.format("$id"), OF_USER.format(":id")
    ratio = by_turns(
        lambda: seconds(lambda: columns.execute(in_duckdb, {"id": 77}).fetchall(), 50),
        lambda: seconds(lambda: rows.execute(in_sqlite, {"id": 77}).fetchall(), 1000),
        rounds,
    )
    print(f"one user's orders: {ratio:.0f} times as fast as DuckDB (at least {limit})")
    assert ratio >= limit


@pytest.mark.parametrize("sql", [TOTALS_BY_PRODUCT, TOTALS_BY_USER], ids=["products", "users"])
@asserted(9, 1.2, 51, 1.1)
def test_the_port_for_columns_costs_little_more_than_duckdb(
    columns: duckdb.DuckDBPyConnection, sql: str, rounds: int, limit: float
) -> None:
    """The limit is 1.1, asserted by the long run; 1.2 is a floor."""
    port = Port("columns", FILL_DUCKDB)
    cost = by_turns(
        lambda: port.seconds(sql, 10),
        lambda: seconds(lambda: as_dicts(columns, sql, {}), 10),
        rounds,
    )
    print(f"totals of {ORDERS} orders: {cost:.2f} times the cost of DuckDB (at most {limit})")
    assert cost <= limit


@asserted(11, 1.8, 101, 1.5)
def test_the_relational_port_costs_little_more_than_sqlite(
    rows: sqlite3.Connection, rounds: int, limit: float
) -> None:
    """The limit is 1.5, asserted by the long run; 1.8 is a floor."""
    port = Port("db", FILL)
    sql = OF_USER.format(":id")
    cost = by_turns(
        lambda: port.seconds(sql, 500, id=77),
        lambda: seconds(lambda: as_dicts(rows, sql, {"id": 77}), 500),
        rounds,
    )
    print(f"one user's orders: {cost:.2f} times the cost of SQLite (at most {limit})")
    assert cost <= limit
