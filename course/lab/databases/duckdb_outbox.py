"""How DuckDB keeps an outbox: with a sequence for its numbers."""

from course.lab.databases.sql_outbox import Dialect

OUTBOX = Dialect(
    schema="""
    create sequence if not exists lab.outbox_numbers;
    create table if not exists outbox (
        number bigint not null default nextval('lab.outbox_numbers'),
        id text not null,
        type text not null,
        data text not null,
        time text not null,
        traceparent text not null
    )
    """,
    columns="""
    select column_name as name from duckdb_columns() where table_name = 'outbox' and not internal
    """,
    insert="""
    insert into outbox
    select number, coalesce(nullif(:id, ''), :prefix || number), :type, :data, :time, :traceparent
    from (select nextval('lab.outbox_numbers') as number)
    returning id
    """,
)
