from dataclasses import fields
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given

from course.trace import read, read_edges
from course.webs import request_web
from course.webs.blast_radius import blast_radius, needs
from course.webs.measures import MEASURES, Measures, measures
from tests.webs.digraphs import webs
from tests.webs.making import Making, asked, order, purchase

DATA = Path(__file__).parents[2] / "course/data"


def test_a_purchase_query_is_measured_from_the_client_to_the_databases() -> None:
    found = measures(request_web(purchase()))
    assert list(found) == list(request_web(purchase()))
    assert found["purchases"] == Measures(
        called=1,
        calls=3,
        fan_in=1,
        fan_out=3,
        depth=2,
        layer=2,
        needs=6,
        fails_with=2,
        circle=1,
        total_ms=21.0,
    )
    assert found["client"].needs == 8
    assert found["orders.db"].fails_with == 4


def test_each_measure_has_a_heading_in_words() -> None:
    assert list(MEASURES) == [field.name for field in fields(Measures)]


def test_services_in_a_circle_are_one_step_of_a_chain() -> None:
    web = nx.DiGraph(["ab", "bc", "cd", "db", "de", "ef"])
    found = measures(web)
    assert [found[node].depth for node in "abcdef"] == [3, 2, 2, 2, 1, 0]
    assert [found[node].layer for node in "abcdef"] == [0, 1, 1, 1, 2, 3]
    assert [found[node].circle for node in "abcdef"] == [1, 3, 3, 3, 1, 1]


def test_who_asks_itself_is_in_no_circle_and_needs_nobody_else() -> None:
    web = nx.DiGraph(["aa"])
    found = measures(web)["a"]
    assert (found.circle, found.needs, found.fails_with, found.fan_in) == (1, 0, 0, 1)


def test_who_does_not_wait_needs_nobody_and_its_time_is_not_waited_for() -> None:
    found = measures(request_web(order()))
    assert found["orders"].needs == 1  # its database
    assert found["purchases"].fails_with == 0
    assert found["purchases"].called == 1
    assert found["purchases"].total_ms == 0.0


def test_a_bus_passes_failures_on_and_neither_fails_nor_needs() -> None:
    found = measures(request_web(asked()))
    assert found["bus"].needs == 0
    assert found["bus"].fails_with == 3
    assert found["users"].fails_with == 3  # purchases, gateway and client, and not the bus
    assert found["purchases"].needs == 7  # the bus, three owners and their databases


def test_services_that_hear_of_each_other_over_a_bus_are_in_no_circle() -> None:
    assert measures(request_web(order()))["orders"].circle == 1


def test_where_times_are_not_known_there_are_none() -> None:
    web = nx.DiGraph()
    web.add_edge("a", "b", calls=3)
    found = measures(web)
    assert found["b"].called == 3
    assert (found["a"].total_ms, found["b"].total_ms) == (None, None)


def test_who_is_called_by_nobody_is_waited_for_no_time() -> None:
    made = Making()
    made.span("a", "server")
    assert measures(request_web(made.trace))["a"].total_ms == 0.0


def test_a_web_without_nodes_has_no_measures() -> None:
    assert measures(nx.DiGraph()) == {}


def test_a_booking_needs_all_15_others_and_none_waits_longer_than_for_the_notification() -> None:
    found = measures(request_web(read(DATA / "trainticket-book-a-ticket-zipkin-v2.json")))
    first = found["ts-preserve-service"]
    assert (first.needs, first.fails_with, first.layer, first.depth) == (15, 0, 0, 4)
    waited = {name: measure.total_ms or 0 for name, measure in found.items()}
    assert max(waited, key=waited.__getitem__) == "ts-notification-service"
    assert [name for name, measure in found.items() if measure.circle > 1] == [
        "ts-travel-service",
        "ts-seat-service",
    ]


def test_in_a_large_web_one_failure_can_fail_876_others() -> None:
    web = read_edges(DATA / "uber-dependencies.json.gz")
    found = measures(web)
    worst = max(found, key=lambda name: found[name].fails_with)
    assert found[worst].fails_with == 876 == len(blast_radius(web, worst))
    assert sum(measure.circle == 356 for measure in found.values()) == 356


# What networkx answers


@given(webs())
def test_chains_are_the_longest_paths_of_the_condensation(web: nx.DiGraph) -> None:
    found = measures(web)
    steps = nx.condensation(web)
    for node in web:
        at = steps.graph["mapping"][node]
        below = steps.subgraph({at, *nx.descendants(steps, at)})
        above = steps.subgraph({at, *nx.ancestors(steps, at)})
        assert found[node].depth == nx.dag_longest_path_length(below)
        assert found[node].layer == nx.dag_longest_path_length(above)


@given(webs(("service", "database", "client")))
def test_without_a_bus_needs_and_blast_radius_are_descendants_and_ancestors(
    web: nx.DiGraph,
) -> None:
    waiting = nx.DiGraph()
    waiting.add_nodes_from(web)
    waiting.add_edges_from(edge[:2] for edge in web.edges(data="waits") if edge[2])
    for node, found in measures(web).items():
        assert found.needs == len(nx.descendants(waiting, node))
        assert found.fails_with == len(nx.ancestors(waiting, node))


@given(webs(("service",)))
def test_circles_are_the_strongly_connected_components(web: nx.DiGraph) -> None:
    found = measures(web)
    for group in nx.strongly_connected_components(web):
        assert {found[node].circle for node in group} == {len(group)}


@given(webs())
def test_the_measures_count_who_is_named_one_by_one(web: nx.DiGraph) -> None:
    for node, found in measures(web).items():
        assert found.needs == len(needs(web, node))
        assert found.fails_with == len(blast_radius(web, node))


@given(webs())
def test_one_needs_another_exactly_if_it_fails_with_it(web: nx.DiGraph) -> None:
    for node in web:
        assert all(node in blast_radius(web, other) for other in needs(web, node))
        assert all(node in needs(web, other) for other in blast_radius(web, node))


@given(webs())
def test_all_calls_made_are_received(web: nx.DiGraph) -> None:
    found = measures(web).values()
    assert sum(it.called for it in found) == sum(it.calls for it in found) == web.size("calls")
    waited = sum(ms for _, _, ms in web.edges(data="total_ms")) - sum(
        edge["total_ms"] for *_, edge in web.edges(data=True) if not edge["waits"]
    )
    assert sum(it.total_ms or 0 for it in found) == pytest.approx(waited)
