"""How a wish list is tried: power and database fail while it is used, and all of that in order."""

from dataclasses import dataclass

from course.study.exercise import Schedule
from course.study.referee.broken import Broken
from course.study.referee.posting import called_our_fault, database_fails, power_fails
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import ListProduct, Reprice, SignUp
from course.study.referee.trouble import Down, Trouble, Up
from course.study.referee.wishing import (
    BAD,
    DATABASE,
    WHOLE,
    ListAnother,
    Look,
    Lookalikes,
    LookForNobody,
    NobodyWishes,
    Nonsense,
    TapTwice,
    Wish,
    Wishing,
    WishTooMuch,
    on_the_list,
    titles,
    wished,
)
from course.webs.wording import listed


@dataclass(frozen=True)
class PowerFails(Wishing, Trouble):
    """The power fails while a request is under way."""

    ms: float

    @property
    def words(self) -> str:
        return f"{self.wish}, and after {self.ms} ms the power fails"

    def do(self, run: Run) -> None:
        if self.is_known(run):
            power_fails(run, self.where, "/wishes", self.new(run), self.ms)
            all_or_none(run, self, "the power")


def all_or_none(run: Run, wishing: Wishing, what: str) -> None:
    """After something failed in the middle of a request and is back, its wishes are one thing."""
    found = set(titles(run, on_the_list(run, wishing.name)))
    new = set(wishing.titles) - wished(run, wishing.name)
    if found & new not in (set(), new):
        raise Broken(
            WHOLE,
            f"{listed(wishing.titles)} on the list of {wishing.name}, or none of them",
            f"when {what} is back, it has only {listed(sorted(found & new))}",
            "Each statement by itself is kept at once. What joins several into one step?",
        )
    wished(run, wishing.name).update(found & new)


@dataclass(frozen=True)
class DatabaseFails(Wishing, Trouble):
    """The database is gone while a request is under way, and comes back."""

    ms: float

    @property
    def words(self) -> str:
        return f"{self.wish}, and after {self.ms} ms {self.where} goes down for a moment"

    def do(self, run: Run) -> None:
        if not self.is_known(run) or run.down:
            return
        answer = database_fails(run, self.where, "POST", "/wishes", self.new(run), self.ms)
        if answer.status != 201:  # it may have been done before
            called_our_fault(answer, self.where)
        all_or_none(run, self, self.where)


@dataclass(frozen=True)
class DatabaseFailsAtLook(Trouble):
    """The database is gone while somebody's list is looked at, and comes back."""

    name: str
    ms: float

    @property
    def words(self) -> str:
        what = Look(self.name).words
        return f"{what}, and after {self.ms} ms {self.where} goes down for a moment"

    def do(self, run: Run) -> None:
        if self.name not in run.users or run.down or not wished(run, self.name):
            return
        url = f"/wishes/{run.users[self.name]}"
        answer = database_fails(run, self.where, "GET", url, None, self.ms)
        if answer.body != run.lab.get(url).body:  # it may have been read before
            called_our_fault(answer, self.where)


ADA, BOB = SignUp("Ada"), SignUp("Bob")
CUP, POT, TEA = ListProduct("Cup"), ListProduct("Pot"), ListProduct("Tea")
ALL = ("Cup", "Pot", "Tea")
ADA_CUP, RESTARTED = Wish("Ada", ("Cup",)), (Down("shop"), Up("shop"))
LOOK_ADA, LOOKS = Look("Ada"), (Look("Ada"), Look("Bob"))
DOWN, UP = Down(DATABASE), Up(DATABASE)
WITHOUT = tuple(DatabaseFails(DATABASE, "Ada", ("Pot",), ms) for ms in (5.5, 6.5, 7.5))
NOT_SEEN = DatabaseFailsAtLook(DATABASE, "Ada", 5.5)
WHEN = {"Ada": 6.5, "Bob": 8.5, "Cleo": 10.5, "Dan": 12.5, "Eve": 14.5, "Finn": 16.5}
"""Each of them wishes for all, and after so many ms the power fails."""


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT, TEA)
    wishes = (Wish("Ada", ("Pot", "Cup")), Wish("Bob", ("Tea",)), WishTooMuch("Bob", ("Cup",)))
    others = (TapTwice("Bob", ("Pot",)), Reprice("Cup", 300), NobodyWishes("Cup"), *LOOKS)
    power = [
        step
        for name, ms in WHEN.items()
        for step in (SignUp(name), PowerFails("shop", name, ALL, ms))
    ]
    return [
        (ADA, CUP, ADA_CUP, LOOK_ADA),
        (*filled, Wish("Ada", ("Pot", "Cup")), Wish("Bob", ("Tea", "Cup")), *LOOKS),
        (ADA, CUP, ADA_CUP, LOOK_ADA, Reprice("Cup", 300), LOOK_ADA, Reprice("Cup", 0), LOOK_ADA),
        (ADA, CUP, *map(Nonsense, BAD)),
        (ADA, CUP, NobodyWishes("Cup"), WishTooMuch("Ada", ("Cup",)), LOOK_ADA),
        (ADA, CUP, LookForNobody(), LookForNobody(10**19), WishTooMuch("Ada", ())),
        (ADA, CUP, ADA_CUP, ADA_CUP, LOOK_ADA),
        (ADA, CUP, Wish("Ada", ("Cup", "Cup")), LOOK_ADA),
        (ADA, CUP, ADA_CUP, *RESTARTED, LOOK_ADA),
        (ADA, CUP, POT, TapTwice("Ada", ("Cup", "Pot")), LOOK_ADA),
        (ADA, CUP, ListAnother("Cup", 300), Wish("Ada", ("Cup", "the other Cup")), LOOK_ADA),
        (ADA, CUP, POT, DOWN, LOOK_ADA, ADA_CUP, UP, ADA_CUP, NOT_SEEN, *WITHOUT, LOOK_ADA),
        (CUP, POT, TEA, *power),
        (ADA, CUP, ADA_CUP, Lookalikes()),
        mixed(1, filled, (*wishes, *others), 12),
    ]
