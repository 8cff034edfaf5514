"""Cut a circle: the page of a user is opened, and what it has to say."""

from dataclasses import dataclass
from typing import Any

from course.lab import Answer
from course.shop import direct
from course.study.referee.broken import Broken, same, shown
from course.study.referee.posting import AT_ONCE
from course.study.referee.run import NOBODY, Run
from course.study.referee.step import Step
from course.webs.wording import listed

PAGE = "the page gives the name, and the number of orders"
SAYS_SO = "says so when it cannot know"
STALE = "takes nothing old for what is now"


def page_owner(run: Run) -> str:
    """The service that was handed in: the one that the course does not have."""
    services = run.lab.services.items()
    return next((name for name, it in services if it.function not in direct.SERVICES), "users")


@dataclass(frozen=True)
class AskPage(Step):
    """Somebody opens the page of a user."""

    name: str

    @property
    def words(self) -> str:
        return f"the page of {self.name} is opened"

    def do(self, run: Run) -> None:
        if self.name in run.users and page_owner(run) not in run.down:
            judge_page(run, self.name, run.lab.get(page_of(run, run.users[self.name])))


@dataclass(frozen=True)
class AskPagesAtOnce(Step):
    """Two people open their pages at the same moment."""

    names: tuple[str, str]

    @property
    def words(self) -> str:
        return f"the pages of {listed(list(self.names))} are opened at once"

    def do(self, run: Run) -> None:
        if not run.users.keys() >= set(self.names) or page_owner(run) in run.down:
            return
        pages = [page_of(run, run.users[name]) for name in self.names]
        for name, answer in zip(self.names, run.lab.together(*pages), strict=True):
            judge_page(run, name, answer, AT_ONCE)


@dataclass(frozen=True)
class AskNobodysPage(Step):
    """Somebody opens the page of a user that there is not."""

    @property
    def words(self) -> str:
        return "the page of somebody who never signed up is opened"

    def do(self, run: Run) -> None:
        if run.down:
            return
        answer = run.lab.get(page_of(run, NOBODY))
        if answer.ok:
            raise Broken(
                SAYS_SO,
                "an error, as there is no such user",
                f"{answer.status} came back, with {shown(answer.body)}, as if there were one",
                "users answers 404, and you made a page of it. Let it be an error of yours, too.",
            )


def page_of(run: Run, user_id: int) -> str:
    """Where the page of a user is."""
    return f"http://{page_owner(run)}/pages/{user_id}"


def judge_page(run: Run, name: str, answer: Answer, advice: str = "") -> None:
    """The page is as the databases say, or it is an error where they cannot be asked."""
    user_id, owner = run.users[name], page_owner(run)
    orders = sum(row["user_id"] == user_id for row in run.rows("orders", "orders"))
    page = {"name": name, "orders": orders}
    if run.down:
        if answer.ok:
            _not_from_memory(run, name, answer, page)
            who = listed(sorted({it.removesuffix(".db") for it in run.down}))
            raise Broken(
                SAYS_SO,
                f"an error, as {listed(sorted(run.down))} is down and nobody else knows",
                f"{answer.status} came back, with {shown(answer.body)}, as if that were so",
                f"{who} could not answer, so you cannot know. Let the error through, and look at "
                "the status before you use a body; an error has a body, too.",
            )
        return
    body = run.answered(PAGE, answer, f"/pages/{user_id} at {owner}", _advice(run, owner))
    same(PAGE, f"the page of {name}", body, page, advice)
    run.notes[name] = body


def _not_from_memory(run: Run, name: str, answer: Answer, page: dict[str, Any]) -> None:
    """It says what it said before, though more was bought meanwhile."""
    before = run.notes.get(name)
    if before is not None and answer.body == before != page:
        raise Broken(
            STALE,
            f"an error, as {listed(sorted(run.down))} is down and nobody else knows",
            f"it was {shown(before)}, as before, and is {shown(page)} by now",
            "What you remember may be old. Nobody told you of the order that came after.",
        )


ADDRESS = (
    "The page has the address /pages/{user_id}, at the service whose name you give as at. Whom it "
    "asks, it asks at the addresses of the starter."
)


def _advice(run: Run, owner: str) -> str:
    """What to think about when a page could not be read."""
    database = run.lab.services[owner].database
    if owner == "users" or database is None or "users" not in run.lab.tables(owner):
        return ADDRESS
    return (
        f"{owner}.db is not users.db, and nobody has signed up in it. Ask users: "
        "http://users/users/1."
    )
