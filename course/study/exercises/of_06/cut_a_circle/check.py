"""Cut a circle: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Answer, Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown, told
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up
from course.webs import circles, request_web, way_round
from course.webs.wording import listed

PAGE = "the page gives the name, and the number of orders"
NO_CIRCLE = "no call comes back to where it came from"
SHOP = "the rest of the shop works as before"
SAYS_SO = "says so when it cannot know"
STALE = "takes nothing old for what is now"


def open_shop(lab: Lab, with_page: Callable[..., object], at: str) -> None:
    """The shop of direct requests. What was handed in takes its place there, or is new."""
    lab.start(*(each for each in direct.SERVICES if each.__name__ != at))
    lab.start(with_page, name=at)
    if at in KEEPERS and lab.services[at].database is None:
        raise Broken(
            SHOP,
            f"{at} keeps its rows in {at}.db",
            f"{at} has lost its database: with_page takes none",
            f"Start it with all it did: app = direct.{at}.{at}(...), and db. {KEEP}",
        )


KEEPERS = ("users", "products", "orders")
"""Who has a database in this shop."""


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


AT_ONCE = (
    "While you wait for one answer, the next request begins. What belongs to one request belongs "
    "into the handler, where each has its own."
)
ADDRESS = (
    "The page has the address /pages/{user_id}, at the service whose name you give as at. Whom it "
    "asks, it asks at the addresses of the starter."
)
KEEP = (
    "What is started in the place of a service has to do all that the service did. A service of "
    "its own disturbs nobody."
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


def made(run: Run, url: str, new: dict[str, Any], who: str) -> int | None:
    """The id of what somebody made. Raises ``Broken`` where the shop no longer makes it."""
    answer = run.lab.post(url, json=new)
    if run.down:
        return None
    if answer.status != 201:
        raise Broken(SHOP, f"{who}, and 201 comes back", told(answer), KEEP)
    return int(answer.body["id"])


@dataclass(frozen=True)
class SignsUp(SignUp):
    """Somebody signs up, which has to work as before."""

    def do(self, run: Run) -> None:
        new = {"name": self.name, "email": f"{self.name.lower()}@example.org"}
        if (id := made(run, "/users", new, self.words)) is not None:
            run.users[self.name] = id


@dataclass(frozen=True)
class Lists(ListProduct):
    """A product is put up for sale, which has to work as before."""

    def do(self, run: Run) -> None:
        new = {"title": self.title, "price_cents": self.price_cents}
        if (id := made(run, "/products", new, self.words)) is not None:
            run.products[self.title] = id


@dataclass(frozen=True)
class Buys(Buy):
    """Somebody buys something, which has to work as before."""

    def do(self, run: Run) -> None:
        if self.name in run.users and self.title in run.products:
            order = {"user_id": run.users[self.name], "product_id": run.products[self.title]}
            made(run, "/orders", order, self.words)


@dataclass(frozen=True)
class NobodyBuys(Step):
    """Somebody who never signed up tries to buy."""

    title: str

    @property
    def words(self) -> str:
        return f"somebody who never signed up tries to buy a {self.title}"

    def do(self, run: Run) -> None:
        if not run.down and self.title in run.products:
            refused(run, NOBODY, run.products[self.title], "users", "user")


@dataclass(frozen=True)
class BuysNothing(Step):
    """Somebody tries to buy what nobody has listed."""

    name: str

    @property
    def words(self) -> str:
        return f"{self.name} tries to buy something that was never listed"

    def do(self, run: Run) -> None:
        if not run.down and self.name in run.users:
            refused(run, run.users[self.name], NOBODY, "products", "product")


def refused(run: Run, user_id: int, product_id: int, whom: str, what: str) -> None:
    """An order that cannot be placed. Raises ``Broken`` where the shop no longer says so."""
    answer = run.lab.post("/orders", json={"user_id": user_id, "product_id": product_id})
    if answer.status != 422:
        raise Broken(
            SHOP,
            f"422, as orders asks {whom} whether there is such a {what}",
            told(answer),
            "The question of orders is needed. Of the two that make a circle, move the other. "
            f"{KEEP}",
        )


@dataclass(frozen=True)
class Look(Step):
    """Somebody looks at what was bought."""

    name: str

    @property
    def words(self) -> str:
        return f"{self.name} looks at what was bought"

    def do(self, run: Run) -> None:
        if run.down or self.name not in run.users:
            return
        user_id = run.users[self.name]
        rows = [row for row in run.rows("orders", "orders") if row["user_id"] == user_id]
        body = run.answered(SHOP, run.lab.get(f"/purchases/{user_id}"), "purchases", KEEP)
        found = [line["order_id"] for line in body["purchases"]]
        same(SHOP, f"the orders of {self.name}", found, [row["id"] for row in rows], KEEP)


def nothing_comes_back(run: Run) -> None:
    """In all that happened, no service is asked by whom it asks."""
    web = request_web(run.lab.trace)
    for service in web:
        if web.has_edge(service, service):
            raise Broken(
                NO_CIRCLE,
                "a web in which calls only go away from where they began",
                f"{service} asks {service}",
                f"A circle of one. What {service} can do itself, it need not ask for: call the "
                "function, not the address. Or let somebody else make the page.",
            )
    for circle in circles(web):
        way = way_round(web, circle)
        asking = " asks ".join([*way, way[0]])
        raise Broken(
            NO_CIRCLE,
            "a web in which calls only go away from where they began",
            asking,
            "Each of them needs the other. Who may ask both, and is asked by neither? A circle is "
            "not cut by going round through somebody else.",
        )


ADA, BOB, CUP, POT = SignsUp("Ada"), SignsUp("Bob"), Lists("Cup"), Lists("Teapot")
BUYS = (Buys("Ada", "Cup"), Buys("Ada", "Teapot"), Buys("Bob", "Teapot"))
PAGES = (AskPage("Ada"), AskPage("Bob"))
LOOKS = (Look("Ada"), Look("Bob"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT)
    gone = (Down("orders"), PAGES[0], Up("orders"), Down("users"), PAGES[0], Up("users"))
    return [
        (ADA, PAGES[0]),
        (ADA, CUP, BUYS[0], PAGES[0]),
        (ADA, CUP, PAGES[0], BUYS[0], PAGES[0]),
        (ADA, CUP, BUYS[0], NobodyBuys("Cup"), BuysNothing("Ada"), LOOKS[0], AskNobodysPage()),
        (ADA, BOB, CUP, BUYS[0], PAGES[1], AskPagesAtOnce(("Ada", "Bob"))),
        (ADA, CUP, Down("orders"), PAGES[0]),
        (ADA, Down("orders.db"), PAGES[0], Up("orders.db"), Down("users.db"), PAGES[0]),
        (ADA, CUP, PAGES[0], BUYS[0], Down("orders"), PAGES[0]),
        mixed(1, filled, (*BUYS, *PAGES, *LOOKS), 8),
        (*filled, *BUYS, *gone, *PAGES, Slow("orders", "users", 200), BUYS[1], *PAGES),
    ]
