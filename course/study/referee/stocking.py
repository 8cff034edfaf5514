"""What is done to a stock: pieces arrive, are reserved and counted, too many and at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import FastAPI
from pydantic import BaseModel, Field

from course.lab import Answer as Reply
from course.lab import Lab
from course.ports import Database
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.shop.monolith.products import add_products
from course.study.referee.broken import Broken, shown, told
from course.study.referee.posting import called_our_fault, refused, sent_twice_at_once
from course.study.referee.run import NOBODY, Run
from course.study.referee.step import Step

WORKS = "what can be done is done"
REFUSES = "what cannot be done is refused with a 4xx that says which field"
DATABASE = "shop.db"
INSIDE = "no answer tells what is inside"
WHOLE = "pieces are taken and reserved, or neither"

STOCK = """
create table if not exists stock (
    product_id integer primary key,
    pieces integer not null check (pieces >= 0)
);
create table if not exists reservations (
    product_id integer not null,
    pieces integer not null
)
"""
ADD = """
insert into stock values (:product_id, :pieces)
on conflict do update set pieces = pieces + excluded.pieces
"""
RESERVE = "insert into reservations values (:product_id, :pieces)"
TAKE = """
update stock set pieces = pieces - :pieces
where product_id = :product_id
returning pieces
"""
LEFT = "select pieces from stock where product_id = :id"

TELLTALES = (
    *("constraint", "integrityerror", "operationalerror", "databaseunavailable", "traceback"),
    *("sqlite", "shop.db", "insert into", "update stock"),
)
"""Words that come from inside: of the database's errors, of statements, of Python."""


class Pieces(BaseModel):
    """So many of a product."""

    product_id: Id
    pieces: int = Field(ge=1, le=1000)


def open_shop(
    lab: Lab, deliver: Callable[..., Any], reserve: Callable[..., Any], left: Callable[..., Any]
) -> None:
    """Products and their stock, in one app on one database; the logic was handed in."""

    def shop(db: Database) -> FastAPI:
        app = new_app("shop")
        add_products(app, db)
        db.schema(STOCK)

        @app.post("/deliveries", status_code=201)
        async def post_delivery(new: Pieces) -> None:
            await deliver(db, new)

        @app.post("/reservations", status_code=201, response_model=None)
        async def post_reservation(new: Pieces) -> Any:
            return await reserve(db, new)

        @app.get("/stock/{product_id}")
        async def read_stock(product_id: Id) -> int:
            return await left(db, product_id)  # type: ignore[no-any-return]

        return app

    lab.start(shop)


def kept_inside(answer: Reply) -> None:
    """The answer tells nothing of the database or of the code."""
    text = answer.content.decode(errors="replace").lower()
    for word in TELLTALES:
        if word in text:
            raise Broken(
                INSIDE,
                "an answer that says nothing of tables, statements or exceptions",
                told(answer),
                "str(error) was written for you. Say in your own words what the client can mend; "
                "for all else the middleware has an answer.",
            )


def nothing_is_half_done(run: Run, when: str) -> None:
    """What was delivered is either in stock or reserved."""
    delivered: dict[str, int] = run.notes.get("delivered", {})
    for title, product_id in run.products.items():
        there, kept = (
            sum(row["pieces"] for row in run.rows("shop", table) if row["product_id"] == product_id)
            for table in ("stock", "reservations")
        )
        if there + kept != delivered.get(title, 0):
            raise Broken(
                WHOLE,
                f"{title}: {delivered.get(title, 0)} delivered, so as many in stock and reserved",
                f"{when}, {there} in stock and {kept} reserved",
                "Two statements belong together. What undoes the first if the second fails, or "
                "never comes?",
            )


@dataclass(frozen=True)
class Deliver(Step):
    """Pieces of a product arrive."""

    times: ClassVar[int] = 1
    title: str
    pieces: int

    @property
    def words(self) -> str:
        return f"{self.pieces} of {self.title} arrive"

    def do(self, run: Run) -> None:
        if self.title not in run.products:
            return
        there = in_stock(run, self.title)
        new = {"product_id": run.products[self.title], "pieces": self.pieces}
        answer = self.send(run, new)
        kept_inside(answer)
        if run.down:
            called_our_fault(answer, DATABASE)
            return
        if answer.status != 201:
            raise Broken(WORKS, "a delivery is taken in, with 201", told(answer))
        arrived = self.pieces * self.times
        if in_stock(run, self.title) != there + arrived:
            raise Broken(
                WORKS,
                f"{self.title} in stock: {there} and {arrived}, so {there + arrived}",
                f"there are {in_stock(run, self.title)}",
                "What arrives is added to what is there. Do it in one statement: between a look "
                "and a write, others may write.",
            )
        delivered = run.notes.setdefault("delivered", {})
        delivered[self.title] = delivered.get(self.title, 0) + arrived

    def send(self, run: Run, new: dict[str, int]) -> Reply:
        """Gives the last answer."""
        return run.lab.post("/deliveries", json=new)


@dataclass(frozen=True)
class DeliverTwice(Deliver):
    """Two deliveries come at the same moment."""

    times: ClassVar[int] = 2

    @property
    def words(self) -> str:
        return f"{super().words}, and at the same moment as many again"

    def send(self, run: Run, new: dict[str, int]) -> Reply:
        return sent_twice_at_once(run, "/deliveries", new)


@dataclass(frozen=True)
class ToNobody(Step):
    """Pieces of a product that is not there."""

    path: str

    @property
    def words(self) -> str:
        return f"you send to {self.path} a product that is not there"

    def do(self, run: Run) -> None:
        if run.down:
            return
        answer = run.lab.post(self.path, json={"product_id": NOBODY, "pieces": 1})
        kept_inside(answer)
        refused(REFUSES, answer, "product_id")
        for table in ("stock", "reservations"):
            if any(row["product_id"] == NOBODY for row in run.rows("shop", table)):
                raise Broken(
                    WHOLE,
                    "nothing is left of what was refused",
                    f"{table} has a row of product {NOBODY}",
                    "Refuse before you write, or write in a transaction that is undone.",
                )


@dataclass(frozen=True)
class Reserve(Step):
    """Pieces are reserved: as many as there are, or they are refused."""

    title: str
    pieces: int

    @property
    def words(self) -> str:
        return f"you reserve {self.pieces} of {self.title}"

    def do(self, run: Run) -> None:
        if self.title not in run.notes.get("delivered", {}):
            return
        there = in_stock(run, self.title)
        answer = run.lab.post("/reservations", json=self.new(run))
        kept_inside(answer)
        if run.down:
            called_our_fault(answer, DATABASE)
            return
        if self.pieces > there:
            refused(REFUSES, answer, "pieces", f"{there} of {self.title} are in stock.")
            nothing_is_half_done(run, "after a reservation that was refused")
        elif answer.status != 201:
            raise Broken(WORKS, "201, as there are enough", told(answer))
        nothing_is_half_done(run, "after a reservation")
        if in_stock(run, self.title) != there - (self.pieces if self.pieces <= there else 0):
            raise Broken(
                WORKS,
                f"{self.pieces} fewer of {self.title} in stock, as 201 came back",
                f"there were {there}, and are {in_stock(run, self.title)}",
            )

    def new(self, run: Run) -> dict[str, int]:
        """What is sent."""
        return {"product_id": run.products[self.title], "pieces": self.pieces}


@dataclass(frozen=True)
class ReserveTwice(Reserve):
    """Two clients want the same at the same moment."""

    @property
    def words(self) -> str:
        return f"two clients at once reserve {self.pieces} of {self.title}"

    def do(self, run: Run) -> None:
        if self.title not in run.notes.get("delivered", {}) or run.down:
            return
        there = in_stock(run, self.title)
        answer = sent_twice_at_once(run, "/reservations", self.new(run))
        kept_inside(answer)
        nothing_is_half_done(run, "after two reservations at once")
        if 2 * self.pieces > there:
            advice = "Between a look and a write, others may write. What keeps them out?"
            refused(REFUSES, answer, "pieces", advice)


@dataclass(frozen=True)
class ReserveNone(Reserve):
    """A product is known, and none of it ever arrived."""

    @property
    def words(self) -> str:
        return f"you reserve {self.pieces} of {self.title}, of which none has arrived yet"

    def do(self, run: Run) -> None:
        if self.title not in run.products or self.title in run.notes.get("delivered", {}):
            return
        answer = run.lab.post("/reservations", json=self.new(run))
        kept_inside(answer)
        advice = "An update that finds no row changes nothing, and that is no error."
        refused(REFUSES, answer, "pieces", advice)
        nothing_is_half_done(run, "after a reservation that was refused")


@dataclass(frozen=True)
class Count(Step):
    """You ask how many are left."""

    title: str = ""

    @property
    def words(self) -> str:
        return f"you ask for the stock of {self.title or 'a product that is not there'}"

    def do(self, run: Run) -> None:
        if self.title and self.title not in run.products:
            return
        answer = run.lab.get(f"/stock/{run.products[self.title] if self.title else NOBODY}")
        kept_inside(answer)
        if run.down:
            called_our_fault(answer, DATABASE)
            return
        if not self.title:
            refused(REFUSES, answer, "product_id")
            return
        body = run.answered(WORKS, answer, f"the stock of {self.title}")
        if body != in_stock(run, self.title):
            there = in_stock(run, self.title)
            advice = "Ask the table each time: others change it."
            raise Broken(WORKS, f"{self.title} in stock: {there}", f"it was {shown(body)}", advice)


def in_stock(run: Run, title: str) -> int:
    """How many pieces the table has."""
    rows = run.rows("shop", "stock")
    return sum(row["pieces"] for row in rows if row["product_id"] == run.products[title])
