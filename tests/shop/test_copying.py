"""Services that keep copies: what owners tell, and that copies end up as the owners' truth."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lab import Lab
from course.lab.lab import Point
from course.ports import Bus, Event, Row
from course.shop import copying

TYPES = ("user.signed_up", "product.listed", "product.repriced", "order.placed")
Start = Callable[..., FastAPI]

OWNERS = ("users", "products", "orders")

ADA = {"name": "Ada", "email": "ada@example.org"}
TEA = {"title": "Tea", "price_cents": 450, "attributes": {"leaf": "green"}}


@pytest.fixture
def lab() -> Lab:
    """A shop in which Ada has bought tea, and everybody knows."""
    lab = Lab()
    lab.start(*copying.SERVICES)
    write(lab, "/users", ADA)
    write(lab, "/products", TEA)
    write(lab, "/orders", {"user_id": 1, "product_id": 1})
    return lab


def write(lab: Lab, url: str, new: dict[str, Any]) -> None:
    assert lab.post(url, json=new).status == 201
    lab.settle()


def told(lab: Lab) -> list[tuple[str, Any]]:
    """Type and data of every event so far."""
    lab.settle()
    return [(event.type, event.data) for _, event in lab.bus.events()]


def truth(lab: Lab) -> dict[str, list[Row]]:
    """The owners' rows, as far as they are told to others."""
    told_of = {
        "users": ("id", "name"),
        "products": ("id", "title", "price_cents", "version"),
        "orders": ("id", "user_id", "product_id"),
    }
    return {
        name: [{column: row[column] for column in columns} for row in lab.tables(name)[name]]
        for name, columns in told_of.items()
    }


# What owners tell


def test_owners_tell_what_others_need_and_nothing_else(lab: Lab) -> None:
    lab.patch("/products/1", json={"price_cents": 500})
    assert told(lab) == [
        ("user.signed_up", {"id": 1, "name": "Ada"}),
        ("product.listed", {"id": 1, "title": "Tea", "price_cents": 450, "version": 1}),
        ("order.placed", {"id": 1, "user_id": 1, "product_id": 1}),
        ("product.repriced", {"id": 1, "title": "Tea", "price_cents": 500, "version": 2}),
    ]


def test_nothing_is_told_where_nothing_was_written(lab: Lab) -> None:
    before = told(lab)
    refused = [
        lab.post("/users", json=ADA),
        lab.post("/products", json={"title": ""}),
        lab.patch("/products/2", json={"price_cents": 1}),
        lab.post("/orders", json={"user_id": 2, "product_id": 1}),
        lab.post("/orders", json={"user_id": 1, "product_id": 2}),
    ]
    assert [answer.status for answer in refused] == [409, 422, 404, 422, 422]
    assert told(lab) == before


WRITES = {
    "users": ("POST", "/users", {"name": "Eve", "email": "eve@example.org"}),
    "products": ("PATCH", "/products/1", {"price_cents": 500}),
    "orders": ("POST", "/orders", {"user_id": 1, "product_id": 1}),
}


@pytest.mark.parametrize("owner", WRITES)
@pytest.mark.parametrize(("point", "happened"), [("before commit", 0), ("after commit", 1)])
def test_an_owner_that_goes_down_has_written_and_told_or_neither(
    lab: Lab, owner: str, point: Point, happened: int
) -> None:
    before, rows = len(told(lab)), lab.tables(owner)[owner]
    method, url, body = WRITES[owner]
    lab.down(owner, at=point)
    assert not lab.request(method, url, json=body).ok
    lab.up(owner)
    assert (lab.tables(owner)[owner] != rows) == bool(happened)
    assert len(told(lab)) == before + happened
    assert lab.tables("purchases") == truth(lab)


def test_a_version_is_nobodys_business_outside(lab: Lab) -> None:
    assert lab.get("/products/1").body == {"id": 1, **TEA}


# What the copies are good for


def test_purchases_answers_while_everybody_else_is_down(lab: Lab) -> None:
    before = lab.get("/purchases/1").body
    for name in (*OWNERS, "gateway", "bus"):
        lab.down(name)
    answer = lab.get("http://purchases/purchases/1")
    assert (answer.status, answer.body) == (200, before)
    assert answer.milliseconds == 5 + 1 + 5


def test_an_order_needs_nobody_but_orders(lab: Lab) -> None:
    for name in ("users", "products", "purchases", "bus"):
        lab.down(name)
    assert lab.post("/orders", json={"user_id": 1, "product_id": 1}).status == 201
    for name in ("users", "products", "purchases", "bus"):
        lab.up(name)
    lab.settle()
    assert len(lab.get("/purchases/1").body["purchases"]) == 2


def test_what_has_not_come_yet_is_not_known(lab: Lab) -> None:
    lab.down("bus")
    lab.post("/users", json={"name": "Eve", "email": "eve@example.org"})
    lab.patch("/products/1", json={"price_cents": 500})
    lab.settle()
    assert lab.get("/purchases/2").status == 404
    assert lab.post("/orders", json={"user_id": 2, "product_id": 1}).status == 422
    assert lab.get("/purchases/1").body["purchases"][0]["price_cents"] == 450
    lab.up("bus")
    lab.settle()
    assert lab.get("/purchases/2").status == 200
    assert lab.post("/orders", json={"user_id": 2, "product_id": 1}).status == 201
    assert lab.get("/purchases/1").body["purchases"][0]["price_cents"] == 500


@pytest.mark.parametrize("late", ["orders", "purchases"])
def test_a_service_that_joins_late_catches_up(late: str) -> None:
    lab = Lab()
    services = {service.__name__: service for service in copying.SERVICES}
    joins = services.pop(late)
    lab.start(*services.values())
    write(lab, "/users", ADA)
    write(lab, "/products", TEA)
    lab.start(joins)
    lab.settle()
    write(lab, "/orders", {"user_id": 1, "product_id": 1})
    assert lab.get("/purchases/1").body["purchases"][0]["title"] == "Tea"


# What the handlers bear


def listening(service: Start, *types: str) -> Lab:
    """A service, and in the place of the owners a teller, who tells whatever it is sent."""

    def teller(bus: Bus) -> FastAPI:
        bus.declare(*types)
        app = FastAPI()

        @app.post("/told")
        async def publish(events: list[tuple[str, dict[str, Any]]]) -> None:
            for what, data in events:
                await bus.publish(Event(what, data))

        return app

    lab = Lab()
    lab.start(service, teller)
    return lab


def tell(lab: Lab, *events: tuple[str, Any]) -> None:
    assert lab.post("http://teller/told", json=events).status == 200
    lab.settle()


@pytest.fixture
def purchases() -> Lab:
    return listening(copying.purchases.purchases, *TYPES)


@pytest.fixture
def orders() -> Lab:
    return listening(copying.orders.orders, *TYPES[:3])


SIGNED_UP = ("user.signed_up", {"id": 1, "name": "Ada"})
LISTED = ("product.listed", {"id": 1, "title": "Tea", "price_cents": 450, "version": 1})
REPRICED = ("product.repriced", {"id": 1, "title": "Tea", "price_cents": 500, "version": 2})
PLACED = ("order.placed", {"id": 1, "user_id": 1, "product_id": 1})


def test_an_order_waits_until_its_product_has_come(purchases: Lab) -> None:
    tell(purchases, SIGNED_UP, PLACED)
    assert purchases.get("http://purchases/purchases/1").body["purchases"] == []
    tell(purchases, LISTED)
    assert len(purchases.get("http://purchases/purchases/1").body["purchases"]) == 1


def test_an_order_waits_until_its_user_has_come(purchases: Lab) -> None:
    tell(purchases, PLACED, LISTED)
    assert purchases.get("http://purchases/purchases/1").status == 404
    tell(purchases, SIGNED_UP)
    assert len(purchases.get("http://purchases/purchases/1").body["purchases"]) == 1


@pytest.mark.parametrize("event", [SIGNED_UP, LISTED, REPRICED, PLACED], ids=lambda it: it[0])
def test_what_purchases_is_told_twice_it_keeps_once(purchases: Lab, event: tuple[str, Any]) -> None:
    tell(purchases, event)
    once = purchases.tables("purchases")
    tell(purchases, event)
    assert purchases.tables("purchases") == once
    assert purchases.bus.dead_letters() == []


@pytest.mark.parametrize("event", [SIGNED_UP, LISTED], ids=lambda it: it[0])
def test_what_orders_is_told_twice_it_keeps_once(orders: Lab, event: tuple[str, Any]) -> None:
    tell(orders, event)
    once = orders.tables("orders")
    tell(orders, event)
    assert orders.tables("orders") == once
    assert orders.bus.dead_letters() == []


@pytest.mark.parametrize("events", [(LISTED, REPRICED), (REPRICED, LISTED)])
def test_an_older_price_never_overwrites_a_newer(
    purchases: Lab, events: tuple[tuple[str, Any], ...]
) -> None:
    tell(purchases, *events, *events)
    assert purchases.tables("purchases")["products"] == [REPRICED[1]]
    assert purchases.bus.dead_letters() == []


def test_what_an_event_says_besides_is_not_read(purchases: Lab, orders: Lab) -> None:
    what, data = SIGNED_UP
    for lab in (purchases, orders):
        tell(lab, (what, {**data, "title": "Countess"}))
    assert purchases.tables("purchases")["users"] == [{"id": 1, "name": "Ada"}]
    assert orders.tables("orders")["users"] == [{"id": 1}]


def spoiled(data: dict[str, Any], *keys: str) -> Iterator[dict[str, Any]]:
    """The same with one thing missing, empty or of another type."""
    for key in keys or data:
        yield {other: value for other, value in data.items() if other != key}
        yield {**data, key: None}
        yield {**data, key: {"of": "another type"}}


@pytest.mark.parametrize("event", [SIGNED_UP, LISTED, REPRICED, PLACED], ids=lambda it: it[0])
def test_purchases_writes_nothing_of_what_it_cannot_read(
    purchases: Lab, event: tuple[str, Any]
) -> None:
    before, (what, data) = purchases.tables("purchases"), event
    bad = list(spoiled(data))
    for each in bad:
        tell(purchases, (what, each))
    assert purchases.tables("purchases") == before
    assert [letter.event.data for letter in purchases.bus.dead_letters()] == bad
    tell(purchases, event)
    assert purchases.tables("purchases") != before


@pytest.mark.parametrize("event", [SIGNED_UP, LISTED], ids=lambda it: it[0])
def test_orders_writes_nothing_of_what_it_cannot_read(orders: Lab, event: tuple[str, Any]) -> None:
    before, (what, data) = orders.tables("orders"), event
    bad = list(spoiled(data, "id"))
    for each in bad:
        tell(orders, (what, each))
    assert orders.tables("orders") == before
    assert [letter.event.data for letter in orders.bus.dead_letters()] == bad
    tell(orders, event)
    assert orders.tables("orders") != before


# Whatever comes, in whatever order


def write_history(lab: Lab, prices: Sequence[tuple[int, int]], bought: Sequence[int]) -> None:
    """Two users and two products, then new prices, and Ada and Eve buy in turn."""
    write(lab, "/users", ADA)
    write(lab, "/users", {"name": "Eve", "email": "eve@example.org"})
    write(lab, "/products", TEA)
    write(lab, "/products", {"title": "Pot", "price_cents": 2400})
    for product_id, price_cents in prices:
        lab.patch(f"/products/{product_id}", json={"price_cents": price_cents})
    for number, product_id in enumerate(bought):
        write(lab, "/orders", {"user_id": number % 2 + 1, "product_id": product_id})


PRODUCT_IDS = st.integers(1, 2)
PRICES = st.lists(st.tuples(PRODUCT_IDS, st.integers(0, 3)), max_size=4)


@settings(max_examples=25, deadline=None)
@given(st.data(), PRICES, st.lists(PRODUCT_IDS, max_size=3))
def test_in_whatever_order_and_however_often_events_come_the_copy_is_the_truth(
    data: st.DataObject, prices: list[tuple[int, int]], bought: list[int]
) -> None:
    lab = Lab()
    lab.start(*copying.SERVICES)
    write_history(lab, prices, bought)
    events = told(lab)
    again = data.draw(st.lists(st.sampled_from(events), max_size=5))
    shuffled = data.draw(st.permutations([*events, *again]))

    purchases = listening(copying.purchases.purchases, *TYPES)
    tell(purchases, *shuffled)
    assert purchases.tables("purchases") == lab.tables("purchases") == truth(lab)

    orders = listening(copying.orders.orders, *TYPES[:3])
    tell(orders, *(event for event in shuffled if event[0] != "order.placed"))
    ids = {name: [{"id": 1}, {"id": 2}] for name in ("users", "products")}
    assert {name: orders.tables("orders")[name] for name in ids} == ids

    assert purchases.bus.dead_letters() == orders.bus.dead_letters() == []
