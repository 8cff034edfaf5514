"""Joined or left: a solution, other right answers, and usual wrong ones."""

from course.study.exercise import Answer, Wrong
from course.study.exercises.of_09.make_it_order_proof.check import FOLLOWS, GONE, NEWEST


def keeping(table: str, add: str, remove: str, read: str = "select id from readers") -> str:
    """A cell: the service with this table, these two statements, and this way to read."""
    return f'''\
def newsletter(db, bus):
    db.schema("create table if not exists readers ({table})")
    app = new_app("newsletter")

    @bus.on("reader.joined")
    async def add(event, tx):
        sql = "{add}"
        await tx.query(sql, {_given(add)})

    @bus.on("reader.left")
    async def remove(event, tx):
        sql = "{remove}"
        await tx.query(sql, {_given(remove)})

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return [row["id"] for row in await db.query("{read}")]

    return app
'''


def _given(sql: str) -> str:
    return "**event.data" if ":version" in sql else 'id=event.data["id"]'


WITH_VERSION = "id integer primary key, version integer"
TOMBSTONE = f"{WITH_VERSION}, reads integer"
SET = (
    "insert into readers values (:id, :version, {reads}) on conflict do update set"
    " version = excluded.version, reads = {reads} where excluded.version > readers.version"
)
ADD = SET.format(reads=1)
READ = "select id from readers where reads"
TIMED = SET.replace("version", "time").replace(":time", ":version")

SOLUTION = Answer(
    '''\
READERS = """
create table if not exists readers (id integer primary key, version integer, reads integer)
"""
SET_READER = """
insert into readers values (:id, :version, :reads)
on conflict do update set version = excluded.version, reads = excluded.reads
where excluded.version > readers.version
"""


def newsletter(db, bus):
    db.schema(READERS)
    app = new_app("newsletter")

    @bus.on("reader.joined")
    async def add(event, tx):
        await tx.query(SET_READER, reads=1, **event.data)

    @bus.on("reader.left")
    async def remove(event, tx):
        await tx.query(SET_READER, reads=0, **event.data)

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return [row["id"] for row in await db.query("select id from readers where reads")]

    return app
''',
    "One statement for both: the newest version decides whether somebody reads. Who has left "
    "keeps a row with the version, so that an older joined, which comes later, is recognised "
    "as old. Such a row is called a tombstone.",
)

RIGHT = (
    Answer("""\
def newsletter(db, bus):
    db.schema("create table if not exists told (id, version, what, unique (id, version))")
    app = new_app("newsletter")

    @bus.on("reader.*")
    async def keep(event, tx):
        sql = "insert or ignore into told values (:id, :version, :what)"
        await tx.query(sql, what=event.type, **event.data)

    @app.get("/readers")
    async def read_readers():
        newest = await db.query("select id, what, max(version) from told group by id")
        return [row["id"] for row in newest if row["what"] == "reader.joined"]

    return app
"""),
    Answer("""\
def newsletter(db, bus):
    db.schema("create table if not exists readers (id integer primary key)")
    db.schema("create table if not exists seen (id integer primary key, version integer)")
    app = new_app("newsletter")

    async def is_old(event, tx):
        rows = await tx.query("select version from seen where id = :id", id=event.data["id"])
        if rows and rows[0]["version"] >= event.data["version"]:
            return True
        await tx.query("insert or replace into seen values (:id, :version)", **event.data)
        return False

    @bus.on("reader.joined")
    async def add(event, tx):
        if not await is_old(event, tx):
            await tx.query("insert or ignore into readers values (:id)", id=event.data["id"])

    @bus.on("reader.left")
    async def remove(event, tx):
        if not await is_old(event, tx):
            await tx.query("delete from readers where id = :id", id=event.data["id"])

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return sorted(row["id"] for row in await db.query("select * from readers"))

    return app
"""),
    Answer(
        keeping(
            TOMBSTONE,
            ADD.replace(" > ", " >= "),
            SET.format(reads=0).replace(" > ", " >= "),
            READ,
        )
    ),
)

WRONG = (
    Wrong(
        keeping(
            WITH_VERSION,
            "insert into readers values (:id, :version) on conflict do update set"
            " version = excluded.version where excluded.version > readers.version",
            "delete from readers where id = :id and version < :version",
        ),
        GONE,
        "A row that is deleted takes the version with it",
        4,
    ),
    Wrong(
        keeping(
            TOMBSTONE,
            ADD,
            "update readers set version = :version, reads = 0"
            " where id = :id and version < :version",
            READ,
        ),
        GONE,
        "there is no row to delete or to change",
        4,
    ),
    Wrong(
        keeping(
            "id integer primary key, reads integer",
            "insert into readers values (:id, 1) on conflict do update set reads = 1",
            "insert into readers values (:id, 0) on conflict do update set reads = 0",
            READ,
        ),
        NEWEST,
        "What comes last need not be what happened last",
        4,
    ),
    Wrong(
        keeping(
            TOMBSTONE,
            "insert into readers values (:id, :version, 1) on conflict do nothing",
            SET.format(reads=0),
            READ,
        ),
        FOLLOWS,
        "Whoever has left may join again",
        4,
    ),
    Wrong(
        keeping(
            TOMBSTONE,
            "insert into readers select :id, :version, 1"
            " where :version > (select coalesce(max(version), 0) from readers)"
            " on conflict do update set version = excluded.version, reads = 1",
            "insert into readers select :id, :version, 0"
            " where :version > (select coalesce(max(version), 0) from readers)"
            " on conflict do update set version = excluded.version, reads = 0",
            READ,
        ),
        FOLLOWS,
        "Each reader has versions of their own",
        4,
    ),
    Wrong(
        keeping(
            "id integer primary key, time text, reads integer",
            TIMED.format(reads=1),
            TIMED.format(reads=0),
            READ,
        ).replace("**event.data", 'id=event.data["id"], version=event.time'),
        FOLLOWS,
        "Two things can happen at the same moment",
        3,
    ),
    Wrong(
        """\
VERSIONS = {}


def newsletter(db, bus):
    db.schema("create table if not exists readers (id integer primary key)")
    app = new_app("newsletter")
    versions = VERSIONS.setdefault(id(db), {})

    @bus.on("reader.*")
    async def change(event, tx):
        reader, version = event.data["id"], event.data["version"]
        if version <= versions.get(reader, 0):
            return
        if event.type == "reader.joined":
            await tx.query("insert or ignore into readers values (:id)", id=reader)
        else:
            await tx.query("delete from readers where id = :id", id=reader)
        versions[reader] = version

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return [row["id"] for row in await db.query("select id from readers")]

    return app
""",
        NEWEST,
        "Keep the version of each reader in the database",
        7,
    ),
    Wrong(  # who has left is still listed
        keeping(TOMBSTONE, ADD, SET.format(reads=0), READ.replace(" where reads", "")),
        FOLLOWS,
        "The row of one who has left is kept, and must not be listed",
        3,
    ),
    Wrong(  # only left compares
        keeping(
            TOMBSTONE,
            ADD.replace(" where excluded.version > readers.version", ""),
            SET.format(reads=0),
            READ,
        ),
        NEWEST,
        "does the handler of joined compare versions, too?",
        4,
    ),
    Wrong(  # waits for what is missing, as long as the bus tries again
        """\
def newsletter(db, bus):
    db.schema("create table if not exists readers (id integer primary key, version, reads)")
    app = new_app("newsletter")

    @bus.on("reader.*")
    async def keep(event, tx):
        id, version = event.data["id"], event.data["version"]
        rows = await tx.query("select version from readers where id = :id", id=id)
        known = rows[0]["version"] if rows else 0
        if version <= known:
            return
        if version > known + 1:
            raise LookupError("one is missing")
        await tx.query(
            "insert or replace into readers values (:id, :version, :reads)",
            id=id,
            version=version,
            reads=event.type == "reader.joined",
        )

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return [row["id"] for row in await db.query("select id from readers where reads")]

    return app
""",
        FOLLOWS,
        "To raise until something else has come",
        5,
    ),
    Wrong(  # two tables: whoever tells an old joined once more overwrites the newer one
        """\
def newsletter(db, bus):
    db.schema("create table if not exists j (id integer primary key, version)")
    db.schema("create table if not exists l (id integer primary key, version)")
    app = new_app("newsletter")

    @bus.on("reader.joined")
    async def add(event, tx):
        await tx.query("insert or replace into j values (:id, :version)", **event.data)

    @bus.on("reader.left")
    async def remove(event, tx):
        await tx.query("insert or replace into l values (:id, :version)", **event.data)

    @app.get("/readers")
    async def read_readers() -> list[int]:
        rows = await db.query(
            "select j.id from j left join l on l.id = j.id"
            " where l.version is null or j.version > l.version"
        )
        return [row["id"] for row in rows]

    return app
""",
        NEWEST,
        "Keep the version with each reader, and let what is not newer change nothing",
        2,
    ),
    Wrong(  # a sum of all that was told
        """\
def newsletter(db, bus):
    db.schema("create table if not exists told (id, version, delta, primary key (id, version))")
    app = new_app("newsletter")

    @bus.on("reader.*")
    async def keep(event, tx):
        await tx.query(
            "insert or ignore into told values (:id, :version, :delta)",
            delta=1 if event.type == "reader.joined" else -1,
            **event.data,
        )

    @app.get("/readers")
    async def read_readers() -> list[int]:
        rows = await db.query("select id from told group by id having sum(delta) > 0")
        return [row["id"] for row in rows]

    return app
""",
        FOLLOWS,
        "How often somebody joined does not count",
        2,
    ),
    Wrong(  # a tombstone that is gone when somebody joins again
        """\
def newsletter(db, bus):
    db.schema("create table if not exists readers (id integer primary key, version)")
    db.schema("create table if not exists gone (id integer primary key, version)")
    app = new_app("newsletter")

    @bus.on("reader.joined")
    async def add(event, tx):
        gone = "select * from gone where id = :id and version > :version"
        if not await tx.query(gone, **event.data):
            await tx.query("delete from gone where id = :id", id=event.data["id"])
            await tx.query("insert or replace into readers values (:id, :version)", **event.data)

    @bus.on("reader.left")
    async def remove(event, tx):
        newer = "select * from readers where id = :id and version > :version"
        if not await tx.query(newer, **event.data):
            await tx.query("delete from readers where id = :id", id=event.data["id"])
            await tx.query("insert or replace into gone values (:id, :version)", **event.data)

    @app.get("/readers")
    async def read_readers() -> list[int]:
        return [row["id"] for row in await db.query("select id from readers")]

    return app
""",
        NEWEST,
        "Keep the version with each reader, and let what is not newer change nothing",
        2,
    ),
)
