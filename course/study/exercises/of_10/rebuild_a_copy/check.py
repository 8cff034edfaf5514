"""Rebuild a copy: the shop, the steps, and what is expected of them."""

from asyncio import Task, create_task
from collections.abc import Callable
from dataclasses import dataclass
from inspect import iscoroutine
from typing import Any

import httpx2
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from course.lab import Lab
from course.ports import Bus, Clock, Database, Event, Http, Queries
from course.shop.copying.products import products
from course.shop.middleware import new_app
from course.study.exercise import Schedule
from course.study.referee import memory
from course.study.referee.broken import Broken, shown, told
from course.study.referee.handled import handled
from course.study.referee.run import Run
from course.study.referee.shopping import Settle
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Down, Reorder, Trouble, Up
from course.webs import request_web

RUNS = "can be called on the running shop"
ANSWERS = "tags answers"
WHOLE = "has a tag for every product"
MENDED = "has today's price of every product, also of those that had a wrong one"
NO_MORE = "has no tag that no product stands behind"
STAYS = "stays right when tags is started again"
FROM_LOG = "comes from the log"
OWN = "is a copy of its own"
OPEN = "the shop goes on meanwhile"

NAME = "tags"
TAGS = "create table if not exists tags (id integer primary key, title, price_cents, version)"
KEEP = """
insert into tags values (:id, :title, :price_cents, :version)
on conflict do update set
    title = excluded.title, price_cents = excluded.price_cents, version = excluded.version
where excluded.version > tags.version
"""


def old_tags(db: Database, bus: Bus) -> FastAPI:
    """Keeps prices without their last two digits, by mistake; and a tag of a test."""
    db.schema(TAGS)

    @bus.on("product.*")
    async def keep(event: Event, tx: Queries) -> None:
        whole = event.data["price_cents"] // 100 * 100
        await tx.query(KEEP, **{**event.data, "price_cents": whole})
        await tx.query(KEEP, id=0, title="Test", price_cents=100, version=1)

    return new_app(NAME)


TIMES, EVERY_MS = 8, 6


def sellers(http: Http, clock: Clock) -> Starlette:
    """Change a price again and again, beside all else, and note what did not work."""
    failed: list[str] = []
    under_way: list[Task[None]] = []

    async def change_prices() -> None:
        for number in range(TIMES):
            try:
                new = {"price_cents": 1050 + number}
                answer = await http.patch("http://products/products/1", json=new)
                if answer.status_code >= 500:
                    failed.append(f"{answer.status_code} came back")
            except httpx2.TransportError as error:
                failed.append(str(error) or type(error).__name__)
            await clock.sleep(EVERY_MS)

    async def begin(_: Request) -> Response:
        under_way.append(create_task(change_prices()))
        return Response()

    async def read_failed(_: Request) -> Response:
        return JSONResponse(failed)

    begun = Route("/begin", begin, methods=["POST"])
    return Starlette(routes=[begun, Route("/failed", read_failed)])


def open_shop(lab: Lab, tags: Callable[..., object], rebuild: Callable[[Lab], Any]) -> None:
    """The owner, and people who use it. The copy is not there yet: a step starts it."""
    if not callable(rebuild):
        raise Broken(RUNS, "rebuild is a function: def rebuild(lab)", f"it is {shown(rebuild)}")
    lab.start(products, sellers)


@dataclass(frozen=True)
class Offer(Step):
    """A product is listed."""

    title: str
    price_cents: int

    @property
    def words(self) -> str:
        return f"{self.title} is listed at {self.price_cents} cents"

    def do(self, run: Run) -> None:
        new = {"title": self.title, "price_cents": self.price_cents}
        run.made("http://products/products", new, run.products, self.title)


@dataclass(frozen=True)
class ChangePrice(Offer):
    """A price changes."""

    @property
    def words(self) -> str:
        return f"the price of the {self.title} becomes {self.price_cents} cents"

    def do(self, run: Run) -> None:
        if self.title in run.products:
            url = f"http://products/products/{run.products[self.title]}"
            run.lab.patch(url, json={"price_cents": self.price_cents})


@dataclass(frozen=True)
class KeepChanging(Step):
    """Prices go on changing while the next steps are done."""

    @property
    def words(self) -> str:
        return f"from now on a price changes every {EVERY_MS} ms, {TIMES} times"

    def do(self, run: Run) -> None:
        run.lab.post("http://sellers/begin")


@dataclass(frozen=True)
class StartOld(Trouble):
    """The version with the mistake runs."""

    @property
    def words(self) -> str:
        return f"the old version of {self.where} is started"

    def do(self, run: Run) -> None:
        run.lab.start(old_tags, name=self.where)


@dataclass(frozen=True)
class IfThere(Trouble):
    """A fault of a service that may not have been started."""

    trouble: Trouble

    @property
    def words(self) -> str:
        return self.trouble.words

    def do(self, run: Run) -> None:
        service = run.lab.services.get(self.where)
        if service is not None and service.bus is not None:
            self.trouble.do(run)


@dataclass(frozen=True)
class Rebuild(Trouble):
    """What was handed in does its work."""

    @property
    def words(self) -> str:
        return "rebuild(lab) is called"

    def do(self, run: Run) -> None:
        lab = run.lab
        _, rebuild = run.handed_in
        run.notes.setdefault("rebuilt at", lab.now_ms)
        came_back = memory.as_new(rebuild)(lab)
        if iscoroutine(came_back):
            came_back.close()
            raise Broken(RUNS, "def rebuild(lab)", "it is an async def", "Nothing is awaited here.")
        if NAME not in lab.services:
            services = ", ".join(name for name in lab.services if name != "sellers")
            raise Broken(ANSWERS, f"{NAME} runs", f"only these run: {services}")
        memory.forget(lab, lab.services[NAME].function, NAME)
        run.notes["restarts"] = restarts(lab)


@dataclass(frozen=True)
class CompareTags(Step):
    """When all is quiet, the tags are compared with the products."""

    @property
    def words(self) -> str:
        return "when all is quiet, you compare the tags with the products"

    def do(self, run: Run) -> None:
        lab = run.lab
        lab.settle()
        if "rebuilt at" not in run.notes or lab.services[NAME].is_down:
            return
        for problem in lab.get("http://sellers/failed").body:
            raise Broken(
                OPEN,
                "prices can be changed while the copy is rebuilt",
                f"somebody could not change one: {problem}",
                "What is told meanwhile waits on the bus. Nobody has to be stopped.",
            )
        check_tags(run)
        check_source(run)


def restarts(lab: Lab) -> int:
    """How often tags has been started again after it was down."""
    return sum(span.service == NAME and span.name == "up" for span in lab.trace)


def check_tags(run: Run) -> None:
    """Raise ``Broken`` where the tags are not as the products are."""
    lab = run.lab
    answer = lab.get(f"http://{NAME}/tags")
    if "products" in run.down and not answer.ok:
        advice = "Keep what events tell. Then the owner may be down."
        raise Broken(OWN, "tags answers while products is down", told(answer), advice)
    found = prices(run.answered(ANSWERS, answer, "GET http://tags/tags"))
    rows = run.rows("products", "products")
    owned = {row["id"]: (row["title"], row["price_cents"]) for row in rows}
    if found == owned:
        return
    if restarts(lab) > run.notes["restarts"]:
        raise Broken(
            STAYS,
            f"the tags stay as they were: {listed(owned)}",
            f"{NAME} was started again, and has: {listed(found)}",
            "What was in memory is gone then. And whatever empties the table may do so once, not "
            "whenever it starts.",
        )
    expected, happened = f"as products has them: {listed(owned)}", f"tags has: {listed(found)}"
    if owned.keys() - found.keys():
        raise Broken(WHOLE, expected, happened, lacks(lab))
    if any(found[id] != owned[id] for id in owned):
        raise Broken(MENDED, expected, happened, is_old(lab))
    raise Broken(
        NO_MORE,
        expected,
        happened,
        "No event tells of it, so none can take it away. A copy that is rebuilt begins empty.",
    )


def lacks(lab: Lab) -> str:
    """Why a tag is not there."""
    if any(span.name == "replay" for span in lab.trace):
        return "Its table has to be empty first, and then all events have to come: from the first."
    return (
        "Whoever has been told is told no more: the place in the log is at its end. It has to be "
        "sent back to the start: lab.bus.replay."
    )


def is_old(lab: Lab) -> str:
    """Why a tag has a wrong price still."""
    if any(span.name == "replay" for span in lab.trace):
        return (
            "All events came once more, and changed nothing: none is newer than the row that is "
            "there, which has the same version and a wrong price. So the rows have to go first."
        )
    return "A mended version does not mend what is written. The copy has to be made anew."


def prices(body: Any) -> dict[Any, Any]:
    """Title and price of each tag, by its id."""
    try:
        return {line["id"]: (line["title"], line["price_cents"]) for line in body}
    except (TypeError, KeyError):
        happened = f"it was {shown(body)}"
        raise Broken(
            ANSWERS, "GET /tags gives a list of lines with id, title and price_cents", happened
        ) from None


def listed(tags: dict[Any, Any]) -> str:
    """Tags in words."""
    lines = [f"{title} {cents}" for _, (title, cents) in sorted(tags.items(), key=repr)]
    return ", ".join(lines) or "nothing"


def check_source(run: Run) -> None:
    """Raise ``Broken`` where the tags are right, and come from elsewhere than from events."""
    lab = run.lab
    web = request_web(lab.trace)
    users = set(web.predecessors("products.db")) if "products.db" in web else set()
    if users - {"products"}:
        happened = f"{', '.join(sorted(users - {'products'}))} used it as well"
        raise Broken(OWN, "only products uses products.db", happened)
    since = run.notes["rebuilt at"]
    told_of = {each.data.get("id") for each in handled(lab, NAME) if each.at_ms >= since}
    for title, id in run.products.items():
        if id not in told_of:
            raise Broken(
                FROM_LOG,
                "tags is told again of every product",
                f"since rebuild was called, no event of the {title} has come to it",
                "The log has all events, from the first. Let them come once more.",
            )


CUP, POT = Offer("Cup", 1250), Offer("Teapot", 2480)
CHEAPER = ChangePrice("Cup", 990)
OLD, REBUILD, COMPARE = StartOld(NAME), Rebuild(NAME), CompareTags()
RESTARTED = (IfThere(NAME, Down(NAME)), IfThere(NAME, Up(NAME)))
DIES = (Down(NAME, "before commit"), Down(NAME, "after commit"), Down(NAME, "before acknowledging"))


def schedules() -> list[Schedule]:
    """A copy that joins late, one that is wrong, one that is told of more all the time."""
    wrong = (CUP, OLD, Settle())
    more_wrong = (CUP, POT, OLD, Settle(), CHEAPER, Settle())
    return [
        (CUP, REBUILD, COMPARE),
        (*wrong, REBUILD, COMPARE),
        (*more_wrong, REBUILD, COMPARE),
        (CUP, KeepChanging(), REBUILD, COMPARE),
        (*wrong, REBUILD, Settle(), *RESTARTED, COMPARE),
        (*wrong, REBUILD, Settle(), Down("products"), COMPARE),
        (*wrong, REBUILD, REBUILD, COMPARE),
        (*wrong, KeepChanging(), REBUILD, POT, CHEAPER, COMPARE, *RESTARTED, COMPARE),
        *(
            (*more_wrong, IfThere(NAME, dies), REBUILD, Settle(), IfThere(NAME, Up(NAME)), COMPARE)
            for dies in DIES
        ),
        *(
            (*more_wrong, IfThere(NAME, trouble), KeepChanging(), REBUILD, COMPARE)
            for trouble in (Reorder(NAME), Delay(NAME))
        ),
    ]


SETUP = f'''
from course.shop.middleware import new_app

TAGS = "{TAGS}"
KEEP = """{KEEP}"""
'''
