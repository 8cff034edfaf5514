"""The steps that every shop understands: people sign up, buy, and look; time passes."""

from dataclasses import dataclass

from course.study.referee.run import Run
from course.study.referee.step import Step


@dataclass(frozen=True)
class SignUp(Step):
    """Somebody signs up."""

    name: str

    @property
    def words(self) -> str:
        return f"{self.name} signs up"

    def do(self, run: Run) -> None:
        new = {"name": self.name, "email": f"{self.name.lower()}@example.org"}
        run.made("/users", new, run.users, self.name)


@dataclass(frozen=True)
class ListProduct(Step):
    """A product is put up for sale."""

    title: str
    price_cents: int = 100

    @property
    def words(self) -> str:
        return f"{self.title} is listed at {self.price_cents} cents"

    def do(self, run: Run) -> None:
        new = {"title": self.title, "price_cents": self.price_cents}
        run.made("/products", new, run.products, self.title)


@dataclass(frozen=True)
class Buy(Step):
    """Somebody buys something."""

    name: str
    title: str

    @property
    def words(self) -> str:
        return f"{self.name} buys a {self.title}"

    def do(self, run: Run) -> None:
        if self.name in run.users and self.title in run.products:
            order = {"user_id": run.users[self.name], "product_id": run.products[self.title]}
            run.lab.post("/orders", json=order)


@dataclass(frozen=True)
class Reprice(Step):
    """A price changes."""

    title: str
    price_cents: int

    @property
    def words(self) -> str:
        return f"the price of the {self.title} becomes {self.price_cents} cents"

    def do(self, run: Run) -> None:
        if self.title in run.products:
            url = f"/products/{run.products[self.title]}"
            run.lab.patch(url, json={"price_cents": self.price_cents})


@dataclass(frozen=True)
class Wait(Step):
    """Time passes, in ms on the lab's clock."""

    ms: int

    @property
    def words(self) -> str:
        return f"{self.ms:,} ms pass"

    def do(self, run: Run) -> None:
        run.lab.run(self.ms)


@dataclass(frozen=True)
class Settle(Step):
    """Everything that is on its way arrives."""

    @property
    def words(self) -> str:
        return "everything on its way arrives"

    def do(self, run: Run) -> None:
        run.lab.settle()
