"""Which rows a statement changes: told exactly, and at no cost to what the statement does."""

import gc
import sqlite3
import weakref
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab.databases.changes import Change, in_json
from course.lab.databases.relational import NoSuchTable
from course.lab.databases.sqlite import Sqlite
from course.lab.databases.watch import Watch
from course.ports import Row

SCHEMA = """
create table if not exists users (
    id integer primary key, email text unique, n integer check (n < 8), size real, picture blob,
    twice generated always as (n + n) virtual
);
create table if not exists orders (
    user integer references users on delete cascade on update cascade,
    email text references users (email) on delete set null on update restrict,
    n unique on conflict replace
);
create table if not exists pairs (a text, b, primary key (a, b)) without rowid;
create table if not exists later (user references users deferrable initially deferred);
"""
ROWS = """
insert into users (id, email, n) values (1, 'a', 1), (2, 'b', 2), (3, 'c', 7);
insert into orders values (1, 'b', 1), (2, 'a', 2);
"""
OWN_TRIGGER = """
create trigger if not exists copied after insert on users
begin insert or replace into pairs values (new.email, new.n); end;
"""


def folded(tables: dict[str, list[Row]], changes: list[Change]) -> None:
    """Do to the rows what the changes say. A row that should be there and is not is an error."""
    for change in changes:
        rows = tables.setdefault(change["table"], [])
        if change["before"] is not None:
            rows.remove(change["before"])
        if change["after"] is not None:
            rows.append(change["after"])


def shown(tables: dict[str, list[Row]]) -> dict[str, Counter[tuple[Any, ...]]]:
    """Rows in no order; a table without rows is as good as none."""
    return {
        name: Counter(tuple(in_json(row.items()).items()) for row in rows)
        for name, rows in tables.items()
        if rows
    }


def changed(store: Sqlite, sql: str, **parameters: Any) -> list[Change]:
    changes: list[Change] = []
    store.execute(sql, parameters, changes)
    return changes


def filled(schema: str = SCHEMA) -> Sqlite:
    store = Sqlite()
    store.script(schema)
    return store


either = st.sampled_from
number = st.integers(min_value=0, max_value=4)
text = either(["a", "b", "c", "d", None])
anything = st.one_of(
    either([0, 7, 9, "2", "", "\x00b", "ä", None, 1.0, 2.5, float("inf"), -float("inf")]),
    st.binary(max_size=2),
)
parameters = st.fixed_dictionaries(
    {"a": number, "b": text, "c": number, "d": anything, "e": number, "f": text}
)
otherwise = either(["", "", "or replace", "or ignore", "or fail", "or abort", "or rollback"])
statement = st.one_of(
    st.builds(
        lambda how, upsert: (
            f"insert {how} into users (id, email, n, size, picture) values "
            f"(:a, :b, :c, :d, :d), (:e, :f, 1, null, :b) {upsert}"
        ),
        otherwise,
        either(
            ["", "on conflict do nothing", "on conflict do update set n = excluded.n, size = 2"]
        ),
    ),
    st.builds(lambda how: f"insert {how} into users (id, email) values (:a, :b)", otherwise),
    st.builds(lambda how: f"insert {how} into orders values (:a, null, :c)", otherwise),
    st.builds(lambda how: f"insert {how} into orders values (:a, :b, :c), (:e, :f, :d)", otherwise),
    st.builds(lambda how: f"insert {how} into pairs values ('x', :c), ('x', :e)", otherwise),
    st.builds(lambda how: f"update {how} users set id = :a, email = :b where n > :e", otherwise),
    st.builds(lambda how: f"update {how} users set n = n + :e, picture = :d", otherwise),
    st.builds(
        lambda how: f"update {how} pairs set b = o.n from orders o where o.n <> :a", otherwise
    ),
    either(
        [
            "replace into users (id, email) values (:a, :b) returning *",
            "replace into users (email, n) select email, 2 from users where id < :e returning id",
            "with w as (select :a as x) insert into pairs select x, x from w",
            "delete from users where id > :e",
            "delete from users",
            "delete from orders where n is :d",
            "insert into later values (:e)",
            "select * from users",
        ]
    ),
    either(
        [
            "create table if not exists made as select * from users",
            "insert into made (n) values (:e)",
            "alter table made add column more default 7",
            "alter table made drop column more",
            "alter table made rename column n to more",
            "drop table if exists made",
            "drop table pairs",
        ]
    ),
)
steps = st.lists(
    st.one_of(
        st.tuples(statement, parameters),
        st.tuples(statement, parameters),
        st.tuples(either(["begin", "commit", "rollback"]), st.just({})),
    ),
    min_size=10,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(steps, either([SCHEMA, SCHEMA, SCHEMA + OWN_TRIGGER]))
def test_the_changes_lead_from_the_tables_before_to_those_after(
    steps: list[tuple[str, dict[str, Any]]], schema: str
) -> None:
    store = filled(schema)
    store.script(ROWS)
    tables, pending = store.tables(), list[Change]()
    for sql, parameters in steps:
        was_in_transaction = store.in_transaction
        try:
            if sql == "begin":
                if not was_in_transaction:
                    store.begin()
            elif sql == "commit":
                store.commit()
            elif sql == "rollback":
                store.rollback()
                pending.clear()
            else:
                store.execute(sql, parameters, pending)
        except (sqlite3.Error, NoSuchTable):
            if was_in_transaction and not store.in_transaction:
                pending.clear()
        if not store.in_transaction:
            folded(tables, pending)
            pending.clear()
            assert shown(tables) == shown(store.tables())


@settings(max_examples=60, deadline=None)
@given(steps)
def test_a_statement_does_and_says_the_same_when_it_is_watched(
    steps: list[tuple[str, dict[str, Any]]],
) -> None:
    def run(is_watched: bool) -> list[Any]:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.execute("pragma foreign_keys = on")
        connection.executescript(SCHEMA + ROWS + "create temp table other (n)")
        watch = Watch(connection)
        if is_watched:
            watch.begin()
        said: list[Any] = []
        about = "select changes() as c, total_changes() as t, last_insert_rowid() as i"
        for sql, parameters in steps:
            try:
                if is_watched:
                    said.append(watch.run(sql, parameters, []))
                else:
                    cursor = connection.execute(sql, parameters)
                    names = [column[0] for column in cursor.description or ()]
                    said.append([dict(zip(names, row, strict=True)) for row in cursor])
            except sqlite3.Error as error:
                said.append((type(error), str(error), connection.in_transaction))
                # What last_insert_rowid says after an insert that failed is nobody's promise.
                connection.execute("insert into temp.other values (1)")
            said.append(connection.execute(about).fetchall())
        said.append(watch.tables())
        connection.close()
        return said

    assert run(is_watched=True) == run(is_watched=False)


def test_inserting_updating_and_deleting_are_told_apart() -> None:
    store = filled("create table t (id integer primary key, name)")
    assert changed(store, "insert into t values (1, 'a')") == [
        {"table": "t", "before": None, "after": {"id": 1, "name": "a"}}
    ]
    assert changed(store, "update t set name = 'b'") == [
        {"table": "t", "before": {"id": 1, "name": "a"}, "after": {"id": 1, "name": "b"}}
    ]
    assert changed(store, "/* all */ -- of it\n delete from t") == [
        {"table": "t", "before": {"id": 1, "name": "b"}, "after": None}
    ]


def test_rows_that_are_replaced_are_told_before_what_replaces_them() -> None:
    store = filled("create table t (a unique, b unique); insert into t values (1, 2), (3, 4)")
    told = changed(store, "insert or replace into t values (1, 4)")
    assert [change["before"] for change in told] == [{"a": 3, "b": 4}, {"a": 1, "b": 2}, None]
    assert told[2]["after"] == {"a": 1, "b": 4}


def test_a_row_that_stays_as_it_is_has_not_changed() -> None:
    store = filled("create table t (a); insert into t values (1)")
    assert changed(store, "update t set a = 1") == []


def test_values_that_json_does_not_have_are_written_as_sql_does() -> None:
    store = filled("create table t (a, b, c)")
    (change,) = changed(store, "insert into t values (:a, 9e999, -9e999)", a=b"\x00\xff")
    assert change["after"] == {"a": "x'00ff'", "b": "9e999", "c": "-9e999"}


def test_names_that_need_quotes_are_told_as_they_are() -> None:
    store = filled('create table "a ""b" ("c ""d", "order")')
    (change,) = changed(store, 'insert into "a ""b" values (1, 2)')
    assert change == {"table": 'a "b', "before": None, "after": {'c "d': 1, "order": 2}}


def test_what_a_statement_has_undone_by_itself_is_not_told() -> None:
    store = filled("create table t (a unique)")
    with pytest.raises(sqlite3.IntegrityError):
        changed(store, "insert into t values (1), (1)")
    assert changed(store, "insert into t values (2)") == [
        {"table": "t", "before": None, "after": {"a": 2}}
    ]


def test_a_table_wider_than_a_function_can_take_is_told_too() -> None:
    names = ", ".join(f"c{number}" for number in range(600))
    store = filled(f"create table wide ({names})")
    (change,) = changed(store, "insert into wide (c0, c599) values (1, 2)")
    assert len(change["after"]) == 600
    assert (change["after"]["c0"], change["after"]["c599"]) == (1, 2)


def test_a_virtual_table_is_told_too() -> None:
    store = filled("create virtual table words using fts5 (word)")
    told = changed(store, "insert into words values ('tea')")
    assert {"table": "words", "before": None, "after": {"word": "tea"}} in told


@pytest.mark.parametrize(("setting", "rows"), [("off", 2), ("on", 4)])
def test_a_services_own_triggers_are_as_recursive_as_it_set_them(setting: str, rows: int) -> None:
    store = filled("create table t (n)")
    changed(store, f"pragma recursive_triggers = {setting}")
    recursive = (
        "create trigger count_down after insert on t when new.n > 0"
        " begin insert into t values (new.n - 1); end"
    )
    changed(store, recursive)
    assert len(changed(store, "insert into t values (3)")) == rows


def test_tables_that_come_change_and_go_by_a_query_are_told_with_their_rows() -> None:
    store = filled("create table t (a, b); insert into t values (1, 2)")
    (copied,) = changed(store, "create table made as select * from t")
    assert copied == {"table": "made", "before": None, "after": {"a": 1, "b": 2}}
    (update,) = changed(store, "update made set a = 3")
    assert (update["before"], update["after"]) == ({"a": 1, "b": 2}, {"a": 3, "b": 2})
    gone, come = changed(store, "alter table made drop column b")
    assert (gone["before"], come["after"]) == ({"a": 3, "b": 2}, {"a": 3})
    (dropped,) = changed(store, "drop table made")
    assert dropped == {"table": "made", "before": {"a": 3}, "after": None}


def test_a_schema_that_is_undone_leaves_the_watch_as_it_was() -> None:
    store = filled("create table t (a)")
    store.begin()
    changed(store, "drop table t")
    changed(store, "create table other (a)")
    store.rollback()
    assert len(changed(store, "insert into t values (1)")) == 1


def test_a_trigger_that_is_undone_leaves_the_watch_as_it_was() -> None:
    store = filled("create table t (a)")
    store.begin()
    changed(store, "create trigger mine after insert on t begin select 1; end")
    store.rollback()
    changed(store, "insert into t values (1)")
    assert [change["before"] for change in changed(store, "update t set a = 2")] == [{"a": 1}]


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("a unique", "update or fail t set a = a + 1 where a in (1, 8)"),
        ("a unique on conflict fail", "update t set a = a + 1 where a in (1, 8)"),
    ],
)
def test_a_statement_that_fails_and_keeps_a_part_tells_of_that_part(table: str, sql: str) -> None:
    store = filled(f"create table t ({table}); insert into t values (1), (8), (9)")
    changes: list[Change] = []
    with pytest.raises(sqlite3.IntegrityError):
        store.execute(sql, {}, changes)
    assert changes == [
        {"table": "t", "before": {"a": 1}, "after": None},
        {"table": "t", "before": None, "after": {"a": 2}},
    ]


def test_a_store_that_nobody_holds_is_closed_without_waiting_for_the_garbage_collector() -> None:
    store = filled()
    gone = weakref.ref(store)
    gc.disable()
    try:
        del store
        assert gone() is None
    finally:
        gc.enable()
