import pytest

from course.lab import Lab
from course.shop import copying, direct
from course.webs import request_web
from course.webs.blast_radius import NotInTheWeb, blast_radius, needs
from tests.webs.making import Making, asked, purchase


def test_whoever_waits_for_who_fails_fails_too() -> None:
    web = request_web(purchase())
    assert blast_radius(web, "orders") == ["client", "gateway", "purchases"]
    assert blast_radius(web, "orders.db") == ["client", "gateway", "purchases", "orders"]
    assert blast_radius(web, "client") == []


def test_a_service_needs_whomever_it_waits_for() -> None:
    web = request_web(purchase())
    assert needs(web, "orders") == ["orders.db"]
    assert needs(web, "gateway")[:2] == ["purchases", "users"]


def test_nobody_fails_with_who_is_only_told() -> None:
    made = Making()
    sent = made.span("users", "producer", 6, 6, made.call("client", "users"), "user.signed_up")
    made.span("mailer", "consumer", 11, 12, sent)
    assert blast_radius(request_web(made.trace), "mailer") == []


def test_over_a_bus_it_is_the_asker_that_fails_and_not_the_bus() -> None:
    web = request_web(asked())
    assert blast_radius(web, "users") == ["client", "gateway", "purchases"]
    assert blast_radius(web, "bus") == ["client", "gateway", "purchases"]
    assert needs(web, "bus") == []
    assert needs(web, "purchases")[:3] == ["users", "orders", "products"]


def test_a_service_that_is_not_there_is_refused_with_the_nearest_names() -> None:
    web = request_web(purchase())
    for question in (blast_radius, needs):
        with pytest.raises(NotInTheWeb, match=r'no "purchase" among the 9 .* purchases'):
            question(web, "purchase")
        with pytest.raises(NotInTheWeb, match=r"list\(web\)"):
            question(web, "xyzzy")


def shop(architecture: object) -> Lab:
    lab = Lab()
    lab.start(*architecture.SERVICES)  # type: ignore[attr-defined]
    lab.post("/users", json={"name": "Ada", "email": "ada@example.org"})
    lab.post("/products", json={"title": "Tea", "price_cents": 450})
    lab.post("/orders", json={"user_id": 1, "product_id": 1})
    lab.settle()
    return lab


@pytest.mark.parametrize("architecture", [direct, copying])
def test_who_is_said_to_be_needed_is_needed_in_the_lab_and_nobody_else_is(
    architecture: object,
) -> None:
    asked = shop(architecture).get("/purchases/1")
    needed = needs(request_web(asked.trace), "client")
    for name in ("users", "products", "orders", "purchases", "gateway"):
        lab = shop(architecture)
        lab.down(name)
        assert (lab.get("/purchases/1").status != 200) == (name in needed)
