"""DuckDB as an engine: what is its own. What all engines have in common is in test_columns.py."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from course.lab import Lab, errors
from course.lab.databases.duckdb import DuckDb
from course.lab.databases.duckdb_statement import in_duckdb
from course.lab.databases.relational import NoSuchTable
from course.ports import Columns
from tests.lab.databases.engines import refused

SCHEMA = "create table if not exists notes (n integer primary key, text text)"
INSERT = "insert into notes values (:n, :text)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "notes.duckdb"


@contextmanager
def opened(path: Path | None = None) -> Iterator[DuckDb]:
    with closing(DuckDb(path)) as store:
        store.script(SCHEMA)
        yield store


def write(store: DuckDb, n: int, text: str = "") -> None:
    store.execute(INSERT, {"n": n, "text": text}, [])


def kept(store: DuckDb) -> list[int]:
    return [row["n"] for row in store.tables()["notes"]]


def one(sql: str, **parameters: Any) -> Any:
    """The only value of the only row."""
    with opened() as store:
        ((value,),) = (row.values() for row in store.execute(f"select {sql}", parameters, []))
    return value


# Statements


@pytest.mark.parametrize(
    ("sql", "in_duckdbs_words"),
    [
        ("select :a, :b_2", "select $a, $b_2"),
        ("select '1'::integer", "select '1'::integer"),
        ("select :a::text", "select $a::text"),
        ("select ':a', ':a''s :a', \":a\"", "select ':a', ':a''s :a', \":a\""),
        ("select 1 -- :a\n, :a", "select 1 -- :a\n, $a"),
        ("select /* :a */ :a", "select /* :a */ $a"),
        ("select $$ :a $$, $x$ :a $$ $x$, :a", "select $$ :a $$, $x$ :a $$ $x$, $a"),
        ("select list[1:n], list[:a]", "select list[1:n], list[$a]"),
        ("select {'k':n, 'a'::text: :a}", "select {'k':n, 'a'::text: $a}"),
        ("select 'open :a", "select 'open $a"),
    ],
)
def test_a_parameter_is_written_as_duckdb_wants_it(sql: str, in_duckdbs_words: str) -> None:
    assert in_duckdb(sql, ("a",)) == in_duckdbs_words


@given(st.text(st.sampled_from("a1 :'\"-/*$[]{},\n"), max_size=30))
def test_nothing_but_parameters_is_written_otherwise(sql: str) -> None:
    assert in_duckdb(sql).replace("$", ":") == sql.replace("$", ":")


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("1.50::decimal(10, 2)", 1.5),
        ("3::decimal(10, 2)", 3.0),
        ("3::decimal(10, 0)", 3),
        ("sum(2::bigint)", 2),
        ("date '2024-02-29'", "2024-02-29"),
        ("timestamp '2024-02-29 01:02:03.5'", "2024-02-29T01:02:03.500000"),
        ("time '01:02:03'", "01:02:03"),
        ("interval 90 second", 90.0),
        ("'00000000-0000-0000-0000-000000000001'::uuid", "00000000-0000-0000-0000-000000000001"),
        ("[date '2024-02-29', null]", ["2024-02-29", None]),
        ("{'a': 1.5, 'b': {'c': date '2024-02-29'}}", {"a": 1.5, "b": {"c": "2024-02-29"}}),
        ("map {1: 'a'}", {"1": "a"}),
        ("true", True),
        ("null", None),
        ("'x'::enum('x', 'y')", "x"),
        ("'a'::blob", b"a"),
    ],
)
def test_a_value_is_one_that_a_service_can_answer_with(sql: str, value: Any) -> None:
    found = one(sql)
    assert (found, type(found)) == (value, type(value))


def test_changes_have_values_that_a_trace_can_keep() -> None:
    with opened() as store:
        store.script("create table odd (a integer[], b blob, c double, d decimal(5, 2), e date)")
        sql = "insert into odd values ([1, 2], 'a', 'inf', 1.25, '2024-02-29')"
        for statement in (sql, "update odd set a = [3]", "alter table odd rename e to f"):
            changes: list[dict[str, Any]] = []
            store.execute(statement, {}, changes)
            assert json.loads(json.dumps(changes)) == changes
            assert changes[-1]["after"]["b"] == "x'61'"
            assert changes[-1]["after"]["c"] == "9e999"


@pytest.mark.parametrize("end", ["", ";", "; -- a ; note", " /* ; */ ;\n-- note", " ; ;"])
@pytest.mark.parametrize("returning", ["", " returning n", " returning *"])
def test_an_insert_tells_its_rows_however_it_ends(returning: str, end: str) -> None:
    with opened() as store:
        changes: list[dict[str, Any]] = []
        sql = f"insert into notes values (1, ';'){returning}{end}"
        found = store.execute(sql, {}, changes)
        assert changes == [{"table": "notes", "before": None, "after": {"n": 1, "text": ";"}}]
        assert [row["n"] for row in found] == ([1] if returning else [])


def test_a_table_is_named_as_it_was_declared() -> None:
    with opened() as store:
        store.script('create table "Two Words" (n integer)')
        for sql in ('INSERT INTO main."two words" VALUES (1)', 'delete from main . "TWO WORDS"'):
            changes: list[dict[str, Any]] = []
            store.execute(sql, {}, changes)
            assert [change["table"] for change in changes] == ["Two Words"]


def test_tables_that_come_and_go_are_told_with_their_rows() -> None:
    with opened() as store:
        write(store, 1)
        changes: list[dict[str, Any]] = []
        store.begin()
        store.execute("create table more as select n from notes", {}, changes)
        store.execute("insert into more values (2)", {}, changes)
        store.execute("drop table more", {}, changes)
        store.rollback()
        assert [(it["table"], it["before"], it["after"]) for it in changes] == [
            ("more", None, {"n": 1}),
            ("more", None, {"n": 2}),
            ("more", {"n": 1}, None),
            ("more", {"n": 2}, None),
        ]


def test_a_row_without_a_key_is_known_by_its_place() -> None:
    with opened() as store:
        store.script("create table plain (n integer); insert into plain values (1), (1), (2)")
        changes: list[dict[str, Any]] = []
        store.execute("update plain set n = 3 where n = 1", {}, changes)
        assert changes == [{"table": "plain", "before": {"n": 1}, "after": {"n": 3}}] * 2


def test_a_statement_that_fails_takes_its_transaction_along_and_says_so() -> None:
    with opened() as store:
        store.begin()
        write(store, 1)
        with pytest.raises(duckdb.ConstraintException):
            write(store, 1)
        for do in (lambda: write(store, 2), store.commit):
            store.in_transaction = True
            with pytest.raises(duckdb.TransactionException, match=r"has failed.*n: 1|\"1\""):
                do()
        assert not store.in_transaction
        assert kept(store) == []
        store.begin()
        write(store, 3)
        assert store.commit()
        assert kept(store) == [3]


# What a service may not do


def asks(lab: Lab, sql: str) -> None:
    def curious(columns: Columns) -> FastAPI:
        columns.schema(SCHEMA)
        app = FastAPI()

        @app.get("/")
        async def ask() -> Any:
            return await columns.query(sql)

        return app

    lab.start(curious)
    lab.get("http://curious/")


@pytest.mark.parametrize(
    "sql",
    [
        "copy notes to '{file}'",
        "copy notes from '{file}'",
        "export database '{file}'",
        "import database '{file}'",
        "select * from '{file}'",
        "select * from read_csv('{file}')",
        "select * from read_text('{file}')",
        "select * from glob('*')",
        "create table stolen as select * from read_blob('{file}')",
        "insert into notes select 1, content from read_text('{file}')",
        "select * from 'https://example.org/a.parquet'",
        "install httpfs",
        "load httpfs",
        "set threads = 4",
        "reset threads",
        "set enable_external_access = true",
        "pragma enable_profiling",
        "use memory",
        "checkpoint",
        "call pragma_version()",
        "prepare later as delete from notes",
        "vacuum",
        "detach memory",
    ],
)
def test_a_service_stays_in_its_database(tmp_path: Path, sql: str) -> None:
    file = tmp_path / "file.csv"
    file.write_text("n,text\n1,secret\n")
    with refused(errors.BadSetting, "do more than read and write curious.db", "its own tables"):
        asks(Lab(), sql.format(file=file))
    assert [path.name for path in tmp_path.iterdir()] == ["file.csv"]


def test_a_service_attaches_nothing_not_even_memory() -> None:
    with refused(errors.NotYourDatabase, "was to be attached to curious.db"):
        asks(Lab(), "attach ':memory:' as other")


def test_a_variable_of_python_is_no_table() -> None:
    with opened() as store, pytest.raises(NoSuchTable, match="given does not exist"):
        store.execute("select * from given", {"given": 1}, [])  # DuckDB's caller has one so named


@pytest.mark.parametrize("sql", ["attach ':memory:' as m", "set threads = 2", "begin", "copy"])
def test_a_schema_does_no_more_than_to_declare(sql: str) -> None:
    def sly(columns: Columns) -> FastAPI:
        columns.schema(f"{SCHEMA}; {sql}")
        return FastAPI()

    with refused(errors.BadSetting, "schema of sly.db cannot be read"):
        Lab().start(sly)


def test_nothing_is_fetched_and_no_thread_is_left_to_chance() -> None:
    with opened() as store:
        (found,) = store.execute(
            "select current_setting('threads') as threads,"
            " current_setting('enable_external_access') as reaches_out,"
            " current_setting('autoinstall_known_extensions') as installs,"
            " current_setting('autoload_known_extensions') as loads,"
            " current_setting('lock_configuration') as is_locked",
            {},
            [],
        )
    assert found == {
        "threads": 1,
        "reaches_out": False,
        "installs": False,
        "loads": False,
        "is_locked": True,
    }


def test_where_duckdb_is_missing_one_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in [name for name in sys.modules if name.startswith("course.lab.databases.duckdb")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with refused(errors.BadSetting, "not installed", "pip install duckdb"):
        asks(Lab(), "select 1")


# Files


def test_a_store_says_what_its_rows_outlive(path: Path) -> None:
    with opened() as store:
        assert store.survives == "nothing"
    with opened(path) as store:
        assert store.survives == "machine"


def test_a_file_has_one_user_by_whatever_name_it_is_called(path: Path) -> None:
    with opened(path) as store:
        for other in (path, path.parent / "." / path.name):
            with refused(errors.FileInUse, path, "Close the other one first"):
                DuckDb(other)
        link = path.parent / "link.duckdb"
        link.symlink_to(path)
        with refused(errors.FileInUse, link):
            DuckDb(link)
        write(store, 1)
    with opened(path) as store:
        assert kept(store) == [1]


def test_a_database_of_somebody_else_is_left_as_it_is(path: Path) -> None:
    with closing(duckdb.connect(str(path))) as other:
        other.execute("create table theirs (n integer)")
    before = path.read_bytes()
    with refused(errors.WrongFile, path, "not the database of a service"):
        DuckDb(path)
    assert path.read_bytes() == before


def test_a_file_that_the_lab_lays_out_otherwise_is_left_as_it_is(path: Path) -> None:
    with opened(path):
        pass
    with closing(duckdb.connect(str(path))) as other:
        other.execute("update lab.about set format = 99")
    with refused(errors.WrongFile, path, "format 99", "knows 1"):
        DuckDb(path)


def test_a_file_of_a_newer_duckdb_is_said_to_be_so(path: Path) -> None:
    with opened(path):
        pass
    content = bytearray(path.read_bytes())
    content[12:20] = (10**6).to_bytes(8, "little")  # the number of the format, behind the mark
    content[0:8] = checksum(bytes(content[8:4096])).to_bytes(8, "little")
    path.write_bytes(content)
    with refused(errors.WrongFile, path, "of another version of DuckDB", "pip install --upgrade"):
        DuckDb(path)
    assert path.read_bytes() == content


def checksum(block: bytes) -> int:
    """As DuckDB sums up a block."""
    total = 5381
    for start in range(0, len(block), 8):
        word = int.from_bytes(block[start : start + 8], "little")
        total ^= word * 0xBF58476D1CE4E5B9 % 2**64
    return total


@pytest.mark.parametrize("start", [4096, 12_288, 300_000])
def test_a_damaged_file_is_said_to_be_damaged(path: Path, start: int) -> None:
    with opened(path) as store:
        store.execute("insert into notes select i, md5(i::text) from range(20000) t(i)", {}, [])
        assert store.size_bytes() > 400_000
    content = bytearray(path.read_bytes())
    content[start + 100 :] = b"\xff" * (len(content) - start - 100)
    path.write_bytes(content)
    with refused(errors.FileDamaged, path, "Put back a copy"), opened(path) as store:
        kept(store)


def test_a_file_that_was_cut_short_is_said_to_be_damaged(path: Path) -> None:
    with opened(path) as store:
        store.execute("insert into notes select i, md5(i::text) from range(20000) t(i)", {}, [])
    path.write_bytes(path.read_bytes()[:100_000])
    with refused(errors.FileDamaged, path, "Put back a copy"), opened(path) as store:
        kept(store)


# Sizes


def test_the_size_is_that_of_the_file_with_all_that_was_committed(path: Path) -> None:
    with opened(path) as store:
        empty = store.size_bytes()
        store.execute("insert into notes select i, md5(i::text) from range(50000) t(i)", {}, [])
        size = store.size_bytes()
        assert size == sum(file.stat().st_size for file in path.parent.iterdir())
        assert size > empty + 50_000 * 20
        store.begin()
        write(store, -1)
        assert store.size_bytes() >= size, "a transaction is open"
        store.commit()
        assert kept(store)[-1] == -1


def test_what_is_in_memory_would_take_as_much_in_a_file(path: Path) -> None:
    sizes = []
    for where in (None, path):
        with opened(where) as store:
            store.script("create index by_text on notes (text)")
            store.outbox.create()
            store.execute("insert into notes select i, md5(i::text) from range(20000) t(i)", {}, [])
            sizes.append(store.size_bytes())
    assert sizes[0] == pytest.approx(sizes[1], rel=0.25)


# Killed

HOST = """
import json, os, random, sys
from pathlib import Path
from course.lab.databases.duckdb import DuckDb

def work(path, seed):
    chance = random.Random(seed)
    store = DuckDb(Path(path))
    store.script("create table if not exists notes (n integer primary key, text text)")
    store.script("create table if not exists counts (id integer primary key, n integer);"
                 "insert or ignore into counts values (1, 0)")
    store.outbox.create()
    event = {"type": "t", "data": "{}", "time": "", "traceparent": "", "id": ""}
    n = max((row["n"] for row in store.tables()["notes"]), default=0)
    while True:
        store.begin()
        for each in (n + 1, n + 2):
            store.execute("insert into notes values (:n, :t)", {"n": each, "t": "x" * 99}, [])
        store.execute("update counts set n = n + 2", {}, [])
        id = store.outbox.put(event, "notes#", [])
        if chance.random() < 0.3:
            for row in store.outbox.oldest(1):
                store.outbox.delete(row["number"], [])
        if chance.random() < 0.2:
            store.rollback()
            continue
        store.commit()
        n += 2
        print(json.dumps([n, id]), flush=True)
        if chance.random() < 0.1:
            store.size_bytes()

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        work(*json.loads(line))
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
"""
"""Imports once, which takes long, and then works in a process of its own for each line."""


@pytest.fixture(scope="module")
def host() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOST]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def acknowledged_until_killed(
    host: "subprocess.Popen[str]", path: Path, seed: int, enough: int
) -> list[tuple[int, str]]:
    """What the process said that it has kept before it was killed, at work on more."""
    assert host.stdin is not None
    assert host.stdout is not None
    host.stdin.write(json.dumps([str(path), seed]) + "\n")
    host.stdin.flush()
    child, said = 0, []
    for line in host.stdout:
        if line == "ended\n":
            return said
        told = json.loads(line)
        if isinstance(told, int):
            child = told
        else:
            said.append((told[0], told[1]))
        if child and len(said) >= enough:
            os.kill(child, signal.SIGKILL)
            enough = 10**9
    raise AssertionError("the host has ended")


def kill_again_and_again(host: "subprocess.Popen[str]", path: Path, times: int) -> None:
    chance = random.Random(times)
    ids: Counter[str] = Counter()
    for seed in range(times):
        said = acknowledged_until_killed(host, path, seed, chance.randint(0, 25))
        ids.update(id_ for _, id_ in said)
        with opened(path) as store:
            found = kept(store)
            assert sorted(found) == list(range(1, len(found) + 1)), "none missing"
            assert len(found) >= max((n for n, _ in said), default=0)
            assert len(found) % 2 == 0, "no transaction half done"
            if found:
                assert store.tables()["counts"] == [{"id": 1, "n": len(found)}]
                numbers = [row["number"] for row in store.outbox.oldest(10**6)]
                assert len(set(numbers)) == len(numbers)
    assert set(ids.values()) == {1}, "no number was given twice"
    assert len(ids) > 3 * times


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")


@needs_fork
def test_a_process_that_is_killed_loses_nothing_that_it_has_acknowledged(
    host: "subprocess.Popen[str]", path: Path
) -> None:
    kill_again_and_again(host, path, 12)


@needs_fork
@pytest.mark.long
@pytest.mark.parametrize("number", range(10))
def test_nothing_that_was_acknowledged_is_lost_however_often_it_is_killed(
    host: "subprocess.Popen[str]", path: Path, number: int
) -> None:
    kill_again_and_again(host, path, 20)
