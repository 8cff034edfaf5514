import pytest

from course.webs.asked import address, only_reads, request, route
from course.webs.calls import Call, calls
from tests.webs.making import Making


def call(name: str = "GET", answer: str = "", **attributes: object) -> Call:
    made = Making()
    client = made.span("a", "client", name=name, server__address="b", **attributes)
    if answer:
        made.span("b", "server", 1, 9, client, answer)
    (found,) = calls(made.trace)
    return found


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("GET /users/7", "GET /users/{id}"),
        ("GET /users/7/orders/12", "GET /users/{id}/orders/{id}"),
        ("GET /users/{user_id}", "GET /users/{user_id}"),
        ("http:/route/f3d4d4ef-693b-4456-8eed-59c0", "http:/route/{id}"),
        ("GET /trips/D1345?page=2", "GET /trips/{id}?page=2"),
        ("GET /v2/users", "GET /v2/users"),
        ("GET /codecs/h264", "GET /codecs/h264"),
        ("GET /oauth2/token3", "GET /oauth2/token3"),
        ("hipstershop.CartService/GetCart", "hipstershop.CartService/GetCart"),
    ],
)
def test_a_route_is_the_same_for_all_ids(name: str, written: str) -> None:
    assert route(call(answer=name)) == written
    assert route(call(name)) == written


def test_who_is_not_answered_says_itself_what_it_asks_for() -> None:
    assert route(call(url__full="http://b:8000/users/7?full=1")) == "GET /users/{id}"
    assert route(call()) == "GET"


def test_the_address_is_what_was_asked_for_and_not_where() -> None:
    assert address(call(url__full="https://b:8000/users/7?full=1")) == "/users/7?full=1"
    assert address(call(url__full="/hotels?inDate=2015-04-22")) == "/hotels?inDate=2015-04-22"
    assert address(call(url__path="/users/7", url__query="full=1")) == "/users/7?full=1"
    assert address(call(url__path="/users/7")) == "/users/7"
    assert address(call(answer="GET /users/{id}")) == ""


def test_a_statement_is_the_same_for_all_values() -> None:
    made = Making()
    for text in ("SELECT *\n  FROM users WHERE id = 7", "SELECT * FROM users WHERE id = 12"):
        made.query("a", 0, "a.db", None).attributes["db.query.text"] = text
    assert [route(found) for found in calls(made.trace)] == ["SELECT * FROM users WHERE id = ?"] * 2


def test_a_method_says_whether_it_changes_anything() -> None:
    assert only_reads(call(http__request__method="GET"))
    assert not only_reads(call(http__request__method="POST"))
    assert not only_reads(call())


def test_two_tries_send_the_same_also_where_only_one_is_answered() -> None:
    path = {"url__full": "http://b/users/7", "http__request__method": "GET"}
    assert request(call(**path)) == request(call(answer="GET /users/{id}", **path))
    assert request(call(**path)) != request(call(**path | {"url__full": "http://b/users/8"}))
    assert request(call(**path)) != request(call(**path | {"http__request__method": "PUT"}))
