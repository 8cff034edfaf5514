"""How SQLite keeps an outbox."""

from course.lab.databases.sql_outbox import Dialect

OUTBOX = Dialect(
    schema="""
    create table if not exists outbox (
        number integer primary key autoincrement,
        id text not null,
        type text not null,
        data text not null,
        time text not null,
        traceparent text not null
    )
    """,
    columns="select name from pragma_table_info('outbox')",
    insert="""
    insert into outbox (id, type, data, time, traceparent)
    values (
        coalesce(
            nullif(:id, ''),
            :prefix || (select 1 + coalesce(max(seq), 0) from sqlite_sequence where name = 'outbox')
        ),
        :type, :data, :time, :traceparent
    )
    returning id
    """,
)
