"""Handle a price change: the shop, the steps, and what is expected of them."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from course.lab import Answer, Lab
from course.ports import Bus, Documents, Event
from course.shop import copying
from course.study.exercise import Schedule
from course.study.referee.broken import Broken, shown
from course.study.referee.copies import KEEP_IT, Replay, Restart, check_laid_aside
from course.study.referee.handled import handled
from course.study.referee.run import Run
from course.study.referee.schedules import mixed
from course.study.referee.seen import changes
from course.study.referee.shopping import ListProduct, Reprice, Wait
from course.study.referee.step import Step
from course.study.referee.trouble import Delay, Double, Down, Impatient, Lose, Reorder, Up

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


SAME_TIME = "Two things can happen at the same moment, with the same time. Versions differ."
REPLACED = (
    "The newer one was there. The older one came last, and took its place. Keep the version, and "
    "compare."
)
STARTED_AGAIN = (
    "labels was started again in between: what it keeps in memory is gone then. Keep the version "
    "of each product in the database."
)
IS_KEPT = "The version is there. Is it written with the price, each time? Is a gap allowed?"
HEARD = "labels heard of it: what does it write then, and on which condition?"
OF_ITS_OWN = "Each product has versions of its own, which begin at 1."
AS_NUMBERS = "Compare the versions that are in the data, and as numbers: 10 comes after 9."


def products(documents: Documents, bus: Bus) -> FastAPI:
    """The shop's products, which can also change a price twice at the same moment."""
    app = copying.products.products(documents, bus)

    @app.patch("/products/{product_id}/twice", status_code=204)
    async def patch_twice(product_id: int, first_cents: int, then_cents: int) -> None:
        async with documents.transaction() as tx:
            changed = [
                await copying.products.update_price(tx, product_id, cents)
                for cents in (first_cents, then_cents)
            ]
            for product in filter(None, changed):  # all at the same moment
                bus.emit(tx, copying.products.product_event("product.repriced", product))

    return app


@dataclass(frozen=True)
class RepriceTwice(Step):
    """A price changes, and changes again, at the same moment."""

    title: str
    first_cents: int
    then_cents: int

    @property
    def words(self) -> str:
        return (
            f"the price of the {self.title} becomes {self.first_cents} cents, and at the same "
            f"moment {self.then_cents}"
        )

    def do(self, run: Run) -> None:
        if self.title in run.products and "products" not in run.down:
            asked = f"first_cents={self.first_cents}&then_cents={self.then_cents}"
            product_id = run.products[self.title]
            run.lab.patch(f"http://products/products/{product_id}/twice?{asked}")


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
        expected = [(owned["title"], owned["price_cents"])]
        if answer.status != 200 or lines(answer.body) != expected:
            raise self.not_so(run, answer, owned, expected)

    def not_so(
        self, run: Run, answer: Answer, owned: dict[str, Any], expected: list[tuple[str, int]]
    ) -> Broken:
        """What is wrong about a label, seen from what labels was told of the product."""
        product_id = owned["id"]
        heard = heard_of(run, product_id)
        clause = _clause(run, heard, owned["version"])
        advice = _advice(run, product_id, clause, heard)
        body = run.answered(clause, answer, f"GET /labels/{product_id}", advice)
        told = ", ".join(f"{event.data['price_cents']}" for event in heard)
        found = lines(body)
        if len(found) > 1:
            clause, advice = ONE, ADVICE[ONE]
        elif len({event.time for event in heard}) < len({e.data["version"] for e in heard}):
            clause, advice = LATE, SAME_TIME
        elif clause == EARLY and was_written(run, product_id, owned["price_cents"]):
            clause, advice = LATE, REPLACED
        return Broken(
            clause,
            f"title and price on the label of the {self.title}: {shown(expected)}",
            f"it was {shown(found)}",
            f"labels was told these prices, in this order: {told}.\n{advice}",
        )


def was_written(run: Run, product_id: int, price_cents: int) -> bool:
    """Whether labels had written this price of a product at any time."""
    rows = [change["after"] or {} for change in changes(run.lab.trace, "labels")]
    return any({product_id, price_cents} <= set(row.values()) for row in rows)


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


def _advice(run: Run, product_id: int, clause: str, heard: list[Event]) -> str:
    """What to do about it, by what labels was told and by what it has written."""
    is_kept = keeps_versions(run, product_id, heard)
    if clause == LATE and was_started_again(run, product_id):
        return STARTED_AGAIN
    if clause == LATE and is_kept:
        return f"{ADVICE[LATE].partition(' Each')[0]} {IS_KEPT}"
    if clause == LABELS and heard and product_id > 1:
        return f"{HEARD} {OF_ITS_OWN}"
    if clause == FOLLOWS and len(heard) > 1:
        more = AS_NUMBERS if len(heard) > 3 else OF_ITS_OWN if is_kept and product_id > 1 else ""
        return f"{HEARD} {more}".strip()
    return ADVICE[clause]


def keeps_versions(run: Run, product_id: int, heard: list[Event]) -> bool:
    """Whether labels has ever written a version of a product beside its id."""
    rows = [change["after"] or {} for change in changes(run.lab.trace, "labels")]
    return any(
        Counter([product_id, event.data["version"]]) <= Counter(row.values())
        for event in heard
        for row in rows
    )


def was_started_again(run: Run, product_id: int) -> bool:
    """Whether that was between the newest of what it was told of a product, and the last."""
    came = [
        each
        for each in handled(run.lab, "labels")
        if each.type.startswith("product.") and each.data["id"] == product_id
    ]
    newest = max(came, key=lambda each: each.data["version"])
    return came[-1].ups > newest.ups


def open_shop(lab: Lab, labels: Callable[..., object]) -> None:
    """Of the shop, what labels needs: products. A Kettle was listed before labels is there."""
    lab.start(products, copying.gateway.gateway)
    lab.post("/products", json={"title": KETTLE, "price_cents": 3000})
    lab.patch("/products/1", json={"price_cents": 2800})
    lab.settle()
    lab.start(labels, name="labels")
    lab.settle()


POT, CUP = ListProduct("Teapot", 2400), ListProduct("Cup", 600)
DOWN_TO, AND_TO, UP_TO = Reprice("Teapot", 2000), Reprice("Teapot", 1800), Reprice("Teapot", 2600)
AT_ONCE = RepriceTwice("Teapot", 2000, 1800)
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
        (POT, *(DOWN_TO, UP_TO) * 4, DOWN_TO, LOOK),
        (Double(at, listed), POT, Double(at, repriced), DOWN_TO, LOOK),
        (POT, lost, DOWN_TO, LOOK, Replay(at), LOOK),
        (Reorder(at, listed), POT, DOWN_TO, LOOK),
        (POT, Delay(at, repriced), DOWN_TO, AND_TO, LOOK),
        (POT, Reorder(at, repriced), DOWN_TO, UP_TO, LOOK),
        (POT, AT_ONCE, LOOK),
        (POT, Reorder(at, repriced), AT_ONCE, LOOK),
        (Impatient("bus"), Reorder(at, listed), POT, DOWN_TO, LOOK),
        (Restart(at), Look(KETTLE)),
        (POT, Reorder(at, repriced), DOWN_TO, UP_TO, Wait(8), Down(at), Up(at), LOOK),
        (POT, Wait(100), *without_products),
        (*mixed(1, (POT, CUP), (*CHANGES, *troubles, *looks), 12), *looks),
        (*mixed(2, (POT, CUP), (*CHANGES, *troubles), 9), Down(at), DOWN_TO, Up(at), *looks),
    ]
