"""A shop in each architecture, filled and ready for a story."""

import json
from types import ModuleType

from course.claims.stage import SHOPS
from course.comparing.moments import DEAREST_CENTS, USERS
from course.comparing.story import Story
from course.lab import Lab

ARCHITECTURES = tuple(SHOPS)
"""Their names, in the order in which the course builds them."""


def architecture_named(name: str) -> ModuleType:
    """The shop of that name. Raises ``ValueError`` where there is none."""
    if name not in SHOPS:
        raise ValueError(
            f"No architecture is called {name!r}; there are {', '.join(ARCHITECTURES)}."
        )
    return SHOPS[name]


def opened(story: Story, architecture: str) -> Lab:
    """A running shop with as many workers as the story says, and hops as long. It is empty."""
    shop = architecture_named(architecture)
    lab = Lab(seed=story.seed)
    workers = story.workers
    if story.workers_per == "shop":
        workers = story.workers_in_all // len(shop.SERVICES)
    lab.start(*shop.SERVICES, workers=workers, work_ms=story.work_ms)
    for caller, callee in ways(lab):
        lab.link(caller, callee).latency_ms = story.hop_ms
    return lab


def ways(lab: Lab) -> list[tuple[str, str]]:
    """All ways that a message can take in this shop."""
    nodes = ("client", "bus", *lab.services)
    return [(one, other) for one in nodes for other in nodes if one != other]


def first_price(product: int) -> int:
    """What a product costs when the story begins, in cents."""
    return DEAREST_CENTS // product


def list_products(lab: Lab, story: Story) -> None:
    """People sign up, and what they will buy is listed."""
    for user in range(1, USERS + 1):
        name = f"User {user}"
        lab.post("/users", json={"name": name, "email": f"user{user}@example.org"})
    for product in range(1, story.products + 1):
        new = {"title": f"Product {product}", "price_cents": first_price(product)}
        lab.post("/products", json=new)
    lab.settle()


def buy_them(lab: Lab, story: Story) -> int:
    """Each buys each product once. Gives how many orders that are."""
    for user in range(1, USERS + 1):
        for product in range(1, story.products + 1):
            lab.post("/orders", json={"user_id": user, "product_id": product})
    lab.settle()
    return USERS * story.products


def break_links(lab: Lab, part: float) -> None:
    """On every way, from now on, this part of the calls fails."""
    for caller, callee in ways(lab):
        lab.link(caller, callee).failure_rate = part


def holders(lab: Lab, names: frozenset[str]) -> list[str]:
    """Who has to go down so that these are down, in this architecture.

    The monolith is one process. Whoever takes down what it holds of users takes down all of it: a
    process dies as a whole. Where nobody uses a bus, nobody minds that it is down.
    """
    if "shop" in lab.services:
        return ["shop"] if names - {"bus"} else []
    uses_the_bus = any(service.bus is not None for service in lab.services.values())
    return sorted(names if uses_the_bus else names - {"bus"})


def text_kept(lab: Lab) -> int:
    """How long everything is that is kept, in all databases and on the bus, as JSON text in bytes.

    Of a few orders the files say nothing, as they grow by whole pages. Claim E4 looks at files.
    """
    rows = [
        row
        for service in lab.services.values()
        if service.database is not None
        for rows in lab.tables(service.name).values()
        for row in rows
    ]
    events = [event._asdict() for _, event in lab.bus.events()]
    return sum(len(json.dumps(each)) for each in [*rows, *events])
