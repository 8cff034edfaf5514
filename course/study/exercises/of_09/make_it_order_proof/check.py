"""Joined or left: the shop, the steps, and what is expected of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise, permutations
from typing import Any, Literal

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from course.lab import Lab
from course.ports import Bus, Database, Event
from course.study.exercise import Schedule
from course.study.referee import memory
from course.study.referee.broken import Broken, shown
from course.study.referee.copies import RAISES
from course.study.referee.handled import Handled, handled
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import changes
from course.study.referee.shopping import Settle, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Impatient, Lose, Reorder, Up
from course.webs.wording import counted

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
LEARN = """
insert into readers values (:id, :version, :reads)
on conflict do update set version = excluded.version, reads = excluded.reads
where excluded.version > readers.version
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

    async def tell(request: Request) -> Response:
        """As a teller: each as it comes, also what is old, or was told before."""
        for what, version in await request.json():
            data = {"id": request.path_params["reader_id"], "version": version}
            await db.query(LEARN, reads=what == "joined", **data)
            await bus.publish(Event(f"reader.{what}", data))
        return Response()

    return Starlette(
        routes=[
            Route("/readers/{reader_id:int}", change, methods=["POST"]),
            Route("/readers/{reader_id:int}/tell", tell, methods=["POST"]),
        ]
    )


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
        if self.what[0] == "left" and not reads(run).get(self.reader):
            return  # who does not read cannot leave
        run.lab.post(f"http://readers/readers/{self.reader}", json=list(self.what))


@dataclass(frozen=True)
class Told(Step):
    """What a new reader has done is told in any order, and perhaps again.

    ``did`` has what became version 1, 2 and so on, ``order`` the versions as they are told.
    """

    reader: int
    did: tuple[What, ...]
    order: tuple[int, ...]

    @property
    def words(self) -> str:
        told = ", ".join(f"{self.did[each - 1]} (version {each})" for each in self.order)
        return f"of reader {self.reader}, these events are told: {told}"

    def do(self, run: Run) -> None:
        told = [(self.did[version - 1], version) for version in self.order]
        run.lab.post(f"http://readers/readers/{self.reader}/tell", json=told)

    def simpler(self) -> Iterator[Step]:
        """One event less, and no version left out before another."""
        for place in reversed(range(len(self.order))):
            order = self.order[:place] + self.order[place + 1 :]
            if order and len(set(order)) == max(order):
                yield replace(self, order=order)


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
                f"{counted(letter.attempts, 'attempt')}, as it failed each time: {letter.reason}",
                RAISES if letter.attempts == 1 else "",
            )
        answer = run.lab.get(f"http://{NAME}/readers")
        found = run.answered(FOLLOWS, answer, "GET /readers")
        if not isinstance(found, list) or any(type(each) is not int for each in found):
            raise Broken(FOLLOWS, "GET /readers gives a list of ids", f"it was {shown(found)}")
        rows = reads(run)
        for reader in sorted(rows.keys() | set(found)):
            if rows.get(reader, False) != (reader in found) or found.count(reader) > 1:
                raise not_so(run.lab, reader, found)


def reads(run: Run) -> dict[int, bool]:
    """Who has ever joined, and whether they read the newsletter now."""
    return {row["id"]: bool(row["reads"]) for row in run.rows("readers", "readers")}


def not_so(lab: Lab, reader: int, found: list[int]) -> Broken:
    """What is wrong about a reader, seen from the events that came."""
    came = [each for each in handled(lab, NAME) if each.data["id"] == reader]
    newest = max((each.data["version"] for each in came), default=0)
    last = next((each for each in came if each.data["version"] == newest), None)
    is_reader = last is not None and last.type == "reader.joined"
    expected = f"reader {reader} {'reads' if is_reader else 'does not read'} the newsletter" + (
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
    rows = [each for each in changes(lab.trace, NAME) if reader in _values(each)]
    if any(each["before"] and each["after"] for each in rows):
        return NEWEST, (
            f"Version {versions[-1]} came after version {max(versions)}, and won. What comes last "
            "need not be what happened last: does the handler of joined compare versions, too?"
        )
    why = (
        "A row that is deleted takes the version with it, so that nobody knows it any more."
        if any(each["before"] for each in rows)
        else "When left comes first, there is no row to delete or to change."
    )
    return GONE, f"{why} Keep a row, with the version, also of those who have left."


def _values(change: dict[str, Any]) -> list[Any]:
    """What is in a row that was changed."""
    return list((change["after"] or change["before"]).values())


def _came_in_order(lab: Lab, reader: int, came: list[Handled]) -> str:
    times = [event.time for _, event in lab.bus.events() if event.data["id"] == reader]
    if len(set(times)) < len(times):
        return "Two things can happen at the same moment, with the same time. Versions differ."
    if any(one.type == other.type for one, other in pairwise(came)):
        return "The newest version says what is so. How often somebody joined does not count."
    if came and came[-1].type == "reader.left" and _is_kept(lab, came[-1]):
        return "The row of one who has left is kept, and must not be listed."
    if len(came) < 2 and any(event.data["id"] != reader for _, event in lab.bus.events()):
        return "Each reader has versions of their own, which begin at 1."
    if len(came) > 9:
        return "They came in order. Compare the versions as numbers: 10 comes after 9."
    return "They came in order. Whoever has left may join again."


def _is_kept(lab: Lab, last: Handled) -> bool:
    """Whether the newsletter has a row that tells of this event: the reader, and the version."""
    told = {last.data["id"], last.data["version"]}
    rows = (row for table in lab.tables(NAME).values() for row in table)
    return any(told <= set(row.values()) for row in rows)


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

CAME_BACK: tuple[What, ...] = ("joined", "left", "joined")
JOINED_TWICE: tuple[What, ...] = ("joined", "joined", "left")


def every_order() -> list[Told]:
    """Of readers who came back: the three events in each of their six orders, once and twice."""
    orders = list(permutations((1, 2, 3)))
    each = [*orders, *((*order, *order) for order in orders)]
    return [Told(reader, CAME_BACK, order) for reader, order in enumerate(each, 11)]


def schedules() -> list[Schedule]:
    """In order, out of order, with the service going down in between, and in every order."""
    join, leave = joins(7), leaves(7)
    known = (join, Settle())
    told = (*every_order(), Told(27, JOINED_TWICE, (1, 2, 3)), Told(28, CAME_BACK, (1, 2, 3, 1)))
    anything = (join, leave, joins(8), leaves(8), joins(9), BACK_AT_ONCE, *TROUBLES, LOOK)
    return [
        (join, LOOK),
        (join, leave, LOOK),
        (join, leave, join, LOOK),
        (join, leave, joins(8), LOOK),
        (join, BACK_AT_ONCE, LOOK),
        (LATE, join, leave, LOOK),
        (REORDERED, join, leave, LOOK),
        (*known, REORDERED, leave, join, LOOK),
        (*known, LATE, leave, join, LOOK),
        (*known, REORDERED, leave, join, leave, LOOK),
        (Impatient("bus"), REORDERED, join, leave, LOOK),
        (*known, REORDERED, BACK_AT_ONCE, LOOK),
        *((REORDERED, join, leave, Wait(ms), Down(NAME), Up(NAME), LOOK) for ms in MOMENTS_MS),
        (*(join, leave) * 5, LOOK),
        (*told, LOOK),
        mixed(1, (), anything, 16),
        mixed(2, (), anything, 16),
    ]
