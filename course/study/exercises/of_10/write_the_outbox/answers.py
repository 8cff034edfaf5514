"""Write the outbox: a solution, other right answers, and usual wrong ones."""

import textwrap

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_10.write_the_outbox.check import (
    AGAIN,
    BY_HAND,
    INVENTS,
    ONCE,
    ORDER,
    TELLS,
    WAITS,
)

NOTES = "create table if not exists notes (id integer primary key, text text not null)"


def desk_that(write: str, relay: str, *tables: str, before: str = "", notes: str = NOTES) -> str:
    """A cell: the service that writes so, tells so, and has these tables."""
    return f"""\
{before}def desk(db, bus):
{_lines(*(f'db.schema("{table}")' for table in (notes, *tables)))}
    bus.declare("note.written")
    app = new_app("desk")

    @app.post("/notes", status_code=201)
    async def write_note(text: str):
        sql = "insert into notes (text) values (:text) returning id, text"
{_lines(write, deep=8)}
        return note

    @app.post("/relay")
    async def relay():
{_lines(relay, deep=8)}

    return app
"""


def _lines(*texts: str, deep: int = 4) -> str:
    return textwrap.indent("\n".join(text.strip("\n") for text in texts), " " * deep)


WRITE = """
async with db.transaction() as tx:
    (note,) = await tx.query(sql, text=text)
"""


WRITE_BOTH = f"""{WRITE}\
    insert = "insert into to_tell (data) values (:data)"
    await tx.query(insert, data=json.dumps(note))
"""
TO_TELL = (
    "create table if not exists to_tell"
    " (number integer primary key autoincrement, data text, told default 0)"
)
TOLD = "create table if not exists notes (id integer primary key, text text, told default 0)"
IMPORT = "import json\n\n\n"
SELECT = 'db.query("select * from notes where not told order by id")'
EVENT = """Event("note.written", {"id": row["id"], "text": row["text"]}, id=f"note-{row['id']}")"""
MARK = """await db.query("update notes set told = 1 where id = :id", id=row["id"])"""
RELAY_MARKED = f"""
for row in await {SELECT}:
    event = {EVENT}
    await bus.publish(event)
    {MARK}
"""

RELAY_OF_TABLE = """
for row in await db.query("select * from to_tell where not told order by number"):
    event = Event("note.written", json.loads(row["data"]), id=f"desk-{row['number']}")
    await bus.publish(event)
    await db.query("update to_tell set told = 1 where number = :n", n=row["number"])
"""
RELAY_DELETING = """
for row in await db.query("select number, data from to_tell order by number"):
    note = json.loads(row["data"])
    await bus.publish(Event("note.written", note, str(note["id"])))
    await db.query("delete from to_tell where number = :number", number=row["number"])
"""

SOLUTION = Answer(
    desk_that(
        WRITE_BOTH,
        """
for row in await db.query("select * from to_tell where not told order by number"):
    event = Event("note.written", json.loads(row["data"]), id=f"desk-{row['number']}")
    await bus.publish(event)
    await db.query("update to_tell set told = 1 where number = :n", n=row["number"])
""",
        TO_TELL,
        before=IMPORT,
    ),
    "The note and what is to be told of it are written in one transaction, so there is never "
    "one without the other. The relay marks what the bus has confirmed, and not before: if it "
    "dies in between, it sends the note again, under the same id, and the bus stores it once. "
    "No transaction is open while it waits.",
)

RIGHT = (
    Answer(desk_that(WRITE, RELAY_MARKED, notes=TOLD)),
    Answer(
        desk_that(
            WRITE_BOTH,
            RELAY_DELETING,
            TO_TELL,
            before=IMPORT,
        )
    ),
    Answer(
        desk_that(
            WRITE,
            """
rows = await db.query("select * from notes where id > (select id from told) order by id")
try:
    for row in rows:
        await bus.publish(Event("note.written", row, id=f"note {row['id']}"))
        async with db.transaction() as tx:
            await tx.query("update told set id = max(id, :id)", id=row["id"])
except BusUnavailable:
    return
""",
            "create table if not exists told (id integer)",
            "insert into told select 0 where not exists (select * from told)",
            before="from course.ports import BusUnavailable\n\n\n",
        )
    ),
)

WRONG = (
    Wrong(  # write, then tell; and again later, if somebody remembers
        desk_that(
            f"""
{WRITE}
try:
    await bus.publish(Event("note.written", note, id=f"note-{{note['id']}}"))
except BusUnavailable:
    late.append(note)
""",
            """
while late:
    await bus.publish(Event("note.written", late[0], id=f"note-{late[0]['id']}"))
    late.pop(0)
""",
            before="from course.ports import BusUnavailable\n\nlate = []\n\n\n",
        ),
        TELLS,
        "it was never sent",
        4,
    ),
    Wrong(  # tell, then write
        desk_that(
            f"""
{WRITE}\
    await bus.publish(Event("note.written", note, id=f"note-{{note['id']}}"))
""",
            "return",
        ),
        INVENTS,
        "in the table there is no note 1",
        4,
    ),
    Wrong(  # two transactions
        desk_that(
            f"""
{WRITE}
async with db.transaction() as tx:
    insert = "insert into to_tell (data) values (:data)"
    await tx.query(insert, data=json.dumps(note))
""",
            RELAY_OF_TABLE,
            TO_TELL,
            before=IMPORT,
        ),
        TELLS,
        "Write what is to be told in the transaction of the note",
        4,
    ),
    Wrong(  # two statements, and no transaction
        desk_that(
            """
(note,) = await db.query(sql, text=text)
await db.query("insert into to_tell (data) values (:data)", data=json.dumps(note))
""",
            RELAY_OF_TABLE,
            TO_TELL,
            before=IMPORT,
        ),
        TELLS,
        "it was never sent",
        5,
    ),
    Wrong(  # mark, then publish
        desk_that(
            WRITE,
            f"""
for row in await {SELECT}:
    {MARK}
    await bus.publish({EVENT})
""",
            notes=TOLD,
        ),
        TELLS,
        "it was sent and not confirmed",
        3,
    ),
    Wrong(  # no name that stays
        desk_that(WRITE, RELAY_MARKED.replace(", id=f\"note-{row['id']}\"", ""), notes=TOLD),
        ONCE,
        "for the bus these are 2 events",
        3,
    ),
    Wrong(  # all is marked, also what came meanwhile
        desk_that(
            WRITE,
            f"""
for row in await {SELECT}:
    await bus.publish({EVENT})
await db.query("update notes set told = 1")
""",
            notes=TOLD,
        ),
        TELLS,
        "a note may be written while you wait",
        4,
    ),
    Wrong(  # one that cannot be told is overtaken
        desk_that(
            WRITE,
            f"""
for row in await {SELECT}:
    try:
        await bus.publish({EVENT})
        {MARK}
    except Exception:
        continue
""",
            notes=TOLD,
        ),
        ORDER,
        "it tells of them in this order: 2, 1",
        4,
    ),
    Wrong(  # publishes while its transaction is open: right, and in everybody's way
        desk_that(
            WRITE,
            f"""
async with db.transaction() as tx:
    for row in await {SELECT.replace("db.", "tx.")}:
        await bus.publish({EVENT})
        {MARK.replace("db.", "tx.")}
""",
            notes=TOLD,
        ),
        WAITS,
        "where the relay kept a transaction open",
        4,
    ),
    Wrong(  # never marks
        desk_that(WRITE, RELAY_MARKED.replace(MARK, "").rstrip() + "\n", notes=TOLD),
        AGAIN,
        "note 1 was sent again",
        2,
    ),
    Wrong(  # knows in memory how far it is
        desk_that(
            WRITE,
            f"""
for row in await db.query("select * from notes where id > :id order by id", id=told[-1]):
    await bus.publish({EVENT})
    told.append(row["id"])
""",
            before="told = [0]\n\n\n",
        ),
        AGAIN,
        "Mark in the database what the bus has confirmed",
        5,
    ),
    Wrong(  # a number that was given before is given again
        desk_that(
            WRITE_BOTH,
            RELAY_DELETING,
            TO_TELL.replace(" autoincrement", ""),
            before=IMPORT,
        ),
        TELLS,
        "If the number of one comes back",
        5,
    ),
    Wrong(
        desk_that(
            f"""
{WRITE}\
    bus.emit(tx, Event("note.written", note))
""",
            "return",
        ),
        BY_HAND,
        "Here you build what it does",
        2,
    ),
)
