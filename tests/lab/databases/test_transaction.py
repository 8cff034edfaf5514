"""Transactions: what takes effect when, the lab's own writes, and the points around a commit."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab import Answer, Lab
from course.lab.databases.relational import RelationalDatabase, SqlTransaction
from course.lab.errors import BadSetting, NotYourDatabase, WaitsForEver
from course.ports import Clock, Database, Row
from course.trace import NS_PER_MS, Span

Handler = Callable[..., Any]


def keeper(db: Database, clock: Clock) -> FastAPI:
    """Keeps notes, in one transaction or without."""
    db.schema("create table if not exists notes (n integer primary key, told integer default 0)")
    app = FastAPI()

    @app.get("/alone/{n}")
    async def alone(n: int) -> None:
        await db.query("insert into notes (n) values (:n)", n=n)

    @app.get("/together/{n}")
    async def together(n: int, fail: bool = False, pause_ms: float = 0) -> None:
        async with db.transaction() as tx:
            await tx.query("insert into notes (n) values (:n)", n=n)
            await clock.sleep(pause_ms)
            await tx.query("update notes set told = told + 1")
            if fail:
                raise RuntimeError("not this time")

    return app


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.start(keeper)
    return lab


def database(lab: Lab, service: str = "keeper") -> RelationalDatabase:
    found = lab.services[service].database
    assert isinstance(found, RelationalDatabase)
    return found


def write_into(tx: SqlTransaction, sql: str, parameters: Row, attributes: Row) -> list[Row]:
    """A write of the lab's own."""
    work = partial(database_of(tx).answer, sql, parameters)
    return tx.at_once(work, attributes)


def database_of(tx: SqlTransaction) -> RelationalDatabase:
    assert isinstance(tx.database, RelationalDatabase)
    return tx.database


def writes(answer: Answer) -> list[Span]:
    return [span for span in answer.trace if "db.changes" in span.attributes]


def notes(lab: Lab) -> list[int]:
    return [row["n"] for row in lab.tables("keeper")["notes"]]


def ask(lab: Lab, handler: Handler) -> Answer:
    """Have the keeper's own code do something in its database."""
    app = lab.services["keeper"].app
    app.get("/asked")(handler)  # type: ignore[attr-defined]
    return lab.get("http://keeper/asked")


# When changes take effect


def test_a_statement_alone_takes_effect_when_its_span_starts(lab: Lab) -> None:
    (span,) = writes(lab.get("/alone/1"))
    assert span.attributes["db.committed"] == span.start
    assert span.attributes["db.changes"] == [
        {"table": "notes", "before": None, "after": {"n": 1, "told": 0}}
    ]


def test_the_statements_of_a_transaction_take_effect_at_its_commit(lab: Lab) -> None:
    first, second = writes(lab.get("/together/1?pause_ms=20"))
    assert (first.start, second.start) == (5 * NS_PER_MS, 26 * NS_PER_MS)
    assert [span.attributes["db.committed"] for span in (first, second)] == [27 * NS_PER_MS] * 2


def test_what_is_undone_never_takes_effect(lab: Lab) -> None:
    spans = writes(lab.get("/together/1?fail=true"))
    assert len(spans) == 2
    assert not [span for span in spans if "db.committed" in span.attributes]


def test_what_is_still_open_has_not_taken_effect(lab: Lab) -> None:
    async def leave_open() -> None:
        async def hold() -> None:
            async with database(lab).transaction() as tx:
                await tx.query("insert into notes (n) values (1)")
                await asyncio.sleep(1)

        held.append(asyncio.create_task(hold()))
        await asyncio.sleep(0.01)

    held: list[asyncio.Task[None]] = []
    (span,) = writes(ask(lab, leave_open))
    assert "db.committed" not in span.attributes
    lab.settle()
    assert span.attributes["db.committed"] == 1006 * NS_PER_MS


def test_reading_changes_nothing(lab: Lab) -> None:
    async def read() -> None:
        await database(lab).query("select * from notes")

    assert writes(ask(lab, read)) == []


request = st.one_of(
    st.builds("/alone/{}".format, st.integers(0, 3)),
    st.builds(
        "/together/{}?fail={}&pause_ms={}".format,
        st.integers(0, 6),
        st.sampled_from(["true", "false"]),
        st.integers(0, 3),
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(request, min_size=1, max_size=4), max_size=4))
def test_the_trace_alone_tells_what_the_tables_hold(rounds: list[list[str]]) -> None:
    lab = Lab()
    lab.start(keeper)
    for urls in rounds:
        lab.together(*urls)
    done = [span for span in lab.trace if "db.committed" in span.attributes]
    rows: list[Any] = []
    for span in sorted(done, key=lambda span: (span.attributes["db.committed"], span.id)):
        for change in span.attributes["db.changes"]:
            if change["before"] is not None:
                rows.remove(change["before"])
            if change["after"] is not None:
                rows.append(change["after"])
    assert sorted(rows, key=lambda row: row["n"]) == lab.tables("keeper")["notes"]


# The lab's own writes


def test_the_lab_writes_into_a_transaction_in_no_time_and_notes_it_where_it_likes(lab: Lab) -> None:
    mine: dict[str, Any] = {"mine": True}

    async def write() -> None:
        async with database(lab).transaction() as tx:
            insert = "insert into notes (n) values (:n) returning n"
            assert write_into(tx, insert, {"n": 1}, mine) == [{"n": 1}]
            write_into(tx, "insert into notes (n) values (2)", {}, mine)
            assert "db.committed" not in mine

    answer = ask(lab, write)
    assert (answer.status, answer.milliseconds) == (200, 10)
    assert writes(answer) == []
    assert [change["after"]["n"] for change in mine.pop("db.changes")] == [1, 2]
    assert mine == {"mine": True, "db.namespace": "keeper.db", "db.committed": 5 * NS_PER_MS}


def test_what_the_lab_wrote_is_undone_with_the_transaction(lab: Lab) -> None:
    mine: dict[str, Any] = {}

    async def write() -> None:
        async with database(lab).transaction() as tx:
            write_into(tx, "insert into notes (n) values (1)", {}, mine)
            raise RuntimeError("not this time")

    ask(lab, write)
    assert notes(lab) == []
    assert "db.committed" not in mine
    assert mine["db.rolled_back"] == lab.trace.roots[-1].start + 5 * NS_PER_MS


def test_the_lab_waits_for_its_turn_without_a_span(lab: Lab) -> None:
    seen: list[Any] = []

    async def write() -> None:
        async with database(lab).quietly() as tx:
            seen.extend(write_into(tx, "select n from notes", {}, {}))

    lab.services["keeper"].app.get("/asked")(write)  # type: ignore[attr-defined]
    _, quiet = lab.together("/together/7?pause_ms=30", "/asked")
    assert seen == [{"n": 7}]
    assert quiet.milliseconds == 10 + 32
    assert [span.name for span in quiet.trace] == ["GET", "GET /asked"]


def test_a_write_after_the_end_of_its_transaction_is_refused(lab: Lab) -> None:
    async def late() -> None:
        async with database(lab).transaction() as tx:
            pass
        assert not tx.is_open
        write_into(tx, "insert into notes (n) values (1)", {}, {})

    with pytest.raises(BadSetting, match="came after its transaction was over"):
        ask(lab, late)
    assert notes(lab) == []


def test_a_transaction_that_a_statement_has_ended_takes_no_more(lab: Lab) -> None:
    async def go_on() -> None:
        async with database(lab).transaction() as tx:
            await tx.query("insert into notes (n) values (1)")
            with pytest.raises(Exception, match="UNIQUE"):
                await tx.query("insert or rollback into notes (n) values (1)")
            assert not tx.is_open
            await tx.query("insert into notes (n) values (2)")

    with pytest.raises(BadSetting, match="came after its transaction was over"):
        ask(lab, go_on)
    assert notes(lab) == []


def test_another_service_cannot_write_into_a_transaction(lab: Lab) -> None:
    given: list[SqlTransaction] = []

    def thief() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def steal() -> None:
            write_into(given[0], "delete from notes", {}, {})

        return app

    async def lend() -> None:
        async with database(lab).transaction() as tx:
            given.append(tx)
            await asyncio.sleep(0.1)

    lab.services["keeper"].app.get("/asked")(lend)  # type: ignore[attr-defined]
    lab.start(thief)
    with pytest.raises(NotYourDatabase, match=r"thief reached into keeper\.db"):
        lab.together("http://keeper/asked", "http://thief/")


def test_waiting_for_a_turn_while_having_it_is_an_error(lab: Lab) -> None:
    async def inside() -> None:
        async with database(lab).transaction(), database(lab).quietly():
            pass

    with pytest.raises(WaitsForEver, match="its own code holds"):
        ask(lab, inside)


def test_a_second_transaction_waits_behind_those_who_came_before(lab: Lab) -> None:
    order: list[str] = []

    async def twice() -> None:
        for name in ("first", "third"):
            async with database(lab).transaction() as tx:
                order.append(name)
                await tx.query("update notes set told = 1")

    async def once() -> None:
        async with database(lab).transaction() as tx:
            order.append("second")
            await tx.query("update notes set told = 2")

    app: Any = lab.services["keeper"].app
    app.get("/twice")(twice)
    app.get("/once")(once)
    first, second = lab.together("/twice", "/once")
    assert order == ["first", "second", "third"]
    assert [answer.milliseconds for answer in (first, second)] == [13, 12]
    for answer in (first, second):
        (queued,) = [span for span in answer.trace if span.name == "queued"]
        assert queued.milliseconds == 1


# The points around a commit


def stop_at(lab: Lab, point: str) -> list[str]:
    """Have a cancellation strike there; the list tells what was called, in order."""
    called: list[str] = []

    def at_point(user: str, name: str) -> None:
        assert user == "keeper"
        called.append(f"{name}: {notes(lab)}")
        if name == point:
            raise asyncio.CancelledError(name)

    database(lab).at_point = at_point
    database(lab).on_commit["keeper"] = lambda: called.append("on commit")
    return called


def test_both_points_and_the_commit_come_in_order(lab: Lab) -> None:
    called = stop_at(lab, "nowhere")
    assert lab.get("/together/1").ok
    assert called == ["before commit: [1]", "on commit", "after commit: [1]"]


def test_stopped_before_the_commit_nothing_is_kept(lab: Lab) -> None:
    called = stop_at(lab, "before commit")
    answer = lab.get("/together/1")
    assert called == ["before commit: [1]"]
    assert notes(lab) == []
    assert not [span for span in writes(answer) if "db.committed" in span.attributes]


def test_stopped_after_the_commit_everything_is_kept_and_the_user_hears_of_it(lab: Lab) -> None:
    called = stop_at(lab, "after commit")
    answer = lab.get("/together/1")
    assert called == ["before commit: [1]", "on commit", "after commit: [1]"]
    assert notes(lab) == [1]
    assert all("db.committed" in span.attributes for span in writes(answer))
    assert answer.status == 500
    assert lab.get("/alone/2").ok, "the turn was given back"


def test_a_transaction_that_fails_and_the_labs_own_have_no_points(lab: Lab) -> None:
    called = stop_at(lab, "nowhere")
    lab.get("/together/1?fail=true")
    lab.get("/alone/2")

    async def quiet() -> None:
        async with database(lab).quietly() as tx:
            write_into(tx, "insert into notes (n) values (3)", {}, {})

    ask(lab, quiet)
    assert called == []
    assert notes(lab) == [2, 3]


def test_a_service_that_goes_down_cannot_commit_by_not_listening(lab: Lab) -> None:
    async def stubborn() -> None:
        async with database(lab).transaction() as tx:
            await tx.query("insert into notes (n) values (1)")
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(10)

    held: list[asyncio.Task[None]] = []

    async def start() -> None:
        held.append(asyncio.create_task(stubborn()))
        await asyncio.sleep(0.01)

    ask(lab, start)
    assert notes(lab) == [1], "under way"
    lab.down("keeper")
    lab.settle()
    assert notes(lab) == []
