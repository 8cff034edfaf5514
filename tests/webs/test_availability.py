from math import inf, isclose, nan, prod
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.trace import Trace, read_edges
from course.webs import of_calls, of_services, request_web
from course.webs.blast_radius import NotInTheWeb, needs
from course.webs.calls import calls
from tests.webs.anything import traces
from tests.webs.making import Making, asked, order, purchase
from tests.webs.recorded import DATA, booking

shares = st.floats(0, 1)


def test_a_service_that_is_called_often_is_down_once() -> None:
    made = Making()
    server = made.span("shop", "server", 0, 100)
    for start in range(0, 80, 20):
        made.call("shop", "bank", start, start + 11, server)
    services = of_services(request_web(made.trace), "shop", 0.9)
    assert services.services == ("shop", "bank")
    assert isclose(services.share, 0.9**2)
    found = of_calls(made.trace, 0.9)
    assert found.calls == 4
    assert isclose(found.share, 0.9**4)


def test_the_booking_by_services_and_by_calls() -> None:
    services = of_services(request_web(booking()), "ts-preserve-service", 0.999)
    assert len(services.services) == 16
    assert round(services.share, 3) == 0.984
    for request in (booking(), request_web(booking())):
        found = of_calls(request, 0.999)
        assert found.calls == 78
        assert round(found.share, 3) == 0.925


def test_databases_and_clients_count_where_they_are_named() -> None:
    web = request_web(purchase())
    services = ("gateway", "purchases", "users", "orders", "products")
    assert of_services(web, "client", 0.99).services == services
    assert of_services(web, "gateway", 0.99).services == services
    up = dict.fromkeys(services, 1.0) | {"users.db": 0.5, "client": 0.5}
    found = of_services(web, "client", up)
    assert found.services == ("client", *services, "users.db")
    assert found.share == 0.25


def test_who_is_told_and_not_waited_for_may_be_down() -> None:
    web = request_web(order())
    assert of_services(web, "gateway", 0.9).services == ("gateway", "orders")
    trace = order()
    found = of_calls(trace, 0.9, max(trace.roots, key=lambda span: span.milliseconds))
    assert found.calls == 2 + 2  # the client's, the gateway's, and two queries


def test_of_what_an_event_brings_about_only_what_is_asked_meanwhile_counts() -> None:
    made = Making()
    handling = made.span("mailer", "consumer", 0, 20, messaging__system="kafka")
    made.query("mailer", 5, "mailer.db", handling)
    assert len(calls(made.trace)) == 2
    assert of_calls(made.trace, 0.9).calls == 1


def test_who_asks_over_a_bus_needs_the_bus() -> None:
    found = of_services(request_web(asked()), "purchases", 0.9)
    assert set(found.services) == {"purchases", "bus", "users", "orders", "products"}


def test_where_it_is_not_known_who_waits_everybody_does() -> None:
    web = nx.DiGraph()
    web.add_edge("a", "b", calls=3)
    web.add_edge("b", "c", calls=2)
    assert of_services(web, "a", 0.5).share == 0.125
    assert of_calls(web, 0.5).calls == 5
    uber = read_edges(DATA / "uber-dependencies.json.gz")
    entry = next(iter(uber))
    assert len(of_services(uber, entry, 0.9999).services) == len(needs(uber, entry)) + 1


@pytest.mark.parametrize("wrong", [-0.1, 1.1, 99.9, nan, inf, True, "0.9", None])
def test_what_is_no_probability_is_refused(wrong: Any) -> None:
    web = request_web(booking())
    for ask in (
        lambda: of_calls(web, wrong),
        lambda: of_services(web, "ts-order-service", wrong),
        lambda: of_services(web, "ts-order-service", dict.fromkeys(web, wrong)),
    ):
        with pytest.raises(ValueError, match=r"from 0 to 1, such as 0\.999 for 99\.9 %"):
            ask()


def test_a_service_of_which_nothing_is_said_is_named() -> None:
    with pytest.raises(ValueError, match=r"needs users, products, of which.*Add each"):
        of_services(request_web(purchase()), "purchases", {"purchases": 0.9, "orders": 0.9})


def test_a_service_that_is_not_in_the_web_is_refused() -> None:
    with pytest.raises(NotInTheWeb, match="purchases"):
        of_services(request_web(purchase()), "purchase", 0.9)


def test_of_several_requests_one_has_to_be_chosen() -> None:
    with pytest.raises(ValueError, match="roots"):
        of_calls(order(), 0.9)


def test_it_reads_well() -> None:
    web = request_web(booking())
    assert str(of_services(web, "ts-preserve-service", 0.999)) == (
        "ts-preserve-service can answer 98.4 % of the time: 16 services have to be up for it"
    )
    assert str(of_calls(web, 0.999)) == (
        "92.5 % of such requests are answered: 78 calls have to be answered for each"
    )
    assert str(of_services(web, "ts-price-service", 0.9)) == (
        "ts-price-service can answer 90 % of the time: 1 service has to be up for it"
    )


@given(traces(), shares, st.data())
def test_no_request_is_answered_more_often_than_one_call(
    trace: Trace, answered: float, data: st.DataObject
) -> None:
    if not len(trace):
        return
    found = of_calls(trace, answered, data.draw(st.sampled_from(trace.spans)))
    assert 0 <= found.calls <= sum(call.waits for call in calls(trace))
    assert found.share == answered**found.calls


@given(traces(), st.data())
def test_no_service_is_more_available_than_what_it_needs(trace: Trace, data: st.DataObject) -> None:
    web = request_web(trace)
    if not len(web):
        return
    up = {node: data.draw(shares) for node in web}
    entry = data.draw(st.sampled_from(list(web)))
    found = of_services(web, entry, up)
    assert found.services == (entry, *needs(web, entry))
    assert found.share == prod(up[node] for node in found.services)
