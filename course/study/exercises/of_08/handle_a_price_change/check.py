"""Handle a price change: the shop, the steps, and what is expected of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from course.lab import Lab
from course.ports import Event
from course.shop import copying
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, same, shown
from course.study.referee.copies import KEEP_IT, Replay, Restart, check_laid_aside
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.shopping import ListProduct, Reprice, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Lose, Reorder, Up

LABELS = "has a label for each product"
ONE = "has one label for each product"
FOLLOWS = "follows a change of price"
EARLY = "knows a product whose change of price came first"
LATE = "keeps the newest price"
ALONE = "asks nobody"
STAYS = "keeps its labels when it starts again"

KETTLE = "Kettle"
"""It was listed, and its price changed, before labels was there. Its id is 1."""

ADVICE = {
    LABELS: "product.listed tells of each product, also of those from before labels was there.",
    ONE: "A new price takes the place of the old one: the id of the product is the key.",
    FOLLOWS: "product.repriced tells of a change. Who listens to it here, and what does it write?",
    EARLY: (
        "A change of price tells all there is to know of the product, so it can make a label by "
        "itself. What comes after it may be older."
    ),
    LATE: (
        "What comes last need not be the newest. Each event carries a version, which counts the "
        "changes: keep it beside the price, and compare."
    ),
    STAYS: KEEP_IT,
}


@dataclass(frozen=True)
class Look(Step):
    """Everything on its way arrives, and the label of a product is read."""

    title: str = "Teapot"

    @property
    def words(self) -> str:
        return f"when all has arrived, you look at the label of the {self.title}"

    def do(self, run: Run) -> None:
        run.lab.settle()
        known = {KETTLE: 1} | run.products
        if self.title not in known or "labels" in run.down:
            return
        product_id = known[self.title]
        (owned,) = [row for row in run.rows("products", "products") if row["id"] == product_id]
        answer = run.lab.get(f"http://labels/labels/{product_id}")
        check_alone(run)
        check_laid_aside(run, "labels")
        heard = heard_of(run, product_id)
        clause = _clause(run, heard, owned["version"])
        body = run.answered(clause, answer, f"GET /labels/{product_id}", ADVICE[clause])
        told = ", ".join(f"{event.data['price_cents']}" for event in heard)
        found = lines(body)
        if len(found) > 1:
            clause = ONE
        same(
            clause,
            f"title and price on the label of the {self.title}",
            found,
            [(owned["title"], owned["price_cents"])],
            f"labels was told these prices, in this order: {told}.\n{ADVICE[clause]}",
        )


def check_alone(run: Run) -> None:
    """Labels are made of what was told: neither who reads nor an event makes labels ask."""
    for span in run.lab.trace:
        if (
            span.service == "labels"
            and span.kind == "client"
            and "server.address" in span.attributes
        ):
            raise Broken(
                ALONE,
                "labels knows what it was told, and needs nobody else",
                f"it asked {span.attributes['server.address']}",
                "Title and price are in the event. Who asks as well needs the other to be up.",
            )


def lines(body: Any) -> list[tuple[str, int]]:
    """Title and price of each line."""
    try:
        return [(line["title"], line["price_cents"]) for line in body]
    except (TypeError, KeyError):
        expected = "a list of lines with title and price_cents"
        raise Broken(LABELS, expected, f"it was {shown(body)}") from None


def heard_of(run: Run, product_id: int) -> list[Event]:
    """What labels was told of a product, in the order in which it handled it."""
    stored = dict(run.lab.bus.events())
    handled = [
        stored[span.attributes["bus.position"]]
        for span in run.lab.trace
        if span.service == "labels" and span.name.startswith("process product.")
    ]
    return [event for event in handled if event.data["id"] == product_id]


def _clause(run: Run, heard: list[Event], newest: int) -> str:
    """What happened to the events of a product decides what would be broken."""
    versions = [event.data["version"] for event in heard]
    if run.notes.get("restarted"):
        return STAYS
    if versions and versions[0] != 1:
        return EARLY
    if versions and versions[-1] != max(versions):
        return LATE
    return FOLLOWS if newest > 1 else LABELS


def open_shop(lab: Lab, labels: Callable[..., object]) -> None:
    """The shop that tells what changes. A Kettle was listed before labels is there."""
    lab.start(*copying.SERVICES)
    lab.post("/products", json={"title": KETTLE, "price_cents": 3000})
    lab.patch("/products/1", json={"price_cents": 2800})
    lab.settle()
    lab.start(labels, name="labels")
    lab.settle()


POT, CUP = ListProduct("Teapot", 2400), ListProduct("Cup", 600)
DOWN_TO, AND_TO, UP_TO = Reprice("Teapot", 2000), Reprice("Teapot", 1800), Reprice("Teapot", 2600)
LOOK = Look()
CHANGES = (DOWN_TO, AND_TO, UP_TO, Reprice("Cup", 700), Reprice("Cup", 500), Wait(500))


def schedules() -> list[Schedule]:
    at, repriced, listed = "labels", "product.repriced", "product.listed"
    looks = (LOOK, Look("Cup"), Look(KETTLE))
    lost = Lose(at, "acknowledgement", repriced)
    troubles = (
        Double(at, repriced),
        Delay(at, repriced),
        Reorder(at, repriced),
        Lose(at, "acknowledgement", ">"),
        Lose(at, "delivery", ">"),
    )
    without_products = (Delay(at, repriced, 500), DOWN_TO, Down("products"), LOOK, Up("products"))
    return [
        (Look(KETTLE),),
        (POT, LOOK),
        (POT, CUP, DOWN_TO, LOOK, Look("Cup")),
        (POT, DOWN_TO, UP_TO, LOOK),
        (Double(at, listed), POT, Double(at, repriced), DOWN_TO, LOOK),
        (POT, lost, DOWN_TO, LOOK, Replay(at), LOOK),
        (Reorder(at, listed), POT, DOWN_TO, LOOK),
        (POT, Delay(at, repriced), DOWN_TO, AND_TO, LOOK),
        (POT, Reorder(at, repriced), DOWN_TO, UP_TO, LOOK),
        (Restart(at), Look(KETTLE)),
        (POT, Wait(100), *without_products),
        (*mixed(1, (POT, CUP), (*CHANGES, *troubles, *looks), 12), *looks),
        (*mixed(2, (POT, CUP), (*CHANGES, *troubles), 9), Down(at), DOWN_TO, Up(at), *looks),
    ]
