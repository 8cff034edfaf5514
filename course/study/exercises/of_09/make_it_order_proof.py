"""Notebook 09: events overtake each other; the newest version decides, whatever comes last."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from course.lab import Lab
from course.ports import Bus, Database, Event
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee import memory
from course.study.referee.broken import Broken, shown
from course.study.referee.handled import Handled, handled
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Settle, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Lose, Reorder, Up

FOLLOWS = "says who reads, when the events come in order"
NEWEST = "goes by the newest version, also when an older one comes later"
GONE = "remembers who has left, also before it heard that they joined"

NAME = "newsletter"
READERS = "create table if not exists readers (id integer primary key, version integer, reads)"
CHANGE = """
insert into readers values (:id, 1, :reads)
on conflict do update set version = version + 1, reads = excluded.reads
returning version
"""


def readers(db: Database, bus: Bus) -> Starlette:
    """Knows who reads the newsletter, and tells each change with its version."""
    db.schema(READERS)
    bus.declare("reader.joined", "reader.left")

    async def change(request: Request) -> Response:
        reader_id = request.path_params["reader_id"]
        async with db.transaction() as tx:
            told = []
            for what in await request.json():
                (row,) = await tx.query(CHANGE, id=reader_id, reads=what == "joined")
                told.append(Event(f"reader.{what}", {"id": reader_id, "version": row["version"]}))
            for event in told:  # all at the same moment
                bus.emit(tx, event)
        return Response()

    return Starlette(routes=[Route("/readers/{reader_id:int}", change, methods=["POST"])])


def open_shop(lab: Lab, newsletter: Callable[..., object]) -> None:
    """Who knows the readers, and who sends the newsletter."""
    lab.start(readers)
    memory.start(lab, newsletter, NAME)


What = Literal["joined", "left"]
_DOES = {"joined": "joins", "left": "leaves"}


@dataclass(frozen=True)
class Changes(Step):
    """A reader joins, or leaves, or does one and then the other at the same moment."""

    reader: int
    what: tuple[What, ...]

    @property
    def words(self) -> str:
        done = " and ".join(_DOES[each] for each in self.what)
        return f"reader {self.reader} {done}{' at once' if len(self.what) > 1 else ''}"

    def do(self, run: Run) -> None:
        run.lab.post(f"http://readers/readers/{self.reader}", json=list(self.what))


@dataclass(frozen=True)
class AskReaders(Step):
    """When all has arrived, the newsletter is asked who reads it."""

    @property
    def words(self) -> str:
        return "everything on its way arrives, and you ask newsletter who reads it"

    def do(self, run: Run) -> None:
        run.lab.settle()
        if run.lab.services[NAME].is_down:
            return
        for letter in run.lab.bus.dead_letters():
            raise Broken(
                FOLLOWS,
                "each event can be handled",
                f"{letter.event.type} of reader {letter.event.data['id']} was laid aside after "
                f"{letter.attempts} attempts, as it failed each time: {letter.reason}",
            )
        answer = run.lab.get(f"http://{NAME}/readers")
        found = run.answered(FOLLOWS, answer, "GET /readers")
        if not isinstance(found, list) or any(type(each) is not int for each in found):
            raise Broken(FOLLOWS, "GET /readers gives a list of ids", f"it was {shown(found)}")
        rows = {row["id"]: bool(row["reads"]) for row in run.rows("readers", "readers")}
        for reader in sorted(rows.keys() | set(found)):
            if rows.get(reader, False) != (reader in found) or found.count(reader) > 1:
                raise not_so(run.lab, reader, found)


def not_so(lab: Lab, reader: int, found: list[int]) -> Broken:
    """What is wrong about a reader, seen from the events that came."""
    came = [each for each in handled(lab, NAME) if each.data["id"] == reader]
    newest = max((each.data["version"] for each in came), default=0)
    last = next((each for each in came if each.data["version"] == newest), None)
    reads = last is not None and last.type == "reader.joined"
    expected = f"reader {reader} {'reads' if reads else 'does not read'} the newsletter" + (
        f", as version {newest} says {_word(last)}" if last else ""
    )
    told = ", then ".join(f"{_word(each)} (version {each.data['version']})" for each in came)
    readers = ", ".join(map(str, sorted(found))) or "nobody"
    happened = f"{NAME} names {readers}. Of reader {reader} it heard: {told}"
    clause, advice = _reason(lab, reader, came)
    return Broken(clause, expected, happened, advice)


def _word(event: Handled) -> str:
    return event.type.removeprefix("reader.")


def _reason(lab: Lab, reader: int, came: list[Handled]) -> tuple[str, str]:
    """What is broken, by the order in which the events came, and what to do about it."""
    versions = [each.data["version"] for each in came]
    if versions == sorted(set(versions)):
        return FOLLOWS, _came_in_order(lab, reader, came)
    newest = came[versions.index(max(versions))]
    if any(each.ups > newest.ups for each in came):
        return NEWEST, (
            f"{NAME} was started again in between: what it keeps in memory is gone then. Keep the "
            "version of each reader in the database."
        )
    if newest.type == "reader.joined":
        return NEWEST, (
            "What comes last need not be what happened last. Keep the version with each reader, "
            "and let what is not newer change nothing."
        )
    why = (
        "When left comes first, there is no row to delete or to change."
        if newest is came[0]
        else "A row that is deleted takes the version with it, so that nobody knows it any more."
    )
    return GONE, f"{why} Keep a row, with the version, also of those who have left."


def _came_in_order(lab: Lab, reader: int, came: list[Handled]) -> str:
    times = [event.time for _, event in lab.bus.events() if event.data["id"] == reader]
    if len(set(times)) < len(times):
        return "Two things can happen at the same moment, with the same time. Versions differ."
    if len(came) < 2:
        return "Each reader has versions of their own, which begin at 1."
    if len(came) > 9:
        return "They came in order. Compare the versions as numbers: 10 comes after 9."
    return "They came in order. Whoever has left may join again."


def joins(reader: int) -> Changes:
    """They join."""
    return Changes(reader, ("joined",))


def leaves(reader: int) -> Changes:
    """They leave."""
    return Changes(reader, ("left",))


LOOK, REORDERED, LATE = AskReaders(), Reorder(NAME), Delay(NAME)
BACK_AT_ONCE = Changes(7, ("left", "joined"))
TROUBLES = (REORDERED, LATE, Double(NAME), Lose(NAME, "acknowledgement"))
MOMENTS_MS = range(11, 17)
"""After the second of two events: it is acknowledged, and the first, which it overtook, comes."""


def schedules() -> list[Schedule]:
    """In order, then out of order, then with the service going down in between."""
    join, leave = joins(7), leaves(7)
    known = (join, Settle())
    anything = (join, leave, joins(8), leaves(8), joins(9), BACK_AT_ONCE, *TROUBLES, LOOK)
    return [
        (join, LOOK),
        (join, leave, LOOK),
        (join, leave, join, LOOK),
        (join, leave, joins(8), LOOK),
        (join, BACK_AT_ONCE, LOOK),
        (*known, REORDERED, leave, join, LOOK),
        (LATE, join, leave, LOOK),
        (*known, LATE, leave, join, LOOK),
        (REORDERED, join, leave, LOOK),
        (REORDERED, leave, join, leave, LOOK),
        (*known, REORDERED, BACK_AT_ONCE, LOOK),
        *((REORDERED, join, leave, Wait(ms), Down(NAME), Up(NAME), LOOK) for ms in MOMENTS_MS),
        (*(join, leave) * 5, LOOK),
        mixed(1, (), anything, 16),
        mixed(2, (), anything, 16),
    ]


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

EXERCISE = Exercise(
    id="make-it-order-proof",
    notebook="09",
    title="Joined or left",
    task=(
        "Whoever has left must not get the newsletter, and whoever has joined again must, in "
        "whatever order the events come. Both events carry the reader's id and a version. Make "
        "the service order-proof."
    ),
    hand_in=("newsletter",),
    setup="from course.shop.middleware import new_app",
    starter=keeping(
        "id integer primary key",
        "insert into readers (id) values (:id) on conflict do nothing",
        "delete from readers where id = :id",
    ),
    hints=(
        "The version says which of two events is the newer one. With which version do you compare "
        "it, when the event comes?",
        "When left comes first, there is no row that could be deleted, and nothing remembers it. "
        "Keep a row also of those who have left.",
        "One table: id, version, reads. One statement for both handlers: insert it with reads 1 or "
        "0, on conflict do update set version and reads, where excluded.version > "
        "readers.version. And read only those with reads.",
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
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
    ),
    right=(
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
    ),
    wrong=(
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
    ),
)
