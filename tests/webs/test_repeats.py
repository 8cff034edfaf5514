from hypothesis import given

from course.trace import Trace
from course.webs import repeats, repeats_by_anybody, repeats_by_service
from course.webs.calls import calls
from tests.webs.anything import traces
from tests.webs.making import Making, purchase
from tests.webs.recorded import booking


def orders_of_a_user(*ids: int, method: str = "GET") -> Making:
    """A list of orders, and then a call for the product of each."""
    made = Making()
    server = made.span("purchases", "server", 0, 1000)
    made.call("purchases", "orders", 0, 11, server)
    for number, product in enumerate(ids, 1):
        path = f"/products/{product}"
        client = made.span(
            "purchases",
            "client",
            number * 20,
            number * 20 + 11,
            server,
            server__address="products",
            http__request__method=method,
            url__full=f"http://products{path}",
        )
        made.span("products", "server", number * 20 + 5, number * 20 + 6, client, f"GET {path}")
    return made


def test_one_call_for_each_thing_on_a_list_is_found() -> None:
    (found,) = repeats(orders_of_a_user(1, 2, 3).trace)
    assert (found.callers, found.callee, found.operation) == (
        ["purchases"],
        "products",
        "GET /products/{id}",
    )
    assert (found.times, found.total_ms) == (3, 33)
    assert found.addresses == ("/products/1", "/products/2", "/products/3")
    assert found.again == 0


def test_the_same_address_again_is_told_apart_from_others() -> None:
    (found,) = repeats(orders_of_a_user(1, 2, 1, 1).trace)
    assert (found.times, len(found.addresses), found.again) == (4, 2, 2)


def test_where_a_call_changes_something_its_address_does_not_say_that_it_is_the_same() -> None:
    (found,) = repeats(orders_of_a_user(1, 1, method="POST").trace)
    assert (found.addresses, found.again) == (("/products/1",), 0)


def test_where_the_trace_has_no_addresses_only_the_number_is_told() -> None:
    made = Making()
    server = made.span("users", "server", 0, 100)
    for start in (1, 2, 3):
        made.query("users", start, "users.db", server)
    (found,) = repeats(made.trace)
    assert (found.callee, found.operation, found.times) == ("users.db", "SELECT", 3)
    assert (found.addresses, found.again) == ((), 0)


def test_two_answers_of_a_service_repeat_nothing_within_one() -> None:
    made = Making()
    for start in (0, 100):
        made.call(
            "shop", "stock", start, start + 11, made.span("shop", "server", start, start + 50)
        )
    assert repeats(made.trace) == []
    (found,) = repeats_by_service(made.trace)
    assert (found.callers, found.callee, found.times) == (["shop"], "stock", 2)


def test_what_several_ask_for_is_found_whoever_asks() -> None:
    made = Making()
    for number, service in enumerate(("orders", "users", "users")):
        made.span(
            service,
            "client",
            number * 20,
            number * 20 + 10,
            made.span(service, "server", number * 20, number * 20 + 15),
            server__address="tokens",
            http__request__method="GET" if number < 2 else "POST",
            url__full="http://tokens/tokens/7",
        )
    (found,) = repeats_by_anybody(made.trace)
    assert (found.callers, found.times, found.again) == (["orders", "users"], 2, 1)
    assert str(found) == (
        "orders and users ask tokens 2 times, GET /tokens/{id}, 20 ms in all, "
        "1 of the calls for what was asked before"
    )


def test_a_purchase_asks_for_nothing_twice() -> None:
    assert repeats(purchase()) == repeats_by_service(purchase()) == []
    assert repeats_by_anybody(purchase()) == []


def test_the_booking_calls_its_stations_eighteen_times() -> None:
    stations = [it for it in repeats_by_service(booking()) if it.callee == "ts-station-service"]
    assert sum(it.times for it in stations) == 18
    assert {(*it.callers, it.operation, it.times) for it in stations} == {
        ("ts-basic-service", "http:/station/queryforid", 12),
        ("ts-basic-service", "http:/station/exist", 4),
        ("ts-preserve-service", "http:/station/queryforid", 2),
    }


def test_one_answer_in_the_booking_asks_eight_times_for_the_id_of_a_station() -> None:
    first, *_ = repeats(booking())
    assert (first.callers, first.callee, first.times) == (
        ["ts-travel-service"],
        "ts-ticketinfo-service",
        8,
    )


def test_the_booking_asks_for_one_route_six_times_and_for_one_token_three_times() -> None:
    found = {it.callee: it for it in repeats_by_anybody(booking())}
    assert (found["ts-route-service"].times, found["ts-route-service"].again) == (6, 5)
    assert (found["ts-sso-service"].times, len(found["ts-sso-service"].callers)) == (3, 3)


def test_it_reads_well() -> None:
    assert str(repeats(orders_of_a_user(1, 2, 3).trace)[0]) == (
        "purchases asks products 3 times, GET /products/{id}, 33 ms in all, for 3 addresses"
    )
    assert str(repeats(orders_of_a_user(1, 1).trace)[0]) == (
        "purchases asks products 2 times, GET /products/{id}, 22 ms in all, "
        "1 of the calls for what was asked before"
    )


@given(traces())
def test_any_repeat_is_more_than_one_call_and_none_is_counted_twice(trace: Trace) -> None:
    for ask in (repeats, repeats_by_service, repeats_by_anybody):
        found = ask(trace)
        assert all(it.times > 1 and 0 <= it.again < it.times and str(it) for it in found)
        counted = [id(call) for it in found for call in it.calls]
        assert len(counted) == len(set(counted))
        assert set(counted) <= {id(call) for call in calls(trace)}
        assert [it.times for it in found] == sorted((it.times for it in found), reverse=True)
