"""A database that belongs to one service: exact times, all or nothing, one at a time."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from course.lab import Lab
from course.lab.errors import BadSetting, WaitsForEver
from course.ports import Clock, Database, Http


def till(db: Database, clock: Clock) -> FastAPI:
    """Moves money between two accounts, slowly."""
    db.schema(
        "create table if not exists accounts (name text primary key, cents integer);"
        "insert or ignore into accounts values ('a', 100), ('b', 0)"
    )
    app = FastAPI()

    @app.get("/move/{cents}")
    async def move(cents: int, fail: bool = False, pause_ms: float = 0) -> None:
        async with db.transaction() as tx:
            await tx.query("update accounts set cents = cents - :c where name = 'a'", c=cents)
            await clock.sleep(pause_ms)
            if fail:
                raise RuntimeError("half way")
            await tx.query("update accounts set cents = cents + :c where name = 'b'", c=cents)

    @app.get("/total")
    async def total() -> int:
        rows = await db.query("select sum(cents) as cents from accounts")
        return int(rows[0]["cents"])

    @app.get("/inside")
    async def inside() -> None:
        async with db.transaction():
            await db.query("select 1")

    @app.get("/value")
    async def value(value: str) -> Any:
        return (await db.query("select :value as value", value=value))[0]["value"]

    return app


def impatient(http: Http) -> FastAPI:
    """Has money moved, and gives up in the middle of it."""
    app = FastAPI()

    @app.get("/")
    async def ask() -> None:
        await http.get("http://till/move/30?pause_ms=500", timeout=0.1)

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(till)
    return lab


def accounts(lab: Lab) -> dict[str, int]:
    return {row["name"]: row["cents"] for row in lab.tables("till")["accounts"]}


def test_a_transaction_that_ends_well_is_kept(lab: Lab) -> None:
    assert lab.get("/move/30").milliseconds == 12
    assert accounts(lab) == {"a": 70, "b": 30}


def test_a_transaction_that_fails_leaves_nothing(lab: Lab) -> None:
    assert lab.get("/move/30?fail=true").status == 500
    assert accounts(lab) == {"a": 100, "b": 0}


def test_a_crash_inside_a_transaction_leaves_nothing(lab: Lab) -> None:
    lab.start(impatient)
    lab.get("http://impatient/")
    lab.down("till")
    lab.settle()
    lab.up("till")
    assert accounts(lab) == {"a": 100, "b": 0}
    assert lab.get("http://till/move/1").ok, "the lock was given back"


def test_nobody_sees_a_transaction_half_done(lab: Lab) -> None:
    moved, total = lab.together("/move/30?pause_ms=50", "/total")
    assert moved.ok
    assert total.body == 100
    assert total.milliseconds == 10 + 52 + 1, "it waited until the transaction was over"
    assert "queued" in [span.name for span in total.trace]


def test_transactions_come_one_after_another(lab: Lab) -> None:
    first, second = lab.together("/move/30", "/move/30")
    assert (first.milliseconds, second.milliseconds) == (12, 14)
    assert accounts(lab) == {"a": 40, "b": 60}


def test_a_query_that_waits_for_its_own_transaction_is_an_error(lab: Lab) -> None:
    with pytest.raises(WaitsForEver, match=r"till: inside.*\n.*call tx\.query"):
        lab.get("/inside")
    assert lab.get("/total").body == 100


def test_what_is_written_beside_a_failing_sibling_is_not_left_behind(lab: Lab) -> None:
    def bank(db: Database, clock: Clock) -> FastAPI:
        db.schema("create table if not exists notes (n integer)")
        app = FastAPI()

        async def fail() -> None:
            await clock.sleep(1)
            raise RuntimeError("one of two")

        @app.get("/")
        async def both() -> None:
            async with db.transaction() as tx:

                async def late() -> None:
                    await clock.sleep(5)
                    await tx.query("insert into notes values (1)")

                await asyncio.gather(fail(), late())

        return app

    lab.start(bank)
    with pytest.raises(BadSetting, match=r"after its transaction was over.*\n.*late, line"):
        lab.get("http://bank/")
    assert lab.tables("bank")["notes"] == []


def test_starting_a_service_again_undoes_its_open_transaction(lab: Lab) -> None:
    lab.start(impatient)
    lab.get("http://impatient/")
    lab.start(till)
    assert accounts(lab) == {"a": 100, "b": 0}
    lab.settle()
    assert accounts(lab) == {"a": 100, "b": 0}


def test_a_statement_that_ends_its_transaction_by_itself_is_no_fault_of_the_lab(lab: Lab) -> None:
    def strict(db: Database) -> FastAPI:
        db.schema("create table if not exists once (n integer primary key)")
        app = FastAPI()

        @app.get("/")
        async def insert() -> None:
            async with db.transaction() as tx:
                await tx.query("insert or rollback into once values (1)")

        return app

    lab.start(strict)
    assert lab.get("http://strict/").status == 200
    answer = lab.get("http://strict/")
    assert (answer.status, answer.failures[0].error.__class__.__name__) == (500, "IntegrityError")


def test_tables_without_a_rowid_can_be_looked_at(lab: Lab) -> None:
    def odd(db: Database) -> FastAPI:
        db.schema("create table if not exists pairs (a text primary key) without rowid")
        return FastAPI()

    lab.start(odd)
    assert lab.tables("odd") == {"pairs": []}


def test_a_service_without_a_database_has_no_tables(lab: Lab) -> None:
    def empty() -> FastAPI:
        return FastAPI()

    lab.start(empty)
    with pytest.raises(BadSetting, match="empty has no database"):
        lab.tables("empty")


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20))
def test_any_text_comes_back_as_it_went_in(text: str) -> None:
    lab = Lab()
    lab.start(till)
    assert lab.request("GET", "/value", params={"value": text}).body == text


def test_a_database_call_is_a_client_span_with_opentelemetrys_names(lab: Lab) -> None:
    trace = lab.get("/total").trace
    (call,) = [span for span in trace if "db.system.name" in span.attributes]
    assert (call.kind, call.service, call.name) == ("client", "till", "SELECT accounts")
    assert call.attributes == {
        "db.system.name": "sqlite",
        "db.namespace": "till.db",
        "db.operation.name": "SELECT",
        "db.query.summary": "SELECT accounts",
        "db.query.text": "select sum(cents) as cents from accounts",
        "db.response.returned_rows": 1,
    }
