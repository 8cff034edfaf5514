"""Messages over a bus, as calls of a web."""

from typing import Any
from xml.etree import ElementTree

import networkx as nx
from hypothesis import given

from course.trace import Trace
from course.views import draw
from course.webs import request_web
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order

SVG = "{http://www.w3.org/2000/svg}"


def calls(trace: Trace) -> dict[tuple[str, str], int]:
    return nx.get_edge_attributes(request_web(trace), "calls")


def of_bus(trace: Trace) -> dict[tuple[str, str], dict[str, Any]]:
    web = request_web(trace)
    kinds = dict(web.nodes(data="kind"))
    return {edge: web.edges[edge] for edge in web.edges if "bus" in map(kinds.get, edge)}


def test_an_event_goes_to_the_bus_and_from_there_to_each_who_hears_it() -> None:
    web = request_web(order())
    assert web.nodes["bus"]["kind"] == "bus"
    assert {edge: data["calls"] for edge, data in of_bus(order()).items()} == {
        ("orders", "bus"): 1,
        ("bus", "orders"): 1,
        ("bus", "purchases"): 1,
    }
    assert not any(data["waits"] for data in of_bus(order()).values())
    assert web.edges["gateway", "orders"]["waits"]


def test_the_times_of_an_event_add_up_to_how_late_the_hearer_knows() -> None:
    web = request_web(order())
    # Told at 12 ms, stored at 17, handled at 24; the confirmations come at 22 and at 29.
    assert web.edges["orders", "bus"]["median_ms"] == 5
    assert web.edges["bus", "purchases"]["median_ms"] == 7


def test_a_question_is_waited_for_on_each_of_its_ways() -> None:
    found = of_bus(asked())
    assert {edge: (data["calls"], data["median_ms"]) for edge, data in found.items()} == {
        ("purchases", "bus"): (1, 21),
        ("bus", "users"): (1, 11),
        ("bus", "orders"): (1, 11),
        ("bus", "products"): (1, 11),
    }
    assert all(data["waits"] for data in found.values())


def test_a_failed_attempt_is_a_call_that_lasts_until_it_is_given_up() -> None:
    made = Making()
    told = made.tell("orders", "order.placed", 0)
    made.bring(told, "purchases", 5)
    lost = made.message("bus", "client", "deliver", "order.placed", 5, 105, None, (told,))
    lost.attributes["server.address"] = "mailer"
    lost.status = "error"
    made.bring(told, "mailer", 105, attempt=2)
    web = request_web(made.trace)
    edge = web.edges["bus", "mailer"]
    assert (edge["calls"], edge["failures"], edge["total_ms"]) == (2, 1, 107)
    assert "2 deliveries, 7 to 100 ms until handled or given up, 107 ms in all" in draw(web).text


def test_what_is_only_written_and_not_sent_is_no_call() -> None:
    made = Making()
    made.message("orders", "producer", "create", "order.placed", 0, 0)
    made.span("bus", "internal", 0, 0, None, "subscribe", messaging__system="bus")
    assert calls(made.trace) == {}


def test_a_row_that_leaves_the_outbox_is_no_call_to_a_database() -> None:
    made = Making()
    told = made.message("orders", "producer", "create", "order.placed", 0, 0)
    made.send(told, 0, db__namespace="orders.db", db__committed=10)
    assert calls(made.trace) == {("orders", "bus"): 1}


def test_an_event_told_without_an_outbox_is_one_call_that_does_not_wait_for_hearers() -> None:
    made = Making()
    orders = made.call("client", "orders", 0, 30)
    sent = made.message(
        "orders", "producer", "send", "order.placed", 6, 16, orders, server__address="bus"
    )
    made.message("bus", "server", "store", "order.placed", 11, 11, sent)
    made.bring(sent, "purchases", 11)
    edge = request_web(made.trace).edges["orders", "bus"]
    assert (edge["calls"], edge["median_ms"], edge["waits"]) == (1, 5, False)
    assert calls(made.trace) == {
        ("client", "orders"): 1,
        ("orders", "bus"): 1,
        ("bus", "purchases"): 1,
    }


def test_an_event_that_arrives_twice_was_brought_once() -> None:
    made = Making()
    told = made.tell("orders", "order.placed", 0)
    first = made.bring(told, "purchases", 5)
    (brought,) = [span for span in made.spans if span.id == first.parent]
    made.message("purchases", "consumer", "process", "order.placed", 12, 13, brought, (told,))
    edge = request_web(made.trace).edges["bus", "purchases"]
    assert (edge["calls"], edge["median_ms"]) == (1, 7)


def test_a_bus_stands_between_sender_and_hearer_of_a_trace_from_elsewhere() -> None:
    made = Making()
    sent = made.span("users", "producer", messaging__system="kafka", messaging__operation="publish")
    made.span("mailer", "consumer", 20, 25, None, links=(sent,), messaging__system="kafka")
    made.span("audit", "consumer", 20, 25, None, links=(sent,))
    web = request_web(made.trace)
    assert web.nodes["kafka"]["kind"] == "bus"
    assert calls(made.trace) == {
        ("users", "kafka"): 1,
        ("kafka", "mailer"): 1,
        ("kafka", "audit"): 1,
    }
    assert web.edges["kafka", "mailer"]["median_ms"] == 5


def test_who_hears_without_a_recorded_sender_hears_it_from_the_bus_it_names() -> None:
    made = Making()
    made.span("mailer", "consumer", messaging__system="rabbitmq")
    assert calls(made.trace) == {("rabbitmq", "mailer"): 1}


def test_receiving_and_handling_one_message_are_one_call() -> None:
    made = Making()
    received = made.message("mailer", "client", "receive", "user.signed_up", 0, 20)
    made.message("mailer", "consumer", "process", "user.signed_up", 10, 20, received)
    made.message("mailer", "client", "settle", "user.signed_up", 20, 21, server__address="bus")
    assert calls(made.trace) == {("bus", "mailer"): 1}


def test_the_bus_has_a_shape_and_a_colour_that_nothing_else_has() -> None:
    drawn, other = draw(request_web(order())), draw(request_web(Making().trace))
    root = ElementTree.fromstring(drawn.svg)
    (node,) = [group for group in root.iter(f"{SVG}g") if group.get("data-node") == "bus"]
    assert [path.get("class") for path in node.iter(f"{SVG}path")] == ["rail"]
    (floor,) = node.iter(f"{SVG}rect")
    assert float(floor.get("width", 0)) > 2 * float(floor.get("height", 0))
    assert "#cc79a7" in drawn.svg
    assert "#cc79a7" not in other.svg


def test_the_text_tells_who_tells_and_who_is_told() -> None:
    assert draw(request_web(order())).text.splitlines() == [
        "Request web: 3 services, 1 bus, 2 databases and 11 calls",
        "client asks gateway: 1 call, 32 ms, waits",
        "gateway asks orders: 1 call, 22 ms, waits",
        "orders asks orders.db: 4 calls, 1 ms each, 4 ms in all, waits",
        "orders tells bus: 1 event, 5 ms until stored, does not wait",
        "purchases asks purchases.db: 2 calls, 1 ms each, 2 ms in all, waits",
        "bus brings events to orders: 1 delivery, 7 ms until handled, does not wait",
        "bus brings events to purchases: 1 delivery, 7 ms until handled, does not wait",
    ]
    assert "purchases asks bus: 1 question, 21 ms, waits" in draw(request_web(asked())).text


def test_who_tells_a_bus_and_hears_from_it_asks_nobody_in_a_circle() -> None:
    assert "circle" not in draw(request_web(order())).text


def test_both_ways_between_a_service_and_the_bus_are_drawn_dashed_and_labelled() -> None:
    root = ElementTree.fromstring(draw(request_web(order())).svg)
    lines = {
        (group.get("data-from"), group.get("data-to")): group
        for group in root.iter(f"{SVG}g")
        if group.get("data-from")
    }
    for edge, words in ((("orders", "bus"), "5 ms"), (("bus", "orders"), "7 ms")):
        line, *_ = lines[edge].iter(f"{SVG}path")
        assert "later" in line.get("class", "").split()
        assert [text.text for text in lines[edge].iter(f"{SVG}text")] == [words]


def test_whoever_answers_without_being_named_is_not_waited_for() -> None:
    made = Making()
    owners = {"users": 1.0, "statistics": 2.0}
    ask = made.question("purchases", "purchases.of_user", 0, owners, None)
    assert not dashed(made.trace)
    ask.attributes["bus.answers"] = ["users"]
    assert dashed(made.trace) == {("bus", "statistics")}
    drawn = draw(request_web(made.trace))
    assert "bus asks statistics: 1 question, 12 ms, does not wait" in drawn.text
    assert "bus asks users: 1 question, 11 ms, waits" in drawn.text
    assert "asks, the answer is not waited for" in drawn.svg
    assert "until handled" not in drawn.svg


def dashed(trace: Trace) -> set[tuple[str, str]]:
    return {edge[:2] for edge in request_web(trace).edges(data="waits") if not edge[2]}


def test_the_legend_says_until_when_the_time_of_an_event_runs() -> None:
    words = [text.text for text in ElementTree.fromstring(draw(request_web(order())).svg).iter()]
    assert "tells, does not wait; time until stored" in words
    assert "brings an event; time until handled" in words
    assert "tells and does not wait" not in words


def test_a_bus_without_messages_is_told_as_that() -> None:
    made = Making()
    made.span("bus", "internal", 0, 0, None, "subscribe", messaging__system="bus")
    assert draw(request_web(made.trace)).text.endswith("bus brings nothing to anybody.")


@given(traces())
def test_any_trace_gives_a_web_that_can_be_drawn(trace: Trace) -> None:
    drawn = draw(request_web(trace))
    assert ElementTree.fromstring(drawn.svg).tag == f"{SVG}svg"


def test_a_bus_stands_between_the_services_and_the_databases() -> None:
    made = Making()
    made.span("bus", "internal", 0, 0, None, "subscribe", messaging__system="bus")
    made.query("orders", 1, "orders.db", made.call("client", "orders"))
    assert list(request_web(made.trace)) == ["client", "orders", "bus", "orders.db"]
