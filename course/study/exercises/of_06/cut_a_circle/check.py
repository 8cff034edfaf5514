"""Cut a circle: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.exercises.of_06.cut_a_circle.page import AskNobodysPage, AskPage, AskPagesAtOnce
from course.study.referee.broken import Broken, same, told
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up
from course.webs import circles, request_web, way_round

NO_CIRCLE = "no call comes back to where it came from"
SHOP = "the rest of the shop works as before"


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


KEEP = (
    "What is started in the place of a service has to do all that the service did. A service of "
    "its own disturbs nobody."
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
