"""Services that ask each other: what a client sees when one of them fails."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI, Request, Response

from course.lab import Lab
from course.lab.lab import TIMEOUT_MS
from course.ports import Clock
from course.shop import direct

Start = Callable[..., FastAPI]


def answers_500() -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def fail() -> Response:
        return Response("oh no", 500)

    return app


def answers_garbage() -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def garble() -> Response:
        return Response(b"\x00<html>", 200, media_type="application/json")

    return app


def answers_another_shape() -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def change() -> dict[str, str]:
        return {"renamed": "without a word"}

    return app


def answers_broken_gzip() -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def garble() -> Response:
        return Response(b"plain", headers={"content-encoding": "gzip"})

    return app


def answers_too_late(clock: Clock) -> FastAPI:
    app = FastAPI()

    @app.get("/{path:path}")
    async def dawdle() -> dict[str, str]:
        await clock.sleep(TIMEOUT_MS)
        return {}

    return app


FAULTS = tuple(
    (fault, 502)
    for fault in (answers_500, answers_garbage, answers_another_shape, answers_broken_gzip)
)


BODIES = {
    "users": '{"name": "Ada"}',
    "orders": '[{"id": 1, "product_id": 1}]',
    "products": '{"title": "Tea", "price_cents": 450}',
}


@pytest.fixture
def lab() -> Lab:
    """A shop in which Ada has bought tea."""
    lab = Lab()
    lab.start(*direct.SERVICES)
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Tea", "price_cents": 450})
    assert lab.post("/orders", json={"user_id": 1, "product_id": 1}).status == 201
    return lab


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
@pytest.mark.parametrize(("fault", "status"), [*FAULTS, (answers_too_late, 504)])
def test_purchases_says_which_neighbour_failed_it(
    lab: Lab, neighbour: str, fault: Start, status: int
) -> None:
    lab.start(fault, name=neighbour)
    answer = lab.get("/purchases/1")
    assert answer.status == status
    assert answer.body["errors"][0]["service"] == neighbour
    assert not answer.failures


@pytest.mark.parametrize("neighbour", ["users", "orders", "products"])
def test_purchases_is_unavailable_while_a_neighbour_is_down(lab: Lab, neighbour: str) -> None:
    lab.down(neighbour)
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (503, neighbour)
    lab.up(neighbour)
    assert lab.get("/purchases/1").status == 200


@pytest.mark.parametrize("neighbour", ["users", "products"])
@pytest.mark.parametrize(("fault", "status"), [*FAULTS, (answers_too_late, 504), (None, 503)])
def test_a_failed_order_leaves_nothing_behind(
    lab: Lab, neighbour: str, fault: Start | None, status: int
) -> None:
    before = lab.tables("orders")
    if fault is None:
        lab.down(neighbour)
    else:
        lab.start(fault, name=neighbour)
    answer = lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.settle()
    assert (answer.status, answer.body["errors"][0]["service"]) == (status, neighbour)
    assert lab.tables("orders") == before


def test_an_order_of_a_product_that_has_vanished_is_a_bad_answer(lab: Lab) -> None:
    def products() -> FastAPI:
        return FastAPI()

    lab.start(products)
    answer = lab.get("/purchases/1")
    assert answer.status == 502
    assert "which was ordered" in answer.body["errors"][0]["why"]


def test_orders_without_a_list_are_a_bad_answer_and_not_an_empty_list(lab: Lab) -> None:
    def orders() -> FastAPI:
        return FastAPI()

    lab.start(orders)
    answer = lab.get("/purchases/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (502, "orders")


def test_the_gateway_says_that_an_owner_is_down(lab: Lab) -> None:
    lab.down("users")
    answer = lab.get("/users/1")
    assert (answer.status, answer.body["errors"][0]["service"]) == (503, "users")


def test_the_gateway_passes_on_path_query_and_body_unchanged(lab: Lab) -> None:
    heard = []

    def users() -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def listen(request: Request) -> Response:
            heard.append((request.scope["raw_path"], request.url.query, await request.body()))
            return Response(status_code=204)

        return app

    lab.start(users)
    answer = lab.request("POST", "/users/%3F%2F%C3%A9?a=1&b=%26?", content=b"\xff\x00")
    assert (answer.status, answer.body) == (204, None)
    assert heard == [(b"/users/%3F%2F%C3%A9", "a=1&b=%26?", b"\xff\x00")]


def test_a_request_id_reaches_every_service(lab: Lab) -> None:
    heard: dict[str, str] = {}

    def listener(name: str) -> Start:
        def service() -> FastAPI:
            app = FastAPI()

            @app.get("/{path:path}")
            async def listen(request: Request) -> Response:
                heard[name] = request.headers["x-request-id"]
                return Response(BODIES[name], media_type="application/json")

            return app

        return service

    for name in BODIES:
        lab.start(listener(name), name=name)
    assert lab.request("GET", "/purchases/1", headers={"x-request-id": "mine"}).status == 200
    assert heard == dict.fromkeys(BODIES, "mine")


def test_an_order_asks_users_and_products_at_the_same_time(lab: Lab) -> None:
    answer = lab.post("/orders", json={"user_id": 1, "product_id": 1})
    asked = [span for span in answer.trace if span.service == "orders" and span.name == "GET"]
    assert [span.attributes["server.address"] for span in asked] == ["users", "products"]
    assert len({span.start for span in asked}) == 1


def test_purchases_takes_as_long_as_its_longest_chain(lab: Lab) -> None:
    # client 10, gateway 10, then users and orders together 10 + 1, then the product 10 + 1
    assert lab.get("/purchases/1").milliseconds == 42
