"""Cut a circle: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass

from course.lab import Lab
from course.shop import direct
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, told
from course.study.referee.run import NOBODY, Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Slow, Up
from course.webs import circles, request_web, way_round

PAGE = "the page gives the name, and the number of orders"
NO_CIRCLE = "no call comes back to where it came from"
SHOP = "the rest of the shop works as before"
SAYS_SO = "says so when it cannot know"


def open_shop(lab: Lab, with_page: Callable[..., object], at: str) -> None:
    """The shop of direct requests. What was handed in takes its place there, or is new."""
    lab.start(*(each for each in direct.SERVICES if each.__name__ != at))
    lab.start(with_page, name=at)


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
        owner = page_owner(run)
        if self.name not in run.users or owner in run.down:
            return
        user_id = run.users[self.name]
        answer = run.lab.get(f"http://{owner}/pages/{user_id}")
        if run.down:
            if answer.ok:
                raise Broken(
                    SAYS_SO,
                    f"an error, as {', '.join(sorted(run.down))} is down and nobody else knows",
                    f"{told(answer)}, as if that were so",
                    "0 orders is an answer, and a wrong one. Let the error through.",
                )
            return
        orders = sum(row["user_id"] == user_id for row in run.rows("orders", "orders"))
        body = run.answered(PAGE, answer, f"/pages/{user_id} at {owner}", ADDRESS)
        same(PAGE, f"the page of {self.name}", body, {"name": self.name, "orders": orders})


ADDRESS = (
    "The page has the address /pages/{user_id}, at the service whose name you give as at. Whom it "
    "asks, it asks at the addresses of the starter."
)
KEEP = (
    "What is started in the place of a service has to do all that the service did. A service of "
    "its own disturbs nobody."
)


@dataclass(frozen=True)
class NobodyBuys(Step):
    """Somebody who never signed up tries to buy."""

    title: str

    @property
    def words(self) -> str:
        return f"somebody who never signed up tries to buy a {self.title}"

    def do(self, run: Run) -> None:
        if run.down or self.title not in run.products:
            return
        order = {"user_id": NOBODY, "product_id": run.products[self.title]}
        answer = run.lab.post("/orders", json=order)
        if answer.status != 422:
            raise Broken(
                SHOP,
                "422, as orders asks users whether there is such a user",
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


ADA, BOB, CUP, POT = SignUp("Ada"), SignUp("Bob"), ListProduct("Cup"), ListProduct("Teapot")
BUYS = (Buy("Ada", "Cup"), Buy("Ada", "Teapot"), Buy("Bob", "Teapot"))
PAGES = (AskPage("Ada"), AskPage("Bob"))
LOOKS = (Look("Ada"), Look("Bob"))


def schedules() -> list[Schedule]:
    filled = (ADA, BOB, CUP, POT)
    gone = (Down("orders"), PAGES[0], Up("orders"), Down("users"), PAGES[0], Up("users"))
    return [
        (ADA, PAGES[0]),
        (ADA, CUP, BUYS[0], PAGES[0]),
        (ADA, CUP, PAGES[0], BUYS[0], PAGES[0]),
        (ADA, CUP, BUYS[0], NobodyBuys("Cup"), LOOKS[0]),
        (ADA, CUP, Down("orders"), PAGES[0]),
        mixed(1, filled, (*BUYS, *PAGES, *LOOKS), 8),
        (*filled, *BUYS, *gone, *PAGES, Slow("orders", "users", 200), BUYS[1], *PAGES),
    ]
