"""Both engines for documents keep the contract, and the lab says what a service does wrong."""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Literal

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from course.lab import Lab
from course.lab.databases.document import from_text, to_text
from course.lab.databases.documents import DocumentStore, NoSuchCollection
from course.lab.databases.lmdb import LmdbDocuments
from course.lab.databases.sqlite import Sqlite
from course.lab.databases.sqlite_documents import SqliteDocuments
from course.lab.errors import BadSetting, FileDamaged, LabError, NotYourDatabase, WrongFile
from course.ports import Bus, Database, Documents, Http, Row
from tests.contracts.documents import (
    CONTRACT,
    DURABLE,
    Clause,
    DurableGround,
    each,
    keeper,
)

Engine = Literal["sqlite", "lmdb"]
ENGINES: dict[Engine, Callable[[], DocumentStore]] = {
    "sqlite": SqliteDocuments,
    "lmdb": LmdbDocuments,
}


class Ground(Lab):
    """A lab whose services keep their documents in one engine."""

    def __init__(self, engine: Engine, folder: Path | None = None) -> None:
        super().__init__(folder=folder)
        self.engine = engine
        self.folder = folder

    def start(self, *functions: Callable[..., Any], name: str | None = None, **_: Any) -> None:
        super().start(*functions, name=name, engine=self.engine)

    def again(self) -> "Ground":
        self.close()
        return Ground(self.engine, self.folder)


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


@pytest.fixture(params=["in memory", "in files"])
def lab(request: pytest.FixtureRequest, engine: Engine, tmp_path: Path) -> Iterator[Ground]:
    lab = Ground(engine, tmp_path if request.param == "in files" else None)
    yield lab
    lab.close()


@pytest.mark.parametrize("clause", CONTRACT, ids=lambda clause: clause.__name__)
def test_the_documents_of_the_lab(lab: Ground, clause: Clause) -> None:
    clause(lab)


@pytest.mark.parametrize("clause", DURABLE, ids=lambda clause: clause.__name__)
def test_the_documents_of_the_lab_in_files(
    engine: Engine, tmp_path: Path, clause: Callable[[DurableGround], None]
) -> None:
    clause(Ground(engine, tmp_path))


# What a service does wrong


def ask(ground: Ground, *step: Any) -> None:
    ground.post("http://keeper/each", [list(step)])


@pytest.mark.parametrize("id", [-1, 2**63, 1.5, True, None, "", "é" * 201, [1]])
def test_what_can_be_no_id_is_refused(lab: Ground, id: Any) -> None:
    lab.start(keeper)
    for step in (("get", "things", id), ("put", "things", {"id": id}), ("remove", "things", id)):
        with pytest.raises(BadSetting, match=r"cannot be the id(.|\n)*keeper: .*\n.*whole number"):
            ask(lab, *step)
    assert lab.tables("keeper") == {"others": [], "things": []}


def test_there_is_no_number_after_the_largest(lab: Ground) -> None:
    lab.start(keeper)
    ask(lab, "put", "things", {"id": 2**63 - 1})
    with pytest.raises(BadSetting, match="cannot be the id"):
        ask(lab, "add", "things", {})


NO_DOCUMENTS: list[Any] = [
    [1],
    None,
    "text",
    {"n": float("nan")},
    {"n": float("inf")},
    {"when": {1, 2}},
    {"half": "\ud800"},
    {1: "a number as a name"},
    {"deep": {1: "a number as a name"}},
    {"pair": (1, 2)},
]


@pytest.mark.parametrize("document", NO_DOCUMENTS, ids=repr)
@pytest.mark.parametrize("what", ["add", "put"])
def test_what_is_no_json_is_refused(lab: Ground, what: str, document: Any) -> None:
    def careless(documents: Documents) -> FastAPI:
        documents.declare("things")
        app = FastAPI()

        @app.get("/")
        async def keep() -> None:
            whole = {"id": 1, **document} if isinstance(document, dict) else document
            await getattr(documents, what)("things", whole)

        return app

    lab.start(careless)
    with pytest.raises(BadSetting, match=r"no document: (.|\n)*careless: keep, line(.|\n)*dict of"):
        lab.get("http://careless/")
    assert lab.tables("careless") == {"things": []}


def test_what_contains_itself_is_refused() -> None:
    document: dict[str, Any] = {}
    document["itself"] = document
    with pytest.raises(BadSetting, match="Circular"):
        to_text(document)


def test_a_collection_has_to_be_declared(lab: Ground) -> None:
    lab.start(keeper)
    for step in (
        ("get", "thing", 1),
        ("all", "thing"),
        ("add", "thing", {}),
        ("remove", "thing", 1),
    ):
        with pytest.raises(BadSetting, match=r"no collection 'thing' in keeper\.db(.|\n)*declare"):
            ask(lab, *step)


def test_a_collection_of_another_service_is_refused(lab: Ground) -> None:
    def thief(documents: Documents) -> FastAPI:
        app = FastAPI()

        @app.get("/{what}")
        async def take(what: str) -> Any:
            if what == "put":
                await documents.put("things", {"id": 1})
            return await documents.get("things", 1)

        return app

    lab.start(keeper, thief)
    for what in ("get", "put"):
        with pytest.raises(NotYourDatabase, match=r"thief looked for things in thief\.db.*keeper"):
            lab.get(f"http://thief/{what}")
    assert lab.tables("keeper")["things"] == []


def test_the_database_of_another_service_is_refused(lab: Ground) -> None:
    reached: list[Documents] = []

    def owner(documents: Documents) -> FastAPI:
        documents.declare("things")
        reached.append(documents)
        return FastAPI()

    def thief(http: Http) -> FastAPI:
        app = FastAPI()

        @app.get("/")
        async def take() -> Any:
            return await reached[0].all("things")

        return app

    lab.start(owner)
    Lab.start(lab, thief)
    with pytest.raises(NotYourDatabase, match=r"thief reached into owner\.db.*owner"):
        lab.get("http://thief/")


@pytest.mark.parametrize("name", ["outbox", "", "x" * 401, 3, "\ud800"], ids=ascii)
def test_some_names_are_not_for_collections(lab: Ground, name: Any) -> None:
    def badly_named(documents: Documents) -> FastAPI:
        documents.declare(name)
        return FastAPI()

    with pytest.raises(BadSetting, match=r"cannot be called(.|\n)*'outbox': there the events wait"):
        lab.start(badly_named)


def test_an_engine_that_is_not_installed_is_said_to_be_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("lmdb", "lmdb_file"):
        monkeypatch.delitem(sys.modules, f"course.lab.databases.{module}")
    monkeypatch.setitem(sys.modules, "lmdb", None)
    with pytest.raises(BadSetting, match=r"not installed(.|\n)*pip install lmdb. Or leave out"):
        Ground("lmdb").start(keeper)


# What is recorded


def test_a_call_is_a_client_span_that_tells_what_it_changed(lab: Ground) -> None:
    lab.start(keeper)
    deep = {"lines": [{"product": 1, "more": {"n": None}}]}
    answer = lab.post("http://keeper/each", [["add", "things", deep], ["get", "things", 1]])
    add, get = [span for span in answer.trace if "db.system.name" in span.attributes]
    committed = add.attributes.pop("db.committed")
    assert add.attributes == {
        "db.system.name": lab.engine,
        "db.namespace": "keeper.db",
        "db.operation.name": "add",
        "db.collection.name": "things",
        "db.query.summary": "add things",
        "db.changes": [{"table": "things", "before": None, "after": {"id": 1, **deep}}],
    }
    assert (add.kind, add.name, get.name) == ("client", "add things", "get things")
    assert committed == add.end
    assert add.milliseconds == get.milliseconds == 1
    assert "db.changes" not in get.attributes


def test_changes_have_the_document_before_and_after(lab: Ground) -> None:
    lab.start(keeper)
    steps = [
        ["put", "things", {"id": "a", "n": [1]}],
        ["put", "things", {"id": "a", "n": [1]}],
        ["put", "things", {"id": "a", "n": [2]}],
        ["remove", "things", "a"],
        ["remove", "things", "a"],
    ]
    trace = lab.post("http://keeper/each", steps).trace
    calls = [span.attributes for span in trace if "db.collection.name" in span.attributes]
    one, two = {"id": "a", "n": [1]}, {"id": "a", "n": [2]}
    assert [call.get("db.changes") for call in calls] == [
        [{"table": "things", "before": None, "after": one}],
        None,
        [{"table": "things", "before": one, "after": two}],
        [{"table": "things", "before": two, "after": None}],
        None,
    ]


def test_it_takes_its_place_on_the_disk(lab: Ground) -> None:
    lab.start(keeper)
    before = lab.sizes()["keeper.db"]
    assert 0 < before < 100_000
    ask(lab, "put", "things", {"id": 1, "text": "x" * 300_000})
    assert 300_000 < lab.sizes()["keeper.db"] - before < 400_000


# The engines against a dict

ids = st.one_of(st.integers(0, 2**63 - 1), st.integers(0, 3), st.text(min_size=1, max_size=9))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
rows = st.dictionaries(st.text(), json_values, max_size=4)


@given(rows)
def test_any_document_comes_back_as_it_went_in(document: Row) -> None:
    assert json.dumps(from_text(to_text(document))) == json.dumps(document)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.sampled_from("ab"), ids, rows),
        st.tuples(st.just("add"), st.sampled_from("ab"), st.none(), rows),
        st.tuples(st.just("remove"), st.sampled_from("ab"), ids, st.none()),
        st.tuples(
            st.sampled_from(["begin", "commit", "rollback"]), st.none(), st.none(), st.none()
        ),
    ),
    max_size=30,
)


class Model:
    """What a store should hold."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Any, Row]] = {"a": {}, "b": {}}
        self.last = {"a": 0, "b": 0}

    def copy(self) -> "Model":
        other = Model()
        other.rows = {name: dict(rows) for name, rows in self.rows.items()}
        other.last = dict(self.last)
        return other

    def tables(self) -> dict[str, list[Row]]:
        def place(id: Any) -> Any:
            return (isinstance(id, str), id.encode() if isinstance(id, str) else id)

        return {
            name: [rows[id] for id in sorted(rows, key=place)] for name, rows in self.rows.items()
        }


@pytest.mark.parametrize("engine", list(ENGINES))
@given(todo=steps)
def test_a_store_does_what_a_dict_would_do(engine: Engine, todo: list[Any]) -> None:
    store = ENGINES[engine]()
    for name in "ab":
        store.declare(name)
    kept, now = Model(), Model()
    for what, name, id, row in todo:
        changes: list[Any] = []
        if what == "begin" and not store.in_transaction:
            store.begin()
        elif what == "commit":
            was_open = store.in_transaction
            assert store.commit() == was_open
        elif what == "rollback":
            if store.in_transaction:
                now = kept.copy()
            store.rollback()
        elif what in ("put", "add"):
            id = now.last[name] + 1 if what == "add" else id
            if what == "add":
                assert store.new_id(name) == id
                if id == 2**63:
                    continue
            before, after = now.rows[name].get(id), {**row, "id": id}
            store.put(name, id, to_text(after), changes)
            now.rows[name][id] = after
            if isinstance(id, int):
                now.last[name] = max(now.last[name], id)
            same = before is not None and to_text(before) == to_text(after)
            assert changes == ([] if same else [{"table": name, "before": before, "after": after}])
        elif what == "remove":
            before = now.rows[name].pop(id, None)
            store.remove(name, id, changes)
            gone = [{"table": name, "before": before, "after": None}]
            assert changes == ([] if before is None else gone)
        if not store.in_transaction:
            kept = now.copy()
        assert store.tables() == now.tables()
        if id is not None:
            assert store.get(name, id) == now.rows[name].get(id)
    store.rollback()
    assert store.tables() == kept.tables()
    store.close()


# The engines themselves


@pytest.fixture
def store(engine: Engine) -> Iterator[DocumentStore]:
    store = ENGINES[engine]()
    yield store
    store.close()


def test_a_collection_that_is_not_declared_is_not_there(store: DocumentStore) -> None:
    calls: list[Callable[[], Any]] = [
        lambda: store.get("a", 1),
        lambda: store.all("a"),
        lambda: store.new_id("a"),
        lambda: store.put("a", 1, "{}", []),
        lambda: store.remove("a", 1, []),
    ]
    for call in calls:
        with pytest.raises(NoSuchCollection, match="no collection 'a'"):
            call()


def test_a_row_of_the_outbox_has_a_number_that_is_never_given_twice(store: DocumentStore) -> None:
    outbox = store.outbox
    assert not outbox.exists()
    assert store.table_names() == []
    outbox.create()
    outbox.create()
    assert outbox.exists()
    row = {"id": "", "type": "a", "data": "{}", "time": "t", "traceparent": "p"}
    store.begin()
    assert [outbox.put(row, "it-", []) for _ in range(3)] == ["it-1", "it-2", "it-3"]
    assert outbox.put({**row, "id": "named"}, "it-", []) == "named"
    changes: list[Any] = []
    outbox.delete(2, changes)
    assert [change["before"]["number"] for change in changes] == [1, 2]
    outbox.delete(9, [])
    store.commit()
    assert outbox.oldest(9) == []
    store.begin()
    changes = []
    assert outbox.put(row, "it-", changes) == "it-5"
    whole = {"number": 5, **row, "id": "it-5"}
    assert changes == [{"table": "outbox", "before": None, "after": whole}]
    store.rollback()
    store.begin()
    for _ in range(3):
        outbox.put(row, "it-", [])
    assert [found["number"] for found in outbox.oldest(2)] == [5, 6]
    store.commit()
    assert store.tables() == {"outbox": outbox.oldest(9)}
    assert store.table_names() == ["outbox"]


def test_a_store_that_is_closed_has_no_transaction(store: DocumentStore) -> None:
    store.begin()
    store.close()
    assert not store.in_transaction
    assert not store.commit()
    store.rollback()
    store.close()


def test_what_ends_a_run_is_no_reason_to_lose_anything(lab: Ground) -> None:
    lab.start(keeper)
    each(lab, ["add", "things", {}])
    with pytest.raises(LabError):
        lab.post("http://keeper/all", [["add", "things", {}], ["get", "thing", 1]])
    assert lab.tables("keeper")["things"] == [{"id": 1}]
    assert each(lab, ["add", "things", {}]) == [{"id": 2}]


# What is special to SQLite


def test_a_sqlite_file_of_a_later_format_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "things.db"
    SqliteDocuments(path).close()
    with closing(sqlite3.connect(path)) as later:
        later.execute("pragma user_version = 7")
    before = path.read_bytes()
    with pytest.raises(WrongFile, match=r"things\.db has format 7(.|\n)*knows 1(.|\n)*not changed"):
        SqliteDocuments(path)
    assert path.read_bytes() == before


def test_a_file_of_tables_is_no_file_of_documents(tmp_path: Path) -> None:
    path = tmp_path / "things.db"
    Sqlite(path).close()
    with pytest.raises(WrongFile, match="not a database of documents"):
        SqliteDocuments(path)


def test_a_document_in_sqlite_that_is_no_json_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "things.db"
    with closing(SqliteDocuments(path)) as store:
        store.declare("things")
        store.put("things", 1, '{"id":1}', [])
    path.write_bytes(path.read_bytes().replace(b'{"id":1}', b'!"id":1}'))
    with closing(SqliteDocuments(path)) as store:
        looks: list[Callable[[], Any]] = [store.tables, lambda: store.get("things", 1)]
        for look in looks:
            with pytest.raises(FileDamaged, match=r"things\.db is damaged: a document is no JSON"):
                look()


def test_a_table_of_a_service_that_is_called_outbox_is_not_taken_for_the_bus_s() -> None:
    def confused(db: Database, bus: Bus) -> FastAPI:
        db.schema("create table if not exists outbox (id integer primary key, told integer)")
        bus.declare("thing.happened")
        return FastAPI()

    with pytest.raises(BadSetting, match=r"table outbox already(.|\n)*Call your table something"):
        Lab().start(confused)
