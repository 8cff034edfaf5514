"""What any relational database of a service must do, whichever engine is underneath.

A clause takes the ground on which services run, starts its own services there, and asserts. A
service takes its database as ``db``; the ground gives it the port that is to be tested.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.lab.errors import BadSetting, NotYourDatabase
from course.lab.lab import Point
from course.ports import (
    Bus,
    Clock,
    Columns,
    Database,
    DatabaseUnavailable,
    Event,
    Http,
    Queries,
    Row,
)

Build = Callable[[Database, Bus, Clock], FastAPI]


class Ground:
    """A lab in which a service's database is of the kind that is to be tested."""

    def __init__(self, port: str, folder: Path | None) -> None:
        self.port, self.folder = port, folder
        self.lab = Lab(folder=folder)

    def start(self, build: Build, name: str | None = None) -> None:
        """Start a service that takes a database, the bus and the clock."""

        def on_db(db: Database, bus: Bus, clock: Clock) -> FastAPI:
            return build(db, bus, clock)

        def on_columns(columns: Columns, bus: Bus, clock: Clock) -> FastAPI:
            return build(columns, bus, clock)

        service = {"db": on_db, "columns": on_columns}[self.port]
        self.lab.start(service, name=name or build.__name__)

    def open_again(self) -> None:
        """Let go of everything, and go on with the folder in another lab."""
        self.lab.close()
        self.lab = Lab(folder=self.folder)


def till(db: Database, bus: Bus, clock: Clock) -> FastAPI:
    """Moves money between two accounts, slowly, and tells of it."""
    db.schema(
        "create table if not exists accounts (name text primary key, cents integer not null);"
        "insert or ignore into accounts values ('a', 100), ('b', 0)"
    )
    bus.declare("money.moved")
    app = FastAPI()

    @app.post("/move/{cents}")
    async def move(cents: int, fail: bool = False, pause_ms: float = 0) -> None:
        async with db.transaction() as tx:
            await tx.query("update accounts set cents = cents - :c where name = 'a'", c=cents)
            await clock.sleep(pause_ms)
            bus.emit(tx, Event("money.moved", {"cents": cents}))
            if fail:
                raise RuntimeError("half way")
            await tx.query("update accounts set cents = cents + :c where name = 'b'", c=cents)

    @app.get("/total")
    async def total() -> int:
        rows = await db.query("select sum(cents) as cents from accounts")
        return int(rows[0]["cents"])

    return app


def accounts(ground: Ground) -> dict[str, int]:
    return {row["name"]: row["cents"] for row in ground.lab.tables("till")["accounts"]}


# Questions and answers


def console(db: Database, bus: Bus, clock: Clock) -> FastAPI:
    """Runs what it is sent: one statement after another, alone or in one transaction."""
    db.schema(
        "create table if not exists stock (id integer primary key, title text, cents integer);"
        "create table if not exists notes (n integer, text text)"
    )
    app = FastAPI()

    @app.post("/alone")
    async def alone(statements: list[tuple[str, dict[str, Any]]]) -> list[list[Row]]:
        return [await db.query(sql, **parameters) for sql, parameters in statements]

    @app.post("/together")
    async def together(
        statements: list[tuple[str, dict[str, Any]]], regret: bool = False
    ) -> list[list[Row]]:
        async with db.transaction() as tx:
            answers = [await tx.query(sql, **parameters) for sql, parameters in statements]
            if regret:
                raise RuntimeError("thought better of it")
        return answers

    @app.post("/forgiving")
    async def forgiving(statements: list[str]) -> list[str]:
        """Goes on in the same transaction when a statement has failed."""
        errors = []
        async with db.transaction() as tx:
            for sql in statements:
                try:
                    await tx.query(sql)
                except Exception as error:
                    errors.append(str(error))
        return errors

    return app


Statement = str | tuple[str, dict[str, Any]]


def run(ground: Ground, *statements: Statement, how: str = "alone") -> list[list[Row]]:
    """What each statement answers."""
    said = [it if isinstance(it, tuple) else (it, {}) for it in statements]
    answer = ground.lab.post(f"http://console/{how}", json=said)
    assert answer.status == 200, answer
    rows: list[list[Row]] = answer.body
    return rows


def changes(ground: Ground) -> list[dict[str, Any]]:
    """Every change of a row that was kept, as the trace tells it, in order."""
    spans = [span for span in ground.lab.trace if "db.committed" in span.attributes]
    return [change for span in spans for change in span.attributes["db.changes"]]


def changed(ground: Ground, *statements: Statement, how: str = "alone") -> list[tuple[Any, Any]]:
    """What rows were before and after, as far as statements changed them."""
    before = len(changes(ground))
    run(ground, *statements, how=how)
    return [(it["before"], it["after"]) for it in changes(ground)[before:]]


TEA, INK = {"id": 1, "title": "Tea", "cents": 450}, {"id": 2, "title": "Ink", "cents": 700}
LIST_BOTH = "insert into stock values (1, 'Tea', 450), (2, 'Ink', 700)"


def a_statement_answers_with_rows(ground: Ground) -> None:
    ground.start(console)
    assert run(
        ground,
        LIST_BOTH,
        ("select * from stock where id = :id", {"id": 1}),
        ("select * from stock where id > :id", {"id": 5}),
        ("update stock set cents = :c where id = :id returning *", {"c": 1, "id": 2}),
        "insert into stock values (3, 'Pen', 9) returning title, cents",
        "select sum(cents) as cents from stock",
    ) == [
        [],
        [TEA],
        [],
        [{**INK, "cents": 1}],
        [{"title": "Pen", "cents": 9}],
        [{"cents": 460}],
    ]


def parameters_are_names_and_nothing_else_is(ground: Ground) -> None:
    ground.start(console)
    text = "it's :here -- :there /* ::"
    ((row,),) = run(
        ground,
        (
            "select :here as \"a:here\", ':here' as b, 'it''s :here' as c,"
            " cast(:there as text) as d -- :nowhere ' \n /* :nor here ' */ where :here = :here",
            {"here": text, "there": "x", "unused": 1},
        ),
    )
    assert row == {"a:here": text, "b": ":here", "c": "it's :here", "d": "x"}


def what_json_has_comes_back_as_it_went_in(ground: Ground) -> None:
    ground.start(console)
    for value in ("", "Grüße, 商店 \U0001f6d2", "'\";--", 0, -(2**31), 2**62, 0.1, -1e300, None):
        ((row,),) = run(ground, ("select :value as value", {"value": value}))
        assert (row["value"], type(row["value"])) == (value, type(value))


def one_statement_at_a_time(ground: Ground) -> None:
    ground.start(console)
    answer = ground.lab.post("http://console/alone", json=[(f"{LIST_BOTH}; delete from stock", {})])
    assert answer.status == 500
    assert ground.lab.tables("console")["stock"] == []


# What statements change


def an_insert_tells_what_is_new(ground: Ground) -> None:
    ground.start(console)
    assert changed(ground, LIST_BOTH) == [(None, TEA), (None, INK)]
    assert changed(ground, "insert or ignore into stock values (1, 'Pen', 1)") == []
    copy = "insert into stock select id + 10, title, cents from stock where id = 1 returning id"
    assert changed(ground, copy, how="together") == [(None, {**TEA, "id": 11})]
    nothing = "insert into stock select * from stock where id = 99"
    assert changed(ground, nothing) == []


def other_writes_tell_rows_before_and_after(ground: Ground) -> None:
    ground.start(console)
    run(ground, LIST_BOTH, "insert into notes values (1, 'a'), (1, 'a')")
    cheap, dear = {**TEA, "cents": 1}, {**INK, "cents": 9}
    assert changed(ground, "update stock set cents = 1 where id = 1") == [(TEA, cheap)]
    back = "update stock set cents = 450 where id = 1 returning id"
    assert changed(ground, back) == [(cheap, TEA)]
    run(ground, "update stock set cents = 1 where id = 1")
    assert changed(ground, "update stock set cents = cents") == []
    upsert = (
        "insert into stock values (2, 'Ink', 9), (3, 'Pen', 9)"
        " on conflict (id) do update set cents = excluded.cents"
    )
    pen = {"id": 3, "title": "Pen", "cents": 9}
    assert changed(ground, upsert, how="together") == [(INK, dear), (None, pen)]
    gone = changed(ground, "delete from stock where id < 3")  # in the engine's own order
    assert sorted(gone, key=lambda change: change[0]["id"]) == [(cheap, None), (dear, None)]
    assert changed(ground, "delete from notes") == [({"n": 1, "text": "a"}, None)] * 2


def what_is_undone_is_no_change(ground: Ground) -> None:
    ground.start(console)
    ground.lab.post("http://console/together?regret=true", json=[(LIST_BOTH, {})])
    ground.lab.post(
        "http://console/alone", json=[("insert into stock values (1,'',1),(1,'',1)", {})]
    )
    assert changes(ground) == []
    assert ground.lab.tables("console")["stock"] == []


def who_reads_changes_nothing(ground: Ground) -> None:
    ground.start(console)
    assert changed(ground, "select * from stock", "with one as (select 1) select * from one") == []


def all_changes_together_are_the_tables(ground: Ground) -> None:
    ground.start(console)
    writes = [
        LIST_BOTH,
        "insert into stock values (7, 'Pen', 1) returning *",
        "update stock set cents = cents + 1",
        "insert or replace into stock values (7, 'Pencil', 5), (8, 'Cup', 6)",
        "with old as (select 1 as id) delete from stock where id in (select id from old)",
        "insert into notes select cents, title from stock",
        "update notes set text = text || n where n > 5",
        "update stock set id = id + 100 where id = 8",
        "delete from notes where n = 5",
    ]
    for how in ("alone", "together"):
        run(ground, "delete from stock", *writes, how=how)
    rebuilt: dict[str, Counter[Any]] = {"stock": Counter(), "notes": Counter()}
    for change in changes(ground):
        rows = rebuilt[change["table"]]
        for side, sign in (("before", -1), ("after", 1)):
            if change[side] is not None:
                rows[tuple(change[side].items())] += sign
    for table, rows in rebuilt.items():
        now = Counter(tuple(row.items()) for row in ground.lab.tables("console")[table])
        assert {row: count for row, count in rows.items() if count} == now
        assert now


# Transactions


def all_or_nothing(ground: Ground) -> None:
    ground.start(till)
    assert ground.lab.post("/move/30").milliseconds == 12
    assert ground.lab.post("/move/30?fail=true").status == 500
    assert accounts(ground) == {"a": 70, "b": 30}


def nobody_sees_a_transaction_half_done(ground: Ground) -> None:
    ground.start(till)

    def both(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def start() -> None:
            await http.post("http://till/move/30?pause_ms=500", timeout=0.1)

        return app

    ground.lab.start(both)
    ground.lab.get("http://both/")
    total = ground.lab.get("http://till/total")
    assert total.body == 100
    assert "queued" in [span.name for span in total.trace]


def a_crash_inside_a_transaction_leaves_nothing(ground: Ground) -> None:
    points: tuple[Point, ...] = ("before commit", "after commit")
    for point, left in zip(points, ({"a": 100, "b": 0}, {"a": 70, "b": 30}), strict=True):
        ground.start(till)
        ground.lab.down("till", at=point)
        ground.lab.post("http://till/move/30")
        ground.lab.settle()
        ground.lab.up("till")
        assert accounts(ground) == left
        ground.lab.settle()
    assert [event.data for _, event in ground.lab.bus.events()] == [{"cents": 30}]


def a_statement_that_fails_leaves_nothing_of_it(ground: Ground) -> None:
    ground.start(console)
    run(ground, LIST_BOTH)
    for how in ("alone", "together"):
        said = [("insert into stock values (3, 'Pen', 9), (1, 'Cup', 5)", {})]
        answer = ground.lab.post(f"http://console/{how}", json=said)
        assert answer.status == 500
        assert "onstraint" in str(answer.failures[0].error)
    assert ground.lab.tables("console")["stock"] == [TEA, INK]
    run(ground, "delete from stock", how="together")


def who_goes_on_after_a_failure_keeps_all_or_nothing(ground: Ground) -> None:
    ground.start(console)
    said = ["insert into stock values (1, 'Tea', 450)", "insert into stock values (1, 'Tea', 450)"]
    answer = ground.lab.post("http://console/forgiving", json=[*said, "select 1"])
    kept = ground.lab.tables("console")["stock"]
    assert (answer.status, kept) in [(200, [TEA]), (500, [])], "no promise without the row"


def a_database_that_is_down_says_so(ground: Ground) -> None:
    ground.start(till)
    ground.lab.down("till.db")
    answer = ground.lab.post("/move/1")
    assert isinstance(answer.failures[0].error, DatabaseUnavailable)
    ground.lab.up("till.db")
    assert ground.lab.post("/move/1").ok


# Refusals


@contextmanager
def refused(error: type[Exception], *words: str) -> Iterator[None]:
    with pytest.raises(error) as caught:
        yield
    assert not [word for word in words if word not in str(caught.value)]


def what_is_the_labs_own_is_refused(ground: Ground) -> None:
    ground.start(console)
    for sql in ("begin", "commit", "rollback", "-- a note\nbegin"):
        for how in ("alone", "together"):
            with refused(BadSetting, "begin or end a transaction on console.db", "tx.query"):
                run(ground, sql, how=how)
    with refused(NotYourDatabase, "was to be attached to console.db"):
        run(ground, "attach 'other.db' as other")
    run(ground, LIST_BOTH, how="together")


def the_table_of_another_is_named_with_its_owner(ground: Ground) -> None:
    ground.start(console)
    ground.start(till)
    for sql in (
        "select * from accounts",
        "select * from stock join accounts on true",
        "insert into accounts values ('c', 1)",
        "update accounts set cents = 1000000",
        "delete from accounts",
    ):
        with refused(NotYourDatabase, "console looked for accounts", "belongs to till", "Where: "):
            run(ground, sql)
    answer = ground.lab.post("http://console/alone", json=[("select * from nowhere", {})])
    assert (answer.status, "nowhere" in str(answer.failures[0].error)) == (500, True)
    assert accounts(ground) == {"a": 100, "b": 0}


def a_schema_that_cannot_be_read_is_said_to_be_so(ground: Ground) -> None:
    def wrong(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema("create table if not exists good (n integer); create tabel bad (n integer)")
        return FastAPI()

    with refused(BadSetting, "schema of wrong.db cannot be read", "Mend the SQL"):
        ground.start(wrong)


# Migrations

STEPS = (
    "alter table people add column age integer; update people set age = 1",
    "create table pets (name text)",
)


def people(steps: tuple[str, ...]) -> Build:
    def service(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema(
            "create table if not exists people (name text);"
            "insert into people (name) select 'Ada' where not exists (select * from people)"
        )
        db.migrate(*steps)
        return FastAPI()

    return service


def a_step_runs_once(ground: Ground) -> None:
    for steps in ((), STEPS[:1], STEPS[:1], STEPS, STEPS):
        ground.start(people(steps), "people")
    assert ground.lab.tables("people") == {"people": [{"name": "Ada", "age": 1}], "pets": []}
    with refused(BadSetting, "2 migrations have been run on people.db; the version", "knows 1"):
        ground.start(people(STEPS[:1]), "people")


def a_step_that_fails_leaves_nothing(ground: Ground) -> None:
    half = "alter table people add column age integer; insert into nowhere values (1)"
    for _ in range(2):
        with refused(BadSetting, "schema of people.db cannot be read", "nowhere"):
            ground.start(people((half,)), "people")
    ground.start(people(STEPS), "people")
    assert ground.lab.tables("people") == {"people": [{"name": "Ada", "age": 1}], "pets": []}


# Events


def what_is_written_is_told_and_what_is_undone_is_not(ground: Ground) -> None:
    ground.start(till)
    for query in ("", "?fail=true", ""):
        ground.lab.post(f"/move/30{query}")
    ground.lab.settle()
    told = [event for _, event in ground.lab.bus.events()]
    assert [event.data for event in told] == [{"cents": 30}] * 2
    assert len({event.id for event in told}) == 2
    assert ground.lab.tables("till")["outbox"] == []


def a_table_of_ones_own_is_not_taken_for_the_outbox(ground: Ground) -> None:
    def post(db: Database, bus: Bus, clock: Clock) -> FastAPI:
        db.schema("create table if not exists outbox (letter text)")
        bus.declare("letter.sent")
        return FastAPI()

    with refused(BadSetting, "a table outbox already", "something else"):
        ground.start(post)


def numbers_are_never_given_twice(ground: Ground) -> None:
    ground.start(till)
    numbers = []
    for _ in range(3):
        ground.lab.down("bus")
        ground.lab.post("http://till/move/1")
        ground.lab.post("http://till/move/1?fail=true")
        ground.lab.settle()
        numbers += [row["number"] for row in ground.lab.tables("till")["outbox"]]
        ground.lab.up("bus")
        ground.lab.settle()
        assert ground.lab.tables("till")["outbox"] == []
        if ground.folder is not None:
            ground.open_again()
        ground.start(till)
    assert sorted(set(numbers)) == numbers
    assert len({event.id for _, event in ground.lab.bus.events()}) == 3


def hearer(db: Database, bus: Bus, clock: Clock) -> FastAPI:
    """Writes down what it hears, and stumbles once over the first."""
    db.schema("create table if not exists heard (cents integer, id text primary key)")
    stumbled: set[str] = set()

    @bus.on("money.moved")
    async def hear(event: Event, tx: Queries) -> None:
        sql = "insert into heard values (:cents, :id) on conflict do nothing"
        await tx.query(sql, cents=event.data["cents"], id=event.id)
        if event.id not in stumbled:
            stumbled.add(event.id)
            raise RuntimeError("stumbled")

    return FastAPI()


def a_handler_writes_in_the_transaction_of_its_event(ground: Ground) -> None:
    ground.start(till)
    ground.start(hearer)
    points: tuple[Point, ...] = ("before commit", "after commit", "before acknowledging")
    for cents, point in enumerate(points, start=1):
        ground.lab.down("hearer", at=point)
        ground.lab.post(f"http://till/move/{cents}")
        ground.lab.settle()
        ground.lab.up("hearer")
        ground.lab.settle()
    assert [row["cents"] for row in ground.lab.tables("hearer")["heard"]] == [1, 2, 3]
    assert ground.lab.bus.waiting("hearer") == 0


# Another lab in the same folder


def what_was_kept_is_there_again(ground: Ground) -> None:
    ground.start(till)
    ground.start(people(STEPS), "people")
    for _ in range(3):
        ground.lab.down("bus")
        ground.lab.post("http://till/move/10")
        if ground.folder is not None:
            ground.open_again()
        ground.start(till)
        ground.start(people(STEPS), "people")
        ground.lab.up("bus")
        ground.lab.settle()
    assert accounts(ground) == {"a": 70, "b": 30}
    assert len(ground.lab.bus.events()) == 3
    assert ground.lab.sizes()["till.db"] > 0


Clause = Callable[[Ground], None]

CONTRACT: tuple[Clause, ...] = (
    a_statement_answers_with_rows,
    parameters_are_names_and_nothing_else_is,
    what_json_has_comes_back_as_it_went_in,
    one_statement_at_a_time,
    an_insert_tells_what_is_new,
    other_writes_tell_rows_before_and_after,
    what_is_undone_is_no_change,
    who_reads_changes_nothing,
    all_changes_together_are_the_tables,
    all_or_nothing,
    nobody_sees_a_transaction_half_done,
    a_crash_inside_a_transaction_leaves_nothing,
    a_statement_that_fails_leaves_nothing_of_it,
    who_goes_on_after_a_failure_keeps_all_or_nothing,
    a_database_that_is_down_says_so,
    what_is_the_labs_own_is_refused,
    the_table_of_another_is_named_with_its_owner,
    a_schema_that_cannot_be_read_is_said_to_be_so,
    a_step_runs_once,
    a_step_that_fails_leaves_nothing,
    what_is_written_is_told_and_what_is_undone_is_not,
    a_table_of_ones_own_is_not_taken_for_the_outbox,
    numbers_are_never_given_twice,
    a_handler_writes_in_the_transaction_of_its_event,
    what_was_kept_is_there_again,
)
