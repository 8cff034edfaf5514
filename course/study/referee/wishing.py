"""What is done to a wish list: it is filled, looked at, and sent nonsense."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fastapi import FastAPI

from course.lab import Lab
from course.ports import Database
from course.shop.middleware import new_app
from course.shop.monolith.products import add_products
from course.shop.monolith.users import add_users
from course.study.referee.broken import Broken, shown, told
from course.study.referee.calling import takes
from course.study.referee.posting import called_our_fault, no_pair, refused, sent_twice_at_once
from course.study.referee.run import NOBODY, Run
from course.study.referee.shopping import ListProduct, SignUp
from course.study.referee.step import Step
from course.webs.wording import listed

ACCEPTS = "a wish that can be kept is kept"
REFUSES = "what cannot be is refused with a 4xx that says which field"
LISTS = "shows what this user wishes for, and nothing else"
TODAY = "shows today's title and price"
ONCE = "a product is on a list once"
WHOLE = "all the wishes of a request are kept, or none"
KEPT = "wishes are kept in a table of the shop"

DATABASE = "shop.db"
OF_THE_SHOP = {"users", "products"}
BAD: dict[str, tuple[Any, str]] = {
    "without a user_id": ({"product_ids": [1]}, "user_id"),
    "without product_ids": ({"user_id": 1}, "product_ids"),
    "with a word as user_id": ({"user_id": "Ada", "product_ids": [1]}, "user_id"),
    "with one number as product_ids": ({"user_id": 1, "product_ids": 1}, "product_ids"),
    "with a word among the product_ids": ({"user_id": 1, "product_ids": ["Cup"]}, "product_ids"),
    "with a user_id of twenty digits": ({"user_id": 10**19, "product_ids": [1]}, "user_id"),
}


def open_shop(lab: Lab, add_wishes: Callable[..., Any]) -> None:
    """Users, products and their wishes, in one app on one database."""
    takes(add_wishes, "add_wishes", "app", "db")

    def shop(db: Database) -> FastAPI:
        app = new_app("shop")
        add_users(app, db)
        add_products(app, db)
        add_wishes(app, db)
        return app

    lab.start(shop)
    tables = set(lab.tables("shop"))
    if not tables - OF_THE_SHOP:
        raise Broken(
            KEPT,
            "a table for wishes beside those of users and products",
            f"the tables are {listed(sorted(tables))}",
            "What a program remembers by itself is gone when it ends. Declare a table with "
            "db.schema, before the routes.",
        )


def wished(run: Run, name: str) -> set[str]:
    """The titles that are to be on somebody's list."""
    found: set[str] = run.notes.setdefault("wishes", {}).setdefault(name, set())
    return found


def in_vain(run: Run, name: str) -> set[str]:
    """The titles that somebody wished for in a request that was refused."""
    found: set[str] = run.notes.setdefault("refused", {}).setdefault(name, set())
    return found


def on_the_list(run: Run, name: str) -> list[dict[str, Any]]:
    """The lines that the shop shows, whatever is in them."""
    what = f"the wishes of {name}"
    body = run.answered(LISTS, run.lab.get(f"/wishes/{run.users[name]}"), what)
    if not isinstance(body, list) or not all(
        isinstance(line, dict) and {"product_id", "title", "price_cents"} <= set(line)
        for line in body
    ):
        expected = f"{what}: a list of lines with product_id, title and price_cents"
        raise Broken(LISTS, expected, f"it was {shown(body)}")
    return body


def titles(run: Run, lines: list[dict[str, Any]]) -> Counter[str]:
    """How often each product is on a list, by its own title; what is no product, as it is."""
    names = {product_id: title for title, product_id in run.products.items()}
    return Counter(names.get(line["product_id"], shown(line["product_id"])) for line in lines)


@dataclass(frozen=True)
class Wishing:
    """Somebody and some products."""

    name: str
    titles: tuple[str, ...]

    @property
    def wish(self) -> str:
        return f"{self.name} wishes for {listed(self.titles)}"

    def is_known(self, run: Run) -> bool:
        """Whether all of them are there, and the shop is up."""
        there = self.name in run.users and set(self.titles) <= set(run.products)
        return there and "shop" not in run.down

    def new(self, run: Run, *more: int) -> dict[str, Any]:
        """What is sent."""
        ids = [run.products[title] for title in self.titles]
        return {"user_id": run.users[self.name], "product_ids": [*ids, *more]}


@dataclass(frozen=True)
class Wish(Wishing, Step):
    """Somebody wishes for products that are there."""

    at_once: ClassVar[bool] = False

    @property
    def words(self) -> str:
        return self.wish

    def do(self, run: Run) -> None:
        if not self.is_known(run):
            return
        twice = self.at_once or len(set(self.titles)) < len(self.titles)
        again = twice or wished(run, self.name) & set(self.titles)
        answer = self.send(run)
        if DATABASE in run.down:
            called_our_fault(answer, DATABASE)
            return
        if answer.status != 201:
            clause = ONCE if again else ACCEPTS
            advice = "What is wished for may be wished for again, in one request or in another."
            raise Broken(clause, f"{self.words}: 201", told(answer), advice if again else "")
        wished(run, self.name).update(self.titles)

    def send(self, run: Run) -> Any:
        """Gives the answer."""
        return run.lab.post("/wishes", json=self.new(run))

    def simpler(self) -> Any:
        for place in range(len(self.titles)):
            if len(self.titles) > 1:
                yield replace(self, titles=self.titles[:place] + self.titles[place + 1 :])


@dataclass(frozen=True)
class TapTwice(Wish):
    """The same wish comes twice at the same moment."""

    at_once: ClassVar[bool] = True

    @property
    def words(self) -> str:
        return f"{self.wish}, and taps twice"

    def send(self, run: Run) -> Any:
        return sent_twice_at_once(run, "/wishes", self.new(run))


@dataclass(frozen=True)
class WishTooMuch(Wishing, Step):
    """One of the products is not there."""

    @property
    def words(self) -> str:
        first = f"{self.wish}, and for" if self.titles else f"{self.name} wishes for"
        return f"{first} a product that is not there"

    def do(self, run: Run) -> None:
        if self.is_known(run):
            answer = run.lab.post("/wishes", json=self.new(run, NOBODY))
            advice = "The database may refuse it by itself, but only the logic can say why."
            if answer.ok:
                advice = "Do not pass over what is not there: refuse the whole request."
            refused(REFUSES, answer, "product_ids", advice)
            in_vain(run, self.name).update(set(self.titles) - wished(run, self.name))


@dataclass(frozen=True)
class NobodyWishes(Step):
    """There is no such user."""

    title: str

    @property
    def words(self) -> str:
        return f"somebody who never signed up wishes for {self.title}"

    def do(self, run: Run) -> None:
        if self.title in run.products:
            new = {"user_id": NOBODY, "product_ids": [run.products[self.title]]}
            refused(REFUSES, run.lab.post("/wishes", json=new), "user_id", "Look for the user.")


@dataclass(frozen=True)
class Nonsense(Step):
    """Something of the wrong shape is sent."""

    what: str

    @property
    def words(self) -> str:
        return f"you send a wish {self.what}"

    def do(self, run: Run) -> None:
        body, field = BAD[self.what]
        if body.get("user_id") == 1 and not run.users:
            return  # it would be refused for another reason
        advice = (
            "Say the shape of what comes in once, as NewUser does, and of what is in the address."
        )
        refused(REFUSES, run.lab.post("/wishes", json=body), field, advice)


@dataclass(frozen=True)
class LookForNobody(Step):
    """The list of a user who is not there; one of the numbers is larger than any id can be."""

    number: int = NOBODY

    @property
    def words(self) -> str:
        return f"you ask for the wishes of user {self.number}, who never signed up"

    def do(self, run: Run) -> None:
        answer = run.lab.get(f"/wishes/{self.number}")
        advice = "An empty list says: this user has no wishes."
        if answer.status == 500:
            advice = "No id is that large. Say Id in the address, as read_user does."
        refused(REFUSES, answer, "user_id", advice)


@dataclass(frozen=True)
class Look(Step):
    """Somebody's list is looked at."""

    name: str

    @property
    def words(self) -> str:
        return f"you ask for the wishes of {self.name}"

    def do(self, run: Run) -> None:
        if self.name not in run.users or "shop" in run.down:
            return
        if DATABASE in run.down:
            called_our_fault(run.lab.get(f"/wishes/{run.users[self.name]}"), DATABASE)
            return
        lines, expected = on_the_list(run, self.name), wished(run, self.name)
        found = titles(run, lines)
        seen = f"it has {listed(sorted(found)) or 'nothing'}"
        if vain := set(found) & in_vain(run, self.name) - expected:
            raise Broken(
                WHOLE,
                f"nothing of a request that was refused on the list of {self.name}",
                f"it has {listed(sorted(vain))}",
                "What was written before it was refused has to be undone: in a transaction, an "
                "exception does that.",
            )
        if set(found) != expected:
            what = f"on the list of {self.name}: {listed(sorted(expected)) or 'nothing'}"
            raise Broken(LISTS, what, seen)
        for title, times in found.items():
            if times > 1:
                raise Broken(
                    ONCE,
                    f"{title} once on the list of {self.name}",
                    f"it is on it {times} times",
                    "Who promises that something is there only once, whoever writes at the same "
                    "moment? Look at the emails of users.",
                )
        sees_today(run, lines)


def sees_today(run: Run, lines: list[dict[str, Any]]) -> None:
    """Each line has the title and the price that stand in the table of products."""
    products = {row["id"]: row for row in run.rows("shop", "products")}
    for line in lines:
        today = products[line["product_id"]]
        for field in ("title", "price_cents"):
            if line[field] != today[field]:
                raise Broken(
                    TODAY,
                    f"{field} of {today['title']}: {shown(today[field])}",
                    f"it was {shown(line[field])}",
                    "The table of products knows it. Join it when you read, and keep no copy.",
                )


@dataclass(frozen=True)
class ListAnother(ListProduct):
    """A second product of the same title."""

    @property
    def words(self) -> str:
        return f"another {super().words}"

    def do(self, run: Run) -> None:
        new = {"title": self.title, "price_cents": self.price_cents}
        run.made("/products", new, run.products, f"the other {self.title}")


@dataclass(frozen=True)
class Lookalikes(Step):
    """Two wishes whose ids look the same where they are written one behind the other."""

    @property
    def words(self) -> str:
        return "of many users and products, user 1 wishes for product 11, and user 11 for product 1"

    def do(self, run: Run) -> None:
        if run.down:
            return
        for number in range(1, 12):
            SignUp(f"Guest{number}").do(run)
            ListProduct(f"Thing{number}").do(run)
        for user_id, product_id in ((1, 11), (11, 1)):
            (name,) = (name for name, id in run.users.items() if id == user_id)
            (title,) = (title for title, id in run.products.items() if id == product_id)
            try:
                Wish(name, (title,)).do(run)
                Look(name).do(run)
            except Broken as broken:
                raise Broken(
                    broken.clause,
                    broken.expected,
                    broken.happened,
                    no_pair("wishes"),
                ) from None


def a_table_has_them(run: Run) -> None:
    """Wishes that were made are somewhere among the rows."""
    if any(run.notes.get("wishes", {}).values()):
        tables = run.lab.tables("shop")
        if not any(rows for name, rows in tables.items() if name not in OF_THE_SHOP):
            raise Broken(
                KEPT,
                "rows in a table for wishes",
                "it is empty, although somebody has wishes",
                "Write them into the table, in the route that takes them.",
            )
