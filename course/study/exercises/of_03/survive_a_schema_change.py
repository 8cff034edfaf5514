"""Notebook 03: while a column has two names, who writes has to write both."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.claims import sharing
from course.claims.schemas import EXPAND, NEW_NAME
from course.lab import Lab
from course.ports import Database, Http, Row
from course.shop.fields import Id
from course.shop.middleware import new_app
from course.shop.monolith.products import PRODUCTS, NewPrice, NewProduct
from course.study.exercise import Answer, Exercise, Played, Schedule, Wrong
from course.study.referee.broken import Broken, same, told
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import Buy, ListProduct, Reprice, SignUp
from course.study.referee.step import Step
from course.study.referee.trouble import Down, Up

CHANGES = "a price can be changed"
NEW_READERS = "who reads the new name sees the new price"
OLD_READERS = "who reads the old name sees the new price"
NO_OTHER = "the other prices stay as they are"
NOTHING_ELSE = "all but the price stays as it is"

INSERT = (
    "insert into products (title, price, price_cents, attributes)"
    """ values (:title, :cents, :cents, '{"colour": "blue"}') returning id"""
)


def products_writing(statement: str) -> Callable[..., FastAPI]:
    """A version of products between expand and contract; its statement changes a price."""

    def products(db: Database) -> FastAPI:
        db.schema(PRODUCTS)
        db.migrate(EXPAND)
        app = new_app("products")

        @app.post("/products", status_code=201)
        async def post_product(new: NewProduct) -> Row:
            return (await db.query(INSERT, title=new.title, cents=new.price_cents))[0]

        @app.get("/products/{product_id}")
        async def read_product(product_id: Id) -> Row:
            return (await db.query(NEW_NAME, id=product_id))[0]

        @app.patch("/products/{product_id}")
        async def patch_product(product_id: Id, new: NewPrice) -> Row:
            await db.query(statement, id=product_id, cents=new.price_cents)
            return await read_product(product_id)

        return app

    return products


def polite(http: Http) -> FastAPI:
    """Asks products for a price, and so sees the new name."""
    app = new_app("polite")

    @app.get("/price/{product_id}")
    async def read_price(product_id: Id) -> int:
        price: int = (await http.get(f"http://products/products/{product_id}")).json()[
            "price_cents"
        ]
        return price

    return app


def open_shop(lab: Lab, statement: str) -> None:
    """A shop on one database: purchases reads the old name, polite asks for the new one."""
    lab.share(sharing.OWNER, "products", "orders", "purchases")
    lab.start(*(each for each in sharing.SERVICES if each.__name__ != "products"), polite)
    lab.start(products_writing(statement))


@dataclass(frozen=True)
class Change(Reprice):
    """A price changes, and that has to work."""

    def do(self, run: Run) -> None:
        if self.title not in run.products:
            return
        product_id, before = run.products[self.title], without_prices(run)
        answer = run.lab.patch(f"/products/{product_id}", json={"price_cents": self.price_cents})
        if not answer.ok and not run.down:
            raise Broken(
                CHANGES,
                "the statement is understood, and changes the row",
                told(answer),
                "It is one statement with two parameters: :id is the product, and :cents the new "
                "price. Set both columns in one update.",
            )
        if answer.ok:
            wanted(run)[self.title] = self.price_cents
            run.notes.setdefault("changed", set()).add(self.title)
            same(
                NOTHING_ELSE,
                "the rows, without the prices",
                without_prices(run),
                before,
                "Set the two columns of the price, and no other.",
            )


@dataclass(frozen=True)
class Offer(ListProduct):
    """A product is listed, and its price noted."""

    def do(self, run: Run) -> None:
        super().do(run)
        if self.title in run.products:
            wanted(run)[self.title] = self.price_cents


@dataclass(frozen=True)
class Look(Step):
    """Both readers are asked for the price of something."""

    title: str
    name: str = "Ada"

    @property
    def words(self) -> str:
        return f"polite and purchases are asked what a {self.title} costs"

    def do(self, run: Run) -> None:
        if self.title not in run.products or run.down:
            return
        product_id, prices = run.products[self.title], wanted(run)
        answer = run.lab.get(f"http://polite/price/{product_id}")
        body = run.answered(NEW_READERS, answer, f"polite, asked for the {self.title}")
        same(_clause(run, self.title, NEW_READERS), self._what("polite"), body, prices[self.title])
        if self.name not in run.users:
            return
        answer = run.lab.get(f"/purchases/{run.users[self.name]}")
        lines = run.answered(OLD_READERS, answer, f"purchases of {self.name}")["purchases"]
        for line in lines:
            if line["product_id"] == product_id:
                clause = _clause(run, self.title, OLD_READERS)
                same(clause, self._what("purchases"), line["price_cents"], prices[self.title])

    def _what(self, who: str) -> str:
        return f"the price of the {self.title} that {who} sees"


def without_prices(run: Run) -> list[dict[str, Any]]:
    """The rows of all products, without the two columns of the price."""
    prices = ("price", "price_cents")
    return [
        {column: value for column, value in row.items() if column not in prices}
        for row in run.rows(sharing.OWNER, "products")
    ]


def wanted(run: Run) -> dict[str, int]:
    """The prices as they were set, by title."""
    prices: dict[str, int] = run.notes.setdefault("prices", {})
    return prices


def _clause(run: Run, title: str, otherwise: str) -> str:
    """Whether the price of this product was ever changed decides what would be broken."""
    return otherwise if title in run.notes.get("changed", set()) else NO_OTHER


ADA, BUYS = SignUp("Ada"), (Buy("Ada", "Teapot"), Buy("Ada", "Cup"))
POT, CUP = Offer("Teapot", 2400), Offer("Cup", 600)


def schedules() -> list[Schedule]:
    looks = (Look("Teapot"), Look("Cup"))
    changes = (Change("Teapot", 2600), Change("Cup", 700), Change("Teapot", 2200))
    filled = (ADA, POT, CUP, *BUYS)
    down = (Down("users.db"), Change("Teapot", 9900), Up("users.db"))
    restarted = (Down("products"), Up("products"))
    return [
        (POT, Change("Teapot", 2600), Look("Teapot")),
        (ADA, POT, BUYS[0], Change("Teapot", 2600), Look("Teapot")),
        (ADA, POT, BUYS[0], changes[2], looks[0], Change("Teapot", 0), looks[0]),
        (POT, CUP, Change("Teapot", 2600), Look("Cup")),
        (POT, Offer("Cup", 2400), Change("Teapot", 2600), Look("Cup")),
        mixed(1, filled, (*changes, *looks), 10),
        (*filled, changes[0], *down, *looks, *restarted, *looks, changes[1], *looks),
    ]


EXERCISE = Exercise(
    id="survive-a-schema-change",
    notebook="03",
    title="Survive a schema change",
    task=(
        "Both names of the column are there, price and price_cents. Mend the statement, so that "
        "everybody sees the new price."
    ),
    hand_in=("write_price",),
    setup="",
    starter='write_price = "update products set price = :cents where id = :id"\n',
    hints=(
        "Two services read the price, each by another name. Which of them is served?",
        "One update may set several columns. They are separated by a comma.",
        "update products set price = :cents, and then the same for the old name. Keep the where.",
    ),
    check=Played(open_shop, schedules),
    solution=Answer(
        'write_price = "update products set price = :cents, price_cents = :cents where id = :id"\n',
        "While both names are there, a writer writes both: nobody may see an old price because of "
        "the name it reads. One statement does it, so that there is no moment in between.",
    ),
    right=(
        Answer(
            'write_price = "UPDATE products SET price_cents=:cents, price=:cents WHERE id=:id"\n'
        ),
        Answer(
            'write_price = """\n'
            "update products\n"
            "set (price, price_cents) = (:cents, :cents)\n"
            "where products.id = :id\n"
            '"""\n'
        ),
    ),
    wrong=(
        Wrong(
            'write_price = "update products set price_cents = :cents where id = :id"\n',
            NEW_READERS,
            "the price of the Teapot that polite sees: 2600",
            3,
        ),
        Wrong(
            'write_price = "update products set price = :cents where id = :id and price > 0"\n',
            OLD_READERS,
            "the price of the Teapot that purchases sees: 2600",
            5,
        ),
        Wrong(
            'write_price = "update products set price = :cents, price_cents = :cents"\n',
            NO_OTHER,
            "it was 2600",
            4,
        ),
        Wrong(
            'write_price = "update products set price = :new, price_cents = :new where id = :id"\n',
            CHANGES,
            ":cents the new price",
            2,
        ),
        Wrong(
            'write_price = "update products set price = :cents and price_cents = :cents"\n',
            NEW_READERS,
            "the price of the Teapot that polite sees",
            3,
        ),
        Wrong(
            'write_price = "update products set price = :cents where id = :id;'
            ' update products set price_cents = :cents where id = :id"\n',
            CHANGES,
            "Set both columns in one update",
            2,
        ),
        Wrong(
            'write_price = """\n'
            "update products\n"
            "set price = max(price, :cents), price_cents = max(price_cents, :cents)\n"
            "where id = :id\n"
            '"""\n',
            NEW_READERS,
            "the price of the Teapot that polite sees: 2200",
            3,
        ),
        Wrong(
            'write_price = """\n'
            "update products\n"
            "set price = :cents, price_cents = max(price_cents, :cents)\n"
            "where id = :id\n"
            '"""\n',
            OLD_READERS,
            "the price of the Teapot that purchases sees: 2200",
            5,
        ),
        Wrong(
            'write_price = """\n'
            "update products\n"
            "set (price, price_cents) = (coalesce(nullif(:cents, 0), price), "
            "coalesce(nullif(:cents, 0), price_cents))\n"
            "where id = :id\n"
            '"""\n',
            NEW_READERS,
            "the price of the Teapot that polite sees: 0",
            3,
        ),
        Wrong(
            'write_price = """\n'
            "update products\n"
            "set price = :cents, price_cents = :cents\n"
            "where price = (select price from products where id = :id)\n"
            '"""\n',
            NO_OTHER,
            "the price of the Cup that polite sees: 2400",
            4,
        ),
        Wrong(
            'write_price = """\n'
            "update products\n"
            "set price = :cents, price_cents = :cents, attributes = '{}'\n"
            "where id = :id\n"
            '"""\n',
            NOTHING_ELSE,
            "Set the two columns of the price, and no other",
            2,
        ),
        Wrong("write_price = None\n", CHANGES, "the statement is understood", 2),
    ),
)
