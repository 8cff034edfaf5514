"""Which database a service gets: its own, or a shared one on purpose; and what if it is down."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from course.lab import Lab
from course.lab.errors import BadSetting, NoSuchService, NotYourDatabase, UnknownPort
from course.ports import Bus, Columns, Database, DatabaseUnavailable, Documents, Event, Queries
from course.webs import request_web

NOTES = "create table if not exists notes (n integer primary key)"


def keeper(db: Database) -> FastAPI:
    """Keeps notes."""
    db.schema(NOTES)
    app = FastAPI()

    @app.post("/notes/{n}")
    async def write(n: int) -> None:
        await db.query("insert into notes values (:n)", n=n)

    @app.get("/notes")
    async def read() -> list[int]:
        return [row["n"] for row in await db.query("select n from notes")]

    @app.get("/slowly/{n}")
    async def write_slowly(n: int) -> None:
        async with db.transaction() as tx:
            await tx.query("insert into notes values (:n)", n=n)
            await tx.query("select 1")

    return app


def reader(db: Database) -> FastAPI:
    """Reads notes that are not its own."""
    app = FastAPI()

    @app.get("/notes")
    async def read() -> list[int]:
        return [row["n"] for row in await db.query("select n from notes")]

    return app


def teller(db: Database, bus: Bus) -> FastAPI:
    """Keeps notes, and tells of them."""
    db.schema(NOTES)
    bus.declare("note.written")
    app = FastAPI()

    @app.post("/notes/{n}")
    async def write(n: int) -> None:
        async with db.transaction() as tx:
            await tx.query("insert into notes values (:n)", n=n)
            bus.emit(tx, Event("note.written", {"n": n}))

    return app


def hearer(db: Database, bus: Bus) -> FastAPI:
    """Keeps what it hears."""
    db.schema("create table if not exists heard (n integer primary key)")

    @bus.on("note.written")
    async def hear(event: Event, tx: Queries) -> None:
        await tx.query("insert or ignore into heard values (:n)", n=event.data["n"])

    return FastAPI()


def heard(lab: Lab) -> list[int]:
    return [row["n"] for row in lab.tables("hearer")["heard"]]


# Whose it is


def test_who_looks_for_anothers_table_is_told_whose_it_is_and_what_else_to_do() -> None:
    lab = Lab()
    lab.start(keeper, reader)
    with pytest.raises(NotYourDatabase) as told:
        lab.get("http://reader/notes")
    for words in (
        "reader looked for notes in reader.db",
        "belongs to keeper and is in keeper.db",
        "select n from notes",
        "http.get('http://keeper/...')",
        "@bus.on(...)",
    ):
        assert words in str(told.value)


def test_shared_on_purpose_it_works_and_each_call_says_whose_database_it_is() -> None:
    lab = Lab()
    lab.share("keeper", "reader")
    lab.start(keeper, reader)
    lab.post("http://keeper/notes/7")
    answer = lab.get("http://reader/notes")
    assert answer.body == [7]
    (call,) = [span for span in answer.trace if "db.namespace" in span.attributes]
    assert call.attributes["db.namespace"] == "keeper.db"
    assert call.attributes["lab.owner"] == "keeper"
    own = lab.get("http://keeper/notes").trace
    assert not [span for span in own if "lab.owner" in span.attributes]


def test_who_does_not_share_is_refused_as_before() -> None:
    lab = Lab()
    lab.share("keeper", "reader")
    lab.start(keeper, reader)
    lab.start(reader, name="stranger")
    with pytest.raises(NotYourDatabase, match="stranger looked for notes"):
        lab.get("http://stranger/notes")


def test_who_shares_has_to_be_said_before() -> None:
    lab = Lab()
    lab.start(reader)
    with pytest.raises(BadSetting, match="reader has a database already"):
        lab.share("keeper", "reader")


def test_two_that_tell_cannot_share_an_outbox() -> None:
    lab = Lab()
    lab.share("teller", "second")
    lab.start(teller)

    def second(db: Database, bus: Bus) -> FastAPI:
        bus.declare("other.things")
        return FastAPI()

    with pytest.raises(BadSetting, match=r"second and teller share teller\.db, and both tell"):
        lab.start(second)


def test_a_service_has_one_database() -> None:
    def greedy(db: Database, documents: Documents) -> FastAPI:
        return FastAPI()

    with pytest.raises(UnknownPort, match="asks for db and documents, but a service has one"):
        Lab().start(greedy)


def test_a_database_stays_of_the_kind_it_was_opened_as() -> None:
    def keeping_papers(documents: Documents) -> FastAPI:
        return FastAPI()

    lab = Lab()
    lab.start(keeper)
    with pytest.raises(
        BadSetting, match=r"asks for documents in sqlite, but keeper\.db was opened"
    ):
        lab.start(keeping_papers, name="keeper")


@pytest.mark.parametrize("engine", ["duckdb", "oracle"])
def test_an_engine_that_there_is_not_names_those_that_there_are(engine: Any) -> None:
    with pytest.raises(BadSetting, match=f"no engine '{engine}' for db.*\n.*\n.*sqlite"):
        Lab().start(keeper, engine=engine)


def test_data_of_another_engine_is_not_left_behind_unnoticed(tmp_path: Path) -> None:
    (tmp_path / "keeper.duckdb").write_bytes(b"")

    with pytest.raises(BadSetting, match=r"keeper\.duckdb, which is of duckdb, not sqlite"):
        Lab(folder=tmp_path).start(keeper)


# When it is down


def test_a_database_that_is_down_fails_who_uses_it_and_nobody_else() -> None:
    lab = Lab()
    lab.start(keeper)
    lab.start(keeper, name="other")
    lab.down("keeper.db")
    answer = lab.get("http://keeper/notes")
    assert answer.status == 500
    assert isinstance(answer.failures[0].error, DatabaseUnavailable)
    assert lab.get("http://other/notes").ok
    lab.up("keeper.db")
    assert lab.get("http://keeper/notes").ok


def test_the_failed_call_is_in_the_trace() -> None:
    lab = Lab()
    lab.start(keeper)
    lab.down("keeper.db")
    answer = lab.get("http://keeper/notes")
    (call,) = [span for span in answer.trace if "db.namespace" in span.attributes]
    assert (call.name, call.attributes["error.type"]) == ("connect", "DatabaseUnavailable")
    assert [span.name for span in lab.trace if span.service == "keeper.db"] == ["down"]


def test_in_the_web_it_is_a_database_still_and_there_once() -> None:
    lab = Lab()
    lab.start(keeper)
    lab.down("keeper.db")
    lab.get("http://keeper/notes")
    lab.up("keeper.db")
    web = request_web(lab.trace)
    kinds = {"client": "client", "keeper": "service", "keeper.db": "database"}
    assert dict(web.nodes(data="kind")) == kinds
    assert list(web.successors("keeper")) == ["keeper.db"]


@pytest.mark.parametrize(("at_ms", "kept"), [(6.5, []), (7.5, [1])])
def test_what_was_not_committed_when_it_went_down_is_undone(at_ms: float, kept: list[int]) -> None:
    lab = Lab()

    def axe() -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def cut() -> None:
            lab.down("keeper.db")

        return app

    lab.start(keeper, axe)
    lab.link("client", "axe").latency_ms = at_ms  # the transaction is open from 5 to 7 ms
    slow, _ = lab.together("http://keeper/slowly/1", "http://axe/")
    assert slow.ok is bool(kept)
    assert [row["n"] for row in lab.tables("keeper")["notes"]] == kept


def test_going_down_or_up_twice_changes_nothing() -> None:
    lab = Lab()
    lab.start(keeper)
    for _ in range(2):
        lab.down("keeper.db")
    for _ in range(2):
        lab.up("keeper.db")
    marks = [span.name for span in lab.trace if span.service == "keeper.db"]
    assert marks == ["down", "up"]


def test_a_database_that_nobody_has_cannot_go_down() -> None:
    lab = Lab()
    lab.start(keeper)
    with pytest.raises(NoSuchService, match=r"nobody\.db"):
        lab.down("nobody.db")
    with pytest.raises(BadSetting, match="cannot go down at"):
        lab.down("keeper.db", at="before commit")


def test_what_is_in_the_outbox_waits_for_its_database() -> None:
    lab = Lab()
    lab.start(teller, hearer)
    lab.down("bus")
    assert lab.post("http://teller/notes/1").ok
    lab.down("teller.db")
    lab.up("bus")
    lab.settle()
    assert heard(lab) == []
    lab.up("teller.db")
    lab.settle()
    assert heard(lab) == [1]


def test_an_event_is_handled_when_the_hearers_database_is_back() -> None:
    lab = Lab()
    lab.start(teller, hearer)
    lab.down("hearer.db")
    lab.post("http://teller/notes/1")
    lab.run(500)
    assert heard(lab) == []
    lab.up("hearer.db")
    lab.settle()
    assert heard(lab) == [1]
    assert lab.bus.dead_letters() == []


# Migrations


def keeper_with(*steps: str) -> Any:
    def keeper(db: Database) -> FastAPI:
        db.schema(NOTES)
        db.migrate(*steps)
        return FastAPI()

    return keeper


ADD = "alter table notes add column told integer default 0; insert into notes (n) values (1)"
RENAME = "alter table notes rename column told to heard"


def test_each_step_runs_once_on_data_of_the_version_before(tmp_path: Path) -> None:
    lab = Lab(folder=tmp_path)
    for steps in ((), (ADD,), (ADD,), (ADD, RENAME)):
        lab.start(keeper_with(*steps))
    assert lab.tables("keeper")["notes"] == [{"n": 1, "heard": 0}]
    lab.close()
    again = Lab(folder=tmp_path)
    again.start(keeper_with(ADD, RENAME))
    assert again.tables("keeper")["notes"] == [{"n": 1, "heard": 0}]
    again.close()


def test_a_step_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    lab = Lab(folder=tmp_path)
    with pytest.raises(BadSetting, match="no such table: nowhere"):
        lab.start(keeper_with(f"{ADD}; insert into nowhere values (1)"))
    assert not lab.services
    lab.start(keeper)
    assert lab.tables("keeper")["notes"] == []
    lab.start(keeper_with(ADD))
    assert lab.tables("keeper")["notes"] == [{"n": 1, "told": 0}]
    lab.close()


def test_an_older_version_leaves_a_newer_database_alone() -> None:
    lab = Lab()
    lab.start(keeper_with(ADD, RENAME))
    with pytest.raises(BadSetting, match=r"2 migrations have been run on keeper\.db; the version"):
        lab.start(keeper_with(ADD))
    lab.start(keeper_with(ADD, RENAME))
    assert lab.tables("keeper")["notes"] == [{"n": 1, "heard": 0}]


def test_a_step_may_hold_semicolons_in_its_texts() -> None:
    lab = Lab()
    step = "alter table notes add column said text; insert into notes values (1, 'a; b')"
    lab.start(keeper_with(step))
    assert lab.tables("keeper")["notes"] == [{"n": 1, "said": "a; b"}]


def test_what_a_new_column_holds_is_told_of_in_the_trace() -> None:
    lab = Lab()
    lab.start(keeper_with("alter table notes add column said text"))

    def writer(db: Database) -> FastAPI:
        app = FastAPI()

        @app.post("/")
        async def write() -> None:
            await db.query("insert into notes values (1, 'hello')")

        return app

    lab.start(writer, name="keeper")
    (call,) = [span for span in lab.post("/").trace if "db.changes" in span.attributes]
    assert call.attributes["db.changes"][0]["after"] == {"n": 1, "said": "hello"}


def test_columns_are_a_port_of_their_own() -> None:
    pytest.importorskip("duckdb")

    def sums(columns: Columns) -> FastAPI:
        columns.schema("create table if not exists sold (n integer)")
        return FastAPI()

    lab = Lab()
    lab.start(sums)
    assert lab.tables("sums") == {"sold": []}
