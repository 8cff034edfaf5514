"""How a stock is tried: power and database fail while it is used, and all of that in order."""

from dataclasses import dataclass

from course.study.exercise import Schedule
from course.study.referee.posting import called_our_fault, database_fails, power_fails
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import ListProduct
from course.study.referee.stocking import (
    DATABASE,
    Count,
    Deliver,
    DeliverTwice,
    Reserve,
    ReserveNone,
    ReserveTwice,
    ToNobody,
    in_stock,
    kept_inside,
    nothing_is_half_done,
)
from course.study.referee.trouble import Down, Trouble, Up


@dataclass(frozen=True)
class Reserving(Trouble):
    """Something fails while pieces are reserved that have arrived."""

    title: str
    pieces: int

    @property
    def reservation(self) -> Reserve:
        """What would be done if nothing failed."""
        return Reserve(self.title, self.pieces)

    def is_possible(self, run: Run) -> bool:
        """Whether something has arrived, and all is up."""
        return self.title in run.notes.get("delivered", {}) and not run.down


@dataclass(frozen=True)
class PowerFails(Reserving):
    """The power fails while a reservation is under way."""

    ms: float

    @property
    def words(self) -> str:
        return f"{self.reservation.words}, and after {self.ms} ms the power fails"

    def do(self, run: Run) -> None:
        if self.is_possible(run):
            new = self.reservation.new(run)
            power_fails(run, self.where, "/reservations", new, self.ms)
            nothing_is_half_done(run, "when the power is back")


@dataclass(frozen=True)
class PowerFailsAfterCommit(Reserving):
    """The power fails right after something was kept for good, and before anything else is."""

    @property
    def words(self) -> str:
        return f"{self.reservation.words}, and right after the first commit the power fails"

    def do(self, run: Run) -> None:
        if self.is_possible(run):
            run.lab.down(self.where, at="after commit")
            run.lab.post("/reservations", json=self.reservation.new(run))
            run.lab.up(self.where)
            nothing_is_half_done(run, "when the power is back")


@dataclass(frozen=True)
class DatabaseFails(Reserving):
    """The database is gone while a reservation is under way, and comes back."""

    ms: float

    @property
    def words(self) -> str:
        return (
            f"{self.reservation.words}, and after {self.ms} ms {self.where} goes down for a moment"
        )

    def do(self, run: Run) -> None:
        if not self.is_possible(run):
            return
        new = self.reservation.new(run)
        answer = database_fails(run, self.where, "POST", "/reservations", new, self.ms)
        kept_inside(answer)
        if answer.status != 201:  # it may have been done before
            called_our_fault(answer, self.where)
        nothing_is_half_done(run, f"when {self.where} is back")


@dataclass(frozen=True)
class DatabaseFailsCounting(Trouble):
    """The database is gone while you ask how many are left, and comes back."""

    title: str
    ms: float

    @property
    def words(self) -> str:
        what = Count(self.title).words
        return f"{what}, and after {self.ms} ms {self.where} goes down for a moment"

    def do(self, run: Run) -> None:
        if self.title in run.products and not run.down:
            url, there = f"/stock/{run.products[self.title]}", in_stock(run, self.title)
            answer = database_fails(run, self.where, "GET", url, None, self.ms)
            kept_inside(answer)
            if answer.status != 200 or answer.body != there:  # it may have been read before
                called_our_fault(answer, self.where)


CUP, POT = ListProduct("Cup"), ListProduct("Teapot")
DELIVERED = (CUP, Deliver("Cup", 3))
DOWN, UP = Down(DATABASE), Up(DATABASE)
POWER = tuple(PowerFails("shop", "Cup", 1, ms) for ms in (5.5, 6.5, 7.5, 8.5, 9.5))
AFTER_COMMIT = PowerFailsAfterCommit("shop", "Cup", 1)
WITHOUT = tuple(DatabaseFails(DATABASE, "Cup", 1, ms) for ms in (5.5, 6.5, 7.5, 8.5))
COUNT, NOT_COUNTED = Count("Cup"), DatabaseFailsCounting(DATABASE, "Cup", 5.5)


def schedules() -> list[Schedule]:
    filled = (CUP, POT, Deliver("Cup", 3), Deliver("Teapot", 2))
    orders = (Reserve("Cup", 1), Reserve("Teapot", 2), Reserve("Cup", 9), ReserveTwice("Cup", 1))
    others = (Deliver("Cup", 2), ToNobody("/reservations"), COUNT, Count("Teapot"))
    return [
        (*DELIVERED, Reserve("Cup", 2), COUNT),
        (*DELIVERED, Reserve("Cup", 4), COUNT),
        (CUP, COUNT, ReserveNone("Cup", 1), ToNobody("/reservations")),
        (CUP, ToNobody("/deliveries"), Count(), Deliver("Cup", 1), Reserve("Cup", 1)),
        (*DELIVERED, COUNT, Reserve("Cup", 2), COUNT, Deliver("Cup", 3), COUNT),
        (CUP, DeliverTwice("Cup", 3), Deliver("Cup", 1), COUNT),
        (*DELIVERED, DOWN, Reserve("Cup", 1), UP, Reserve("Cup", 3), COUNT),
        (*DELIVERED, DOWN, Deliver("Cup", 1), COUNT, UP, NOT_COUNTED),
        (*DELIVERED, ReserveTwice("Cup", 2), COUNT),
        (CUP, Deliver("Cup", 9), *POWER, AFTER_COMMIT, COUNT),
        (CUP, Deliver("Cup", 9), *WITHOUT, COUNT),
        mixed(1, filled, (*orders, *others), 12),
    ]
