"""Services that ask on the bus: who answers what, and what a client sees when an answer fails."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI

from course.lab import Answer, Lab
from course.lab.lab import TIMEOUT_MS
from course.ports import Bus, Question
from course.shop import asking

Start = Callable[..., FastAPI]

PURCHASES, ORDER = "purchases.of_user", "order.possible"
HOP, CALL = 5, 1


@pytest.fixture
def lab() -> Lab:
    """A shop in which Ada has bought tea."""
    lab = Lab()
    lab.start(*asking.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Tea", "price_cents": 450})
    assert order(lab).status == 201
    return lab


def order(lab: Lab, user_id: int = 1, product_id: int = 1) -> Answer:
    return lab.post("/orders", json={"user_id": user_id, "product_id": product_id})


def answers(subject: str, part: object) -> Start:
    """A service that answers one question, and always in the same way."""

    def service(bus: Bus) -> FastAPI:
        @bus.answers(subject)
        async def answer(question: Question) -> object:
            return part

        return FastAPI()

    return service


def fails_to_answer(bus: Bus) -> FastAPI:
    """A service that hears the questions and has a fault."""

    @bus.answers(PURCHASES)
    @bus.answers(ORDER)
    async def fail(question: Question) -> None:
        raise RuntimeError("oh no")

    return FastAPI()


def parts_heard(lab: Lab, subject: str, ask: Callable[[], object]) -> dict[str, object]:
    """What each owner answered to a question, as the trace has it."""
    before = len(lab.trace)
    ask()
    return {
        span.service: span.attributes["messaging.message.body"]
        for span in lab.trace.spans[before:]
        if span.name == f"answer {subject}"
    }


def test_each_owner_adds_its_part_to_the_answer(lab: Lab) -> None:
    order(lab)
    parts = parts_heard(lab, PURCHASES, lambda: lab.get("/purchases/1"))
    assert parts == {
        "users": '"Ada"',
        "orders": '[{"id": 1, "product_id": 1}, {"id": 2, "product_id": 1}]',
        "products": '[{"product_id": 1, "title": "Tea", "price_cents": 450}]',
    }


def test_the_asker_reduces_the_parts_to_one_answer(lab: Lab) -> None:
    assert lab.get("/purchases/1").body == {
        "user_id": 1,
        "name": "Ada",
        "purchases": [{"order_id": 1, "product_id": 1, "title": "Tea", "price_cents": 450}],
    }


def test_of_a_user_who_does_not_exist_owners_know_nothing(lab: Lab) -> None:
    parts = parts_heard(lab, PURCHASES, lambda: lab.get("/purchases/2"))
    assert parts == {"users": "null", "orders": "[]", "products": "[]"}
    assert lab.get("/purchases/2").status == 404


def test_an_order_is_possible_if_both_owners_say_so(lab: Lab) -> None:
    assert parts_heard(lab, ORDER, lambda: order(lab)) == {"users": "true", "products": "true"}
    assert parts_heard(lab, ORDER, lambda: order(lab, user_id=2)) == {
        "users": "false",
        "products": "true",
    }
    assert parts_heard(lab, ORDER, lambda: order(lab, product_id=2)) == {
        "users": "true",
        "products": "false",
    }


@pytest.mark.parametrize(
    ("user_id", "product_id", "field"), [(2, 1, "user_id"), (1, 2, "product_id")]
)
def test_an_order_is_refused_for_what_its_owner_does_not_know(
    lab: Lab, user_id: int, product_id: int, field: str
) -> None:
    answer = order(lab, user_id, product_id)
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


def test_purchases_puts_one_question_and_products_hears_it_after_orders(lab: Lab) -> None:
    trace = lab.get("/purchases/1").trace
    (asked,) = [span for span in trace if span.name == f"ask {PURCHASES}"]
    passed = {
        span.attributes["server.address"]: span
        for span in trace
        if span.name == f"pass {PURCHASES}"
    }
    assert asked.service == "purchases"
    assert passed.keys() == {"users", "orders", "products"}
    assert passed["users"].start == passed["orders"].start
    assert passed["products"].start == passed["orders"].end


def test_purchases_takes_as_long_as_its_longest_chain(lab: Lab) -> None:
    to_purchases_and_back = 4 * HOP
    to_the_bus_and_back = 2 * HOP
    orders = products = HOP + CALL + HOP
    expected = to_purchases_and_back + to_the_bus_and_back + orders + products
    assert lab.get("/purchases/1").milliseconds == expected


def test_an_order_asks_users_and_products_at_the_same_time(lab: Lab) -> None:
    to_orders_and_back = 4 * HOP
    to_the_bus_and_back = 2 * HOP
    either = HOP + CALL + HOP
    insert = CALL
    assert order(lab).milliseconds == to_orders_and_back + to_the_bus_and_back + either + insert


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
def test_purchases_waits_in_vain_for_a_neighbour_that_is_down(lab: Lab, neighbour: str) -> None:
    lab.down(neighbour)
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (504, neighbour)
    assert answer.milliseconds == 4 * HOP + TIMEOUT_MS
    lab.up(neighbour)
    assert lab.get("/purchases/1").status == 200


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
def test_purchases_says_whose_answer_came_too_late(lab: Lab, neighbour: str) -> None:
    lab.link("bus", neighbour).latency_ms = TIMEOUT_MS
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (504, neighbour)


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
@pytest.mark.parametrize("part", [{"renamed": "without a word"}, 7, [None], [[]]], ids=repr)
def test_purchases_says_whose_answer_it_cannot_read(lab: Lab, neighbour: str, part: object) -> None:
    lab.start(answers(PURCHASES, part), name=neighbour)
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (502, neighbour)


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
def test_a_neighbour_that_fails_to_answer_is_not_heard(lab: Lab, neighbour: str) -> None:
    lab.start(fails_to_answer, name=neighbour)
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (504, neighbour)


@pytest.mark.parametrize("neighbour", ["users", "products"])
@pytest.mark.parametrize(
    ("fault", "status"),
    [(None, 504), (fails_to_answer, 504), (answers(ORDER, {"renamed": True}), 502)],
    ids=["down", "fails", "another shape"],
)
def test_a_failed_order_leaves_nothing_behind(
    lab: Lab, neighbour: str, fault: Start | None, status: int
) -> None:
    before = lab.tables("orders")
    if fault is None:
        lab.down(neighbour)
    else:
        lab.start(fault, name=neighbour)
    answer = order(lab)
    lab.settle()
    assert (answer.status, answer.body["errors"][0]["service"]) == (status, neighbour)
    assert lab.tables("orders") == before


def test_without_the_bus_nobody_can_ask(lab: Lab) -> None:
    before = lab.tables("orders")
    lab.down("bus")
    for answer in (lab.get("/purchases/1"), order(lab)):
        assert (answer.status, answer.body["errors"][0]["service"]) == (503, "bus")
    assert lab.tables("orders") == before
    assert lab.get("/users/1").status == 200
    lab.up("bus")
    assert lab.get("/purchases/1").status == 200


def test_an_order_of_a_product_that_has_vanished_is_a_bad_answer(lab: Lab) -> None:
    lab.start(answers(PURCHASES, [{"id": 1, "product_id": 9}]), name="orders")
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (502, "products")
    assert "which was ordered" in answer.body["errors"][0]["why"]


def test_the_gateway_says_that_an_owner_is_down(lab: Lab) -> None:
    lab.down("users")
    answer = lab.get("/users/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (503, "users")
