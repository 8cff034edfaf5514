import networkx as nx

from course.trace import Span, Trace
from course.webs import request_web
from tests.webs.making import Making, purchase


def edges(trace: Trace) -> dict[tuple[str, str], int]:
    return nx.get_edge_attributes(request_web(trace), "calls")


def test_a_purchase_query_gives_its_services_databases_and_calls() -> None:
    web = request_web(purchase())
    assert dict(web.nodes(data="kind")) == {
        "client": "client",
        "gateway": "service",
        "purchases": "service",
        "users": "service",
        "orders": "service",
        "products": "service",
        "users.db": "database",
        "orders.db": "database",
        "products.db": "database",
    }
    assert list(web["purchases"]) == ["users", "orders", "products"]
    assert web.edges["purchases", "orders"] == {
        "calls": 1,
        "failures": 0,
        "total_ms": 11.0,
        "median_ms": 11.0,
        "shortest_ms": 11.0,
        "longest_ms": 11.0,
        "waits": True,
        "asks": True,
        "owner": "",
    }


def test_calls_between_the_same_two_are_added_up() -> None:
    made = Making()
    asker = made.call("client", "shop", 0, 100)
    for start, end, failed in ((5, 20, False), (20, 60, True), (60, 80, False)):
        made.call("shop", "bank", start, end, asker, failed)
    assert request_web(made.trace).edges["shop", "bank"] == {
        "calls": 3,
        "failures": 1,
        "total_ms": 75.0,
        "median_ms": 20.0,
        "shortest_ms": 15.0,
        "longest_ms": 40.0,
        "waits": True,
        "asks": True,
        "owner": "",
    }


def test_networkx_functions_work_on_the_web() -> None:
    web = request_web(purchase())
    assert nx.dag_longest_path_length(web, weight="median_ms") == 31 + 21 + 11 + 1
    assert nx.descendants(web, "users") == {"users.db"}
    assert nx.is_tree(web)
    assert len(list(nx.generate_graphml(web))) > len(web)


def test_a_call_that_nobody_answers_goes_to_the_peer_it_names() -> None:
    made = Making()
    made.span("client", "client", failed=True, server__address="gone")
    made.span("client", "client", peer__service="billing", server__address="10.0.0.7")
    made.span("client", "client")
    assert edges(made.trace) == {("client", "gone"): 1, ("client", "billing"): 1}
    assert request_web(made.trace).edges["client", "gone"]["failures"] == 1


def test_a_call_without_a_client_span_is_measured_at_the_server() -> None:
    made = Making()
    outer = made.span("gateway", "server", 0, 50)
    inner = made.span("gateway", "internal", 5, 45, outer)
    made.span("users", "server", 10, 40, inner, failed=True)
    web = request_web(made.trace)
    assert web.edges["gateway", "users"]["total_ms"] == 30.0
    assert web.edges["gateway", "users"]["failures"] == 1


def test_spans_inside_a_service_are_no_calls() -> None:
    made = Making()
    server = made.span("users", "server")
    work = made.span("users", "internal", parent=server)
    made.span("users", "server", parent=work)
    assert edges(made.trace) == {}


def test_spans_between_the_two_halves_of_a_call_do_not_hide_or_double_it() -> None:
    made = Making()
    client = made.span("a", "client", 0, 30, server__address="b")
    library = made.span("a", "internal", 1, 29, client)
    made.span("b", "server", 2, 28, library)
    web = request_web(made.trace)
    assert edges(made.trace) == {("a", "b"): 1}
    assert web.edges["a", "b"]["total_ms"] == 30.0


def test_a_proxy_between_two_services_is_asked_by_one_and_asks_the_other() -> None:
    made = Making()
    client = made.span("a", "client", 0, 30, server__address="b")
    proxy = made.span("proxy", "internal", 1, 29, client)
    made.span("b", "server", 2, 28, proxy)
    assert edges(made.trace) == {("a", "proxy"): 1, ("proxy", "b"): 1}


def test_a_client_span_around_that_of_the_connection_is_one_call_with_it() -> None:
    for answered in (True, False):
        made = Making()
        library = made.span("a", "client", 0, 30, server__address="b")
        connection = made.span("a", "client", 1, 29, library, server__address="b")
        if answered:
            made.span("b", "server", 2, 28, connection)
        assert edges(made.trace) == {("a", "b"): 1}


def test_a_connection_inside_a_database_call_is_not_another_call() -> None:
    made = Making()
    query = made.query("a", 0, "a.db", None)
    made.span("a", "client", 0, 1, query, server__address="10.0.0.7")
    made.query("a", 0, "a.db", query)
    assert edges(made.trace) == {("a", "a.db"): 1}


def test_one_client_span_that_two_services_answer_is_a_call_to_each() -> None:
    made = Making()
    client = made.span("a", "client", 0, 30)
    made.span("b", "server", 1, 10, client)
    made.span("b", "server", 11, 20, client)
    made.span("c", "server", 21, 28, client)
    web = request_web(made.trace)
    assert edges(made.trace) == {("a", "b"): 1, ("a", "c"): 1}
    assert web.edges["a", "c"]["total_ms"] == 7.0


def test_a_service_may_ask_itself() -> None:
    made = Making()
    made.call("a", "a", parent=made.span("a", "server", 0, 50))
    assert edges(made.trace) == {("a", "a"): 1}


def test_who_is_told_by_an_event_is_not_waited_for() -> None:
    made = Making()
    server = made.call("client", "users", 0, 11)
    sent = made.span("users", "producer", 6, 6, server, "user.signed_up")
    made.span("purchases", "consumer", 11, 13, None, links=(sent,))
    made.span("mailer", "consumer", 11, 12, sent)
    web = request_web(made.trace)
    assert not web.edges["users", "purchases"]["waits"]
    assert not web.edges["users", "mailer"]["waits"]
    assert web.edges["users", "purchases"]["total_ms"] == 2.0
    assert web.nodes["purchases"]["kind"] == "service"


def test_two_services_on_one_database_meet_in_one_node() -> None:
    made = Making()
    made.query("users", 0, "shop.db", None)
    made.query("orders", 0, "shop.db", None)
    assert list(request_web(made.trace).predecessors("shop.db")) == ["users", "orders"]


def test_a_database_named_like_a_service_is_another_node() -> None:
    made = Making()
    made.query("users", 0, "users", made.call("client", "users"))
    web = request_web(made.trace)
    assert web.nodes["users"]["kind"] == "service"
    assert web.nodes["users (sqlite)"]["kind"] == "database"


def test_databases_of_one_name_on_two_machines_are_two() -> None:
    made = Making()
    for machine in ("one", "two"):
        made.span("a", "client", db__system="mysql", db__name="app", server__address=machine)
    assert edges(made.trace) == {("a", "app"): 1, ("a", "app at two"): 1}


def test_a_database_without_a_name_is_taken_for_the_callers_own() -> None:
    made = Making()
    for service in ("a", "b"):
        made.span(service, "client", db__system__name="redis")
    assert edges(made.trace) == {("a", "redis of a"): 1, ("b", "redis of b"): 1}


def test_spans_that_are_each_others_parents_do_not_hang_it() -> None:
    ring = [
        Span("t", "1", "2", "a", "x", "internal", 0, 1),
        Span("t", "2", "1", "a", "y", "internal", 0, 1),
        Span("t", "3", "3", "a", "z", "client", 0, 1, {"server.address": "b"}),
    ]
    assert edges(Trace(ring)) == {("a", "b"): 1}


def test_a_trace_without_spans_gives_an_empty_web() -> None:
    assert len(request_web(Trace([]))) == 0


def test_a_caller_that_ends_before_its_call_does_not_wait_for_it() -> None:
    made = Making()
    teller = made.call("client", "teller", 0, 20)
    made.call("teller", "listener", 5, 30, teller)
    web = request_web(made.trace)
    assert web.edges["client", "teller"]["waits"] is True
    assert web.edges["teller", "listener"]["waits"] is False
