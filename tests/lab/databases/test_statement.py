"""What a SQL statement is about, as far as its text says."""

import pytest

from course.lab.databases.statement import summary


@pytest.mark.parametrize(
    ("sql", "short"),
    [
        ("select * from users where id = :id", "SELECT users"),
        ("\n insert into orders (a) values (1)", "INSERT orders"),
        ("update products set a = 1", "UPDATE products"),
        ("insert into a values (1) on conflict do update set b = 2", "INSERT a"),
        ("select 1 from a left join b on 1 join a", "SELECT a b"),
        ("create table if not exists t (id)", "CREATE t"),
        ("/* why */ -- not\n update t set a = 1", "UPDATE t"),
        ("-- nothing else", "?"),
        ("", "?"),
    ],
)
def test_a_span_says_what_a_statement_does(sql: str, short: str) -> None:
    assert summary(sql) == short
